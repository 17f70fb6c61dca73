"""Asking about a code that is not stored: its row is made with the first comment that readers can see."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Thread
from comments.tests.factories import make_comment
from comments.tests.posting import filled, page_of, send
from gotchas.intake import limits, stamp
from gotchas.models import CodeFamily, MessageCode, Policy, Rule, UnansweredCode
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_code, make_family
from gotchas.tests.log_site import amq
from gotchas.tests.racing import at_once
from gotchas.text import spellings

pytestmark = pytest.mark.django_db

FORM = "/codes/ibm-mq-amq/AMQ9638/comment/"
PAGE = "/codes/ibm-mq-amq/AMQ9638/"
QUESTION = "Who has seen this one?"


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def waiting() -> None:
    Policy.objects.update_or_create(form="comment", defaults={"mode": Policy.Mode.ALL_WAIT})


def codes() -> list[str]:
    return list(MessageCode.objects.values_list("code", flat=True))


def test_the_form_is_there_before_the_code_is_and_writes_nothing(client: Client) -> None:
    for address in (FORM, f"{FORM}preview/"):
        page = page_of(client.get(address))
        assert "Comment on AMQ9638" in page
        assert f'action="{FORM}"' in page
    client.head(FORM)
    client.post(f"{FORM}preview/", filled(text=QUESTION))
    client.post(FORM, filled(text=""))
    assert not (codes() or Thread.objects.exists() or UnansweredCode.objects.exists())


def test_the_first_comment_makes_the_row_of_the_code_with_all_that_finds_it(client: Client) -> None:
    answer = send(client, FORM, text=f"{QUESTION} AMQ9638E again", kind="question")
    code = MessageCode.objects.get()
    comment = Comment.objects.get()
    assert answer.url == f"{PAGE}#comment-{comment.pk}"
    assert (code.code, code.slug, code.family, code.meaning) == ("AMQ9638", "AMQ9638", amq(), "")
    assert code.meaning_state == MessageCode.MeaningState.UNKNOWN
    assert code.comment_count == 1
    assert code.sort_key == spellings.natural_key("AMQ9638")
    assert comment.thread.code == code
    assert not comment.codes.exists()
    page = client.get("/amq%209638e", follow=True)
    assert page.status_code == 200
    assert QUESTION in page.content.decode()
    assert "The meaning of this code is not known here yet" in page.content.decode()


def test_the_next_one_writes_in_the_same_thread(client: Client) -> None:
    for text in (QUESTION, "So did I."):
        send(client, FORM, text=text)
    assert codes() == ["AMQ9638"]
    assert Thread.objects.get().comment_count == 2


def test_the_same_form_sent_twice_is_one_comment(client: Client) -> None:
    fields = filled(text=QUESTION)
    first, second = client.post(FORM, fields), client.post(FORM, fields)
    assert Comment.objects.count() == 1
    assert second.url == f"/comments/{Comment.objects.get().pk}/"
    assert client.get(second.url).url == first.url


@pytest.mark.usefixtures("waiting")
def test_a_comment_that_waits_makes_no_code_and_only_its_author_sees_it(client: Client) -> None:
    answer = send(client, FORM, text=QUESTION)
    assert codes() == []
    own = client.get(answer.url)
    assert own.status_code == 404
    assert QUESTION in page_of(own)
    assert "Waiting for an editor" in own.content.decode()
    assert client.get(f"/comments/{Comment.objects.get().pk}/").url == answer.url
    stranger = Client()
    assert stranger.get(f"/comments/{Comment.objects.get().pk}/").status_code == 404
    addresses = (
        PAGE, "/AMQ9638", "/", "/codes/", "/codes/ibm-mq-amq/", "/search/?q=AMQ9638", "/search/?q=seen",
        "/unanswered/", "/sitemap.xml", "/feeds/comments/", "/search.json?q=AMQ9638",
        "/codes/ibm-mq-amq/AMQ9638.json", "/suggest/?q=AMQ96", FORM,
    )  # fmt: skip
    for address in addresses:
        page = stranger.get(address).content.decode()
        assert QUESTION not in page, address
        assert f'href="{PAGE}"' not in page or address == FORM, address


@pytest.mark.usefixtures("waiting")
def test_publishing_it_makes_the_code(client: Client) -> None:
    send(client, FORM, text=QUESTION)
    send(client, FORM, text="And me.")
    first, second = Comment.objects.order_by("pk")
    assert first.publish(make_staff("editor")) is not None
    code = MessageCode.objects.get()
    assert (code.code, code.comment_count) == ("AMQ9638", 1)
    assert QUESTION in Client().get(PAGE).content.decode()
    assert "And me." not in Client().get(PAGE).content.decode()
    # its author still sees the other one, now on the page of the code
    assert "And me." in client.get(PAGE).content.decode()
    second.refresh_from_db()
    second.publish(make_staff("editor"))
    assert Thread.objects.get(code=code).comment_count == 2
    assert MessageCode.objects.get().comment_count == 2


@pytest.mark.usefixtures("waiting")
def test_a_comment_published_from_the_desk_of_admin_makes_the_code(client: Client) -> None:
    send(client, FORM, text=QUESTION)
    comment = Comment.objects.get()
    editor = Client()
    editor.force_login(make_staff("editor"))
    assert editor.get(f"/admin/comments/thread/{comment.thread_id}/change/").status_code == 200
    assert "comments on AMQ9638" in editor.get("/admin/comments/comment/?on=unanswered").content.decode()
    editor.post("/admin/comments/comment/", {"action": "publish", "_selected_action": [comment.pk]})
    assert codes() == ["AMQ9638"]


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("decide", ["remove", "mark_spam"])
def test_one_that_is_refused_makes_no_code(client: Client, decide: str) -> None:
    send(client, FORM, text=QUESTION)
    getattr(Comment.objects.get(), decide)(make_staff("editor"), "advertising")
    assert codes() == []
    assert QUESTION not in Client().get(PAGE).content.decode()


def test_spam_makes_no_code(client: Client) -> None:
    Rule.objects.create(kind="word", value="casino", verdict="spam")
    send(client, FORM, text="Best casino")
    assert Comment.objects.get().state == "spam"
    assert codes() == []
    assert client.get("/unanswered/").context["page"].paginator.count == 0


@pytest.mark.usefixtures("waiting")
def test_a_code_that_an_editor_stored_meanwhile_gets_the_comments_that_waited(client: Client) -> None:
    send(client, FORM, text=QUESTION)
    code = make_code("AMQ9638", family=amq())
    make_comment(on=code)
    Comment.objects.get(text=QUESTION).publish(make_staff("editor"))
    assert codes() == ["AMQ9638"]
    assert Thread.objects.get(code=code).comment_count == 2


def test_a_form_that_was_open_while_the_code_got_its_row_posts_there(client: Client) -> None:
    fields = filled(text=QUESTION)
    code = make_code("AMQ9638", family=amq())
    client.post(FORM, fields)
    assert Comment.objects.get().thread.code == code


def test_a_family_that_writes_anothers_codes_leads_to_those(client: Client) -> None:
    address = "/codes/db2-sqlcode/SQL0805N/comment/"
    assert 'action="/codes/db2/SQL0805N/comment/"' in page_of(client.get(address))
    send(client, address, text=QUESTION)
    send(client, address, text="More.")
    code = MessageCode.objects.get()
    assert (code.family.slug, code.code, code.comment_count) == ("db2", "SQL0805N", 2)


def test_a_code_that_is_another_name_of_a_stored_one_is_asked_about_there(client: Client) -> None:
    code = make_code("AMQ9637", family=amq())
    code.aliases.create(alias="AMQ9638", kind="old_id")
    send(client, FORM, text=QUESTION)
    assert Comment.objects.get().thread.code == code


def test_a_closed_thread_is_closed_at_every_address_of_its_code(client: Client) -> None:
    code = make_code("SQL0805N", family=CodeFamily.objects.get(slug="db2"))
    thread = Thread.objects.get_or_open(code)
    Thread.objects.filter(pk=thread.pk).update(closed_at=timezone.now(), closed_reason="All is said.")
    for address in ("/codes/db2/SQL0805N/comment/", "/codes/db2-sqlcode/SQL0805N/comment/"):
        assert client.get(address).status_code == 403
        assert send(client, address, text=QUESTION).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/codes/ibm-mq-amq/AMQ9638E/comment/",
        "/codes/ibm-mq-amq/amq9638/comment/",
        "/codes/ibm-mq-amq/AMQ9638%20AMQ9639/comment/",
        "/codes/ibm-mq-amq/x/comment/",
        "/codes/oracle/AMQ9638/comment/",
        "/codes/nothing/AMQ9638/comment/",
        "/codes/ibm-mq-amq/%3Cscript%3E/comment/",
        "/codes/ibm-mq-amq/AMQ9638%0A/comment/",
        f"/codes/errno/E{'A' * 100}/comment/",
        f"/codes/ibm-mq-amq/{'AMQ9638' * 200}/comment/",
    ],
)
def test_what_no_pattern_names_just_so_cannot_be_asked_about(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, filled(text=QUESTION)).status_code == 404
    assert codes() == []


def test_a_family_switched_off_brings_in_no_code(client: Client) -> None:
    family = make_family(slug="zq", patterns=r"\b(ZQ-\d+)\b", normal_form="{1}", enabled=False)
    assert client.get("/codes/zq/ZQ-17/comment/").status_code == 404
    family.enabled = True
    family.save()
    assert client.get("/codes/zq/ZQ-17/comment/").status_code == 200


def test_a_closed_site_takes_no_question(client: Client) -> None:
    Policy.objects.update_or_create(form="comment", defaults={"mode": Policy.Mode.CLOSED})
    assert send(client, FORM, text=QUESTION).status_code == 403
    assert codes() == []


def test_questions_are_limited_as_other_comments_are(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    noon = datetime.datetime(2026, 5, 4, 12, 0, 10, tzinfo=datetime.UTC)
    monkeypatch.setattr(limits.timezone, "now", lambda: noon)
    monkeypatch.setattr(limits, "CALM", 1)
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    forms = [f"/codes/ibm-mq-amq/AMQ500{n}/comment/" for n in range(6)]
    answers = [send(client, form, text=QUESTION).status_code for form in forms]
    assert answers == [302] * 5 + [429]
    assert len(codes()) == 5


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_readers_who_ask_at_once_make_one_row_and_one_thread() -> None:
    forms = [filled(text=f"{QUESTION} {n}") for n in range(6)]
    answers = at_once(6, lambda: Client().post(FORM, forms.pop()).status_code)
    assert answers == [302] * 6
    code = MessageCode.objects.get()
    assert code.comment_count == 6
    assert Thread.objects.get(code=code).comment_count == 6
    assert list(Thread.objects.filter(comments__isnull=False).distinct()) == [Thread.objects.get(code=code)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("waiting")
def test_editors_who_publish_at_once_make_one_row_and_one_thread() -> None:
    for n in range(4):
        send(Client(), FORM, text=f"{QUESTION} {n}")
    editor = make_staff("editor")
    waiting = list(Comment.objects.all())
    assert at_once(4, lambda: waiting.pop().publish(editor)).count(None) == 0
    assert MessageCode.objects.get().comment_count == 4
    assert Thread.objects.get(code__isnull=False).comment_count == 4


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_reader_and_an_editor_at_once_make_one_row_and_one_thread() -> None:
    Policy.objects.update_or_create(form="comment", defaults={"mode": Policy.Mode.ALL_WAIT})
    send(Client(), FORM, text="I wait.")
    Policy.objects.update(mode=Policy.Mode.OPEN)
    editor, fields = make_staff("editor"), filled(text=QUESTION)
    acts = [lambda: Comment.objects.get(text="I wait.").publish(editor), lambda: Client().post(FORM, fields)]
    at_once(2, lambda: acts.pop()())
    assert MessageCode.objects.get().comment_count == 2
    assert Thread.objects.get(code__isnull=False).comment_count == 2


def test_families_ask_for_each_code_once() -> None:
    """Every built-in family whose normal form a pattern recognises alone yields that code and no other."""
    for family in CodeFamily.objects.enabled().filter(same_codes_as=None):
        for line in family.must_match.splitlines():
            for hit in CodeFamily.objects.recogniser().scan(line):
                named = UnansweredCode.objects.named(hit.code)
                assert named is None or (named.family.slug, named.code) == (hit.family, hit.code)
