"""The form for a comment: shown, refused with all that was typed, published once."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Thread
from comments.tests.factories import make_comment, make_thread
from comments.tests.posting import NAME, TEXT, filled, page_of, send
from gotchas.intake import limits, once, stamp
from gotchas.models import Gotcha, Policy, RateCounter, Rule
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha
from gotchas.tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(title="Add or receive")


@pytest.fixture
def form(gotcha: Gotcha) -> str:
    return reverse("gotcha_comment", args=[gotcha.collection.number, gotcha.position])


def test_the_form_is_shown_empty_and_names_what_it_is_about(client: Client, form: str) -> None:
    page = page_of(client.get(form))
    assert "Add or receive" in page
    assert 'name="text"' in page
    assert "Error" not in page


def test_a_comment_is_published_and_the_very_next_page_shows_it(
    client: Client, gotcha: Gotcha, form: str
) -> None:
    answer = send(client, form)
    comment = Comment.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"{gotcha.get_absolute_url()}#comment-{comment.pk}"
    assert (comment.author_name, comment.text, comment.state) == (NAME, TEXT, "published")
    page = page_of(client.get(answer.url))
    assert f'id="comment-{comment.pk}"' in page
    assert "Swap the two steps" in page


def test_a_script_that_wants_no_page_is_told_the_permalink(client: Client, form: str) -> None:
    sent = filled()
    for _ in range(2):
        answer = client.post(form, sent, headers={"prefer": "return=minimal"})
        assert answer.status_code == 201
        assert answer.headers["Location"] == Comment.objects.get().get_absolute_url()
        assert answer.content == b""
    answer = client.post(form, filled(text=""), headers={"prefer": "return=minimal"})
    assert answer.status_code == 422


def test_the_post_counts_on_its_thread_and_its_page(client: Client, gotcha: Gotcha, form: str) -> None:
    send(client, form)
    gotcha.refresh_from_db()
    assert (gotcha.comment_count, Thread.objects.get().comment_count) == (1, 1)


def test_collections_and_codes_take_comments_too(client: Client) -> None:
    collection, code = make_collection(), make_code("XYZ0042", family=make_family(slug="xyz"))
    for address in (
        reverse("collection_comment", args=[collection.number]),
        reverse("code_comment", args=["xyz", "XYZ0042"]),
    ):
        assert client.get(address).status_code == 200
        assert send(client, address).status_code == 302
    assert [c.thread.target for c in Comment.objects.order_by("pk")] == [collection, code]


def test_what_the_comment_names_is_written_down(client: Client, form: str) -> None:
    other = make_gotcha()
    send(client, form, text=f"See {other.number}.")
    assert list(Comment.objects.get().gotchas.all()) == [other]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("author_name", "", "Enter the name"),
        ("author_name", "\u200b\u2060", "Enter the name"),
        ("author_name", "x" * 81, "81 characters"),
        ("author_name", "\u0430dmin", "an editor"),
        ("author_email", "nobody", "name@example.org"),
        ("kind", "praise", "Choose one of the kinds"),
        ("text", " \n\u3164", "Write the comment"),
        ("text", "\u20ac" * 3_334, "10,002 bytes"),
        ("text", "z" + "\u0300" * 30, "marks stand on one letter"),
    ],
)
def test_a_wrong_field_is_told_and_everything_typed_is_still_there(
    client: Client, form: str, field: str, typed: str, said: str
) -> None:
    given = filled(worked_version="typed-version", **{field: typed})
    answer = client.post(form, given)
    page = page_of(answer)
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert "There is a problem" in page
    assert page.count(said) == 2, "once in the summary, once at the field"
    assert f'href="#id_{field}"' in page
    assert "typed-version" in page
    assert (NAME if field != "author_name" else TEXT) in page
    assert not Comment.objects.exists()


def test_a_too_long_text_comes_back_whole(client: Client, form: str) -> None:
    text = "word " * 3_000 + "end-of-it"
    assert text in page_of(send(client, form, text=text))


def test_worked_asks_for_version_and_platform(client: Client, form: str) -> None:
    answer = send(client, form, kind="worked", worked_version="9.3")
    assert answer.status_code == 422
    assert "Say on which platform it worked." in page_of(answer)
    send(client, form, kind="worked", worked_version="9.3", worked_platform="AIX")
    comment = Comment.objects.get()
    assert (comment.kind, comment.worked_version, comment.worked_platform) == ("worked", "9.3", "AIX")


def test_a_version_without_worked_is_not_kept(client: Client, form: str) -> None:
    send(client, form, kind="question", worked_version="9.3", worked_platform="AIX")
    assert Comment.objects.get().worked_version == ""


def test_the_mail_address_is_kept_and_never_shown(client: Client, gotcha: Gotcha, form: str) -> None:
    answer = send(client, form, author_email="neil@example.org")
    assert Comment.objects.get().author_email == "neil@example.org"
    assert "neil@example.org" not in page_of(client.get(answer.url))


def test_a_filled_trap_publishes_nothing_and_is_empty_when_sent_again(client: Client, form: str) -> None:
    answer = send(client, form, homepage="https://pills.example")
    page = page_of(answer)
    assert answer.status_code == 422
    assert TEXT in page
    assert "pills.example" not in page
    assert not Comment.objects.exists()


def test_markup_of_strangers_is_text(client: Client, gotcha: Gotcha, form: str) -> None:
    answer = send(client, form, author_name="<b>Neil</b>", text="<script>alert(1)</script>")
    page = page_of(client.get(answer.url))
    assert "<script>alert" not in page
    assert "&lt;b&gt;Neil&lt;/b&gt;" in page


def test_the_same_form_sent_again_leads_to_the_first_comment(client: Client, form: str) -> None:
    given = filled()
    client.post(form, given)
    again = client.post(form, given)
    assert again.status_code == 302
    assert again.url == Comment.objects.get().get_absolute_url()


def test_another_text_in_the_same_form_is_another_comment(client: Client, form: str) -> None:
    given = filled()
    client.post(form, given)
    client.post(form, given | {"text": "Second thoughts."})
    assert Comment.objects.count() == 2


def test_the_same_words_in_a_fresh_form_lead_their_author_to_the_first_comment(
    client: Client, form: str
) -> None:
    send(client, form)
    assert send(client, form).url == Comment.objects.get().get_absolute_url()
    send(Client(), form)
    assert Comment.objects.count() == 2, "somebody else may say the same"


def test_the_same_words_on_another_page_are_another_comment(client: Client, form: str) -> None:
    given, other = filled(), make_gotcha()
    client.post(form, given)
    client.post(reverse("gotcha_comment", args=[other.collection.number, other.position]), given)
    assert Comment.objects.count() == 2


def test_a_form_that_was_open_too_long_is_shown_again_and_then_goes_through(
    client: Client, form: str
) -> None:
    answer = send(client, form, stamp="expired")
    assert answer.status_code == 422
    assert "open too long" in page_of(answer)
    assert TEXT in page_of(answer)
    fresh = answer.context["form"]["stamp"].value()
    assert send(client, form, stamp=fresh).status_code == 302


def test_a_form_that_comes_back_at_once_is_shown_again(client: Client, form: str, settings: Any) -> None:
    settings.LIMITS = True
    answer = send(client, form)
    assert answer.status_code == 422
    assert "faster than anybody types" in page_of(answer)
    assert TEXT in page_of(answer)


def test_a_post_without_the_forms_token_shows_the_filled_form_and_publishes_nothing(form: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(form, filled())
    page = page_of(answer)
    assert answer.status_code == 403
    assert "<title>Error: " in page
    assert TEXT in page
    assert NAME in page
    assert not Comment.objects.exists()
    token = answer.context["csrf_token"]
    given = filled(csrfmiddlewaretoken=str(token))
    assert strict.post(form, given).status_code == 302, "sending it once more is enough"


def test_too_many_comments_are_a_429_that_keeps_the_text(
    client: Client, form: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    noon = datetime.datetime(2026, 5, 4, 12, 0, 10, tzinfo=datetime.UTC)
    monkeypatch.setattr(limits.timezone, "now", lambda: noon)
    monkeypatch.setattr(limits, "CALM", 1)
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    for n in range(limits.COMMENTS[0].count):
        assert send(client, form, text=f"Text {n}").status_code == 302
    answer = send(client, form, text="One too many")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "51"
    assert "One too many" in page_of(answer)
    assert Comment.objects.count() == limits.COMMENTS[0].count


def test_a_forged_forwarding_header_starts_no_new_count(
    client: Client, form: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    for n in range(2):
        client.post(form, filled(text=f"Text {n}"), headers={"X-Forwarded-For": f"192.0.2.{n}"})
    assert RateCounter.objects.values("key").distinct().count() == 1


def test_a_retry_of_what_was_posted_is_not_counted(
    client: Client, form: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    given = filled()
    for _ in range(3):
        client.post(form, given)
    assert set(RateCounter.objects.values_list("count", flat=True)) == {1}


def test_a_closed_thread_says_why_and_gives_the_text_back(client: Client, gotcha: Gotcha, form: str) -> None:
    thread = make_thread(gotcha)
    thread.closed_at, thread.closed_reason = timezone.now(), "Answered in full by 1.16."
    thread.save()
    for answer in (client.get(form), send(client, form)):
        assert answer.status_code == 403
        assert "Answered in full by 1.16." in page_of(answer)
    assert TEXT in page_of(answer)
    assert not Comment.objects.exists()


def test_a_closed_site_takes_nothing(client: Client, form: str) -> None:
    Policy.objects.create(form="comment", mode=Policy.Mode.CLOSED)
    assert send(client, form).status_code == 403


def test_a_waiting_comment_is_seen_by_its_author_only(client: Client, gotcha: Gotcha, form: str) -> None:
    Rule.objects.create(kind=Rule.Kind.WORD, value="steps")
    answer = send(client, form)
    comment = Comment.objects.get()
    assert comment.state == Comment.State.WAITING
    mine = page_of(client.get(answer.url))
    assert "Only you see it." in mine
    assert "Swap the two steps" in mine
    stranger = Client()
    assert "Swap the two steps" not in page_of(stranger.get(gotcha.get_absolute_url()))
    assert stranger.get(comment.get_absolute_url()).status_code == 404
    gotcha.refresh_from_db()
    assert gotcha.comment_count == 0


def test_spam_looks_to_its_author_like_waiting(client: Client, form: str) -> None:
    Rule.objects.create(kind=Rule.Kind.WORD, value="steps", verdict=Rule.Verdict.SPAM)
    answer = send(client, form)
    assert Comment.objects.get().state == Comment.State.SPAM
    assert "Only you see it." in page_of(client.get(answer.url))


def test_an_editor_is_marked_and_may_use_their_name(form: str) -> None:
    editor = User.objects.create_user("dlane", first_name="Dale", last_name="Lane", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="change_comment"))
    client = Client()
    client.force_login(editor)
    assert 'value="Dale Lane"' in page_of(client.get(form))
    answer = send(client, form, author_name="Dale Lane")
    comment = Comment.objects.get()
    assert (comment.staff, comment.account) == (True, editor)
    assert '<span class="tag">editor</span>' in page_of(client.get(answer.url))


def test_a_stranger_cannot_borrow_an_editors_name_or_mark(client: Client, form: str) -> None:
    User.objects.create_user("dlane", is_staff=True)
    assert send(client, form, author_name="DLane").status_code == 422
    send(client, form, staff="on", account="1")
    assert not Comment.objects.get().staff


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_cannot_be_read_cannot_be_discussed(client: Client, state: str) -> None:
    gotcha = make_gotcha(state=state, withdrawn_reason="Wrong." if state == "withdrawn" else "")
    form = reverse("gotcha_comment", args=[gotcha.collection.number, gotcha.position])
    assert client.get(form).status_code == 404
    assert send(client, form).status_code == 404


@pytest.mark.parametrize(
    "form", ["/999/comment/", "/999.1/comment/", "/codes/none/X1/comment/", "/999/comment/preview/"]
)
def test_there_is_no_form_for_what_is_not_there(client: Client, form: str) -> None:
    assert client.get(form).status_code == 404
    assert send(client, form).status_code == 404


def test_other_methods_are_refused(client: Client, form: str) -> None:
    assert client.put(form).status_code == 405
    assert client.delete(form).status_code == 405


def test_no_shared_cache_keeps_a_form(client: Client, form: str) -> None:
    for answer in (client.get(form), send(client, form, text="")):
        assert "private" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"{n}.{m}" for n in range(1, 50) for m in range(1, 35)),
        " ".join(f"comment {n}" for n in range(800)),
        " ".join(f"AMQ{n}E" for n in range(1_000, 2_000)),
        "999999999999999999999999.1 1.99999999999999999999999999 comment 99999999999999999999999",
    ],
    ids=["gotchas", "comments", "codes", "huge numbers"],
)
def test_a_text_full_of_references_is_posted(client: Client, form: str, text: str) -> None:
    assert send(client, form, text=text).status_code == 302


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_ten_double_clicks_at_once_one_comment_comes() -> None:
    gotcha = make_gotcha()
    form = reverse("gotcha_comment", args=[gotcha.collection.number, gotcha.position])
    given = filled()
    codes = at_once(10, lambda: Client().post(form, given).status_code)
    assert Comment.objects.count() == 1
    assert codes == [302] * 10


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_comments_that_speak_of_each_others_pages_do_not_wait_for_each_other() -> None:
    one = make_gotcha()
    other = make_gotcha(collection=one.collection)
    turns = iter([(one, other), (other, one)] * 5)

    def write() -> None:
        here, there = next(turns)
        for n in range(5):
            make_comment(on=here, text=f"{n}: see {there.number}.")

    at_once(10, write)
    counts = set(Gotcha.objects.values_list("comment_count", flat=True))
    assert counts == {50}


def test_tokens_of_forms_differ(client: Client, form: str) -> None:
    stamps = [client.get(form).context["form"]["stamp"].value() for _ in range(2)]
    assert stamps[0] != stamps[1]
    assert once.result_of(stamps[0], "") is None


def test_whose_first_answer_was_lost_is_known_as_the_author_by_the_second(form: str) -> None:
    same = filled()
    Client().post(form, same)  # its answer, and the session in it, never reached the browser
    browser = Client()
    browser.post(form, same)
    browser.post(form, filled())  # Back, and Publish again: the form came anew, with another token
    assert Comment.objects.count() == 1
