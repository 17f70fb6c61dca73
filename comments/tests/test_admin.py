import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Person, Report, Subscription, Thread
from comments.models.telling import name_of
from comments.tests.factories import make_comment, make_thread
from gotchas import markup
from gotchas.intake import mail
from gotchas.models import Decision
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of
from gotchas.tests.factories import make_code, make_collection, make_gotcha

pytestmark = pytest.mark.django_db
LIST = reverse("admin:comments_comment_changelist")


@pytest.fixture
def moderator() -> User:
    return make_staff("moderator")


@pytest.fixture
def client(moderator: User) -> Client:
    return signed_in(moderator)


def act(client: Client, action: str, *comments: Comment, **fields: Any) -> Any:
    chosen = {"action": action, "_selected_action": [comment.pk for comment in comments]}
    return client.post(LIST, chosen | fields, follow=True)


def change(client: Client, row: Any, **fields: Any) -> Any:
    address = reverse(f"admin:comments_{row._meta.model_name}_change", args=[row.pk])
    return client.post(address, form_of(client.get(address)) | fields)


def states(*comments: Comment) -> list[str]:
    return [Comment.objects.get(pk=comment.pk).state for comment in comments]


# What is decided


def test_removing_asks_for_the_reason_and_says_what_it_will_do(client: Client) -> None:
    comment = make_comment(text="Buy my watches")
    asked = act(client, "remove", comment)
    assert "1 comment will no longer be shown." in text_of(asked)
    assert "Buy my watches" in text_of(asked)
    refused = act(client, "remove", comment, apply="Remove", reason="  ")
    assert "Give the reason: everybody can read it." in text_of(refused)
    assert states(comment) == ["published"]
    done = act(client, "remove", comment, apply="Remove", reason="advertising")
    assert "Removed: 1." in text_of(done)
    comment.refresh_from_db()
    assert (comment.state, comment.removed_reason) == ("removed", "advertising")


def test_a_decision_says_who_what_when_and_why(client: Client, moderator: User) -> None:
    comment = make_comment()
    act(client, "remove", comment, apply="Remove", reason="advertising")
    decision = Decision.objects.get()
    assert (decision.kind, decision.object_id) == ("comment", comment.pk)
    assert (decision.before, decision.after, decision.reason) == ("published", "removed", "advertising")
    assert (decision.by, decision.by_name) == (moderator, moderator.username)


def test_what_is_decided_twice_is_kept_and_counted_once(client: Client) -> None:
    comment = make_comment()
    act(client, "mark_spam", comment)
    assert "Marked as spam: 0." in text_of(act(client, "mark_spam", comment))
    assert Decision.objects.count() == 1
    comment.thread.refresh_from_db()
    assert comment.thread.comment_count == 0


def counts(*rows: Any) -> list[int]:
    return [type(row).objects.get(pk=row.pk).comment_count for row in rows]


def test_a_comment_is_counted_out_and_in_again_everywhere_it_shows(moderator: User) -> None:
    collection, code = make_collection(number=7), make_code("AMQ9637")
    gotcha = make_gotcha(collection=collection, position=3)
    asked = make_comment(on=collection)
    reply = make_comment(parent=asked, text="See 7.3.")
    reply.codes.add(code)
    code.bump(1)
    assert counts(collection, gotcha, code, reply.thread) == [2, 1, 1, 2]
    version = gotcha.version
    reply.remove(moderator, "advertising")
    assert counts(collection, gotcha, code, reply.thread) == [1, 0, 0, 1]
    asked.refresh_from_db()
    assert asked.reply_count == 0
    reply.mark_spam(moderator)
    assert counts(collection, gotcha, code, reply.thread) == [1, 0, 0, 1]
    reply.publish(moderator)
    assert counts(collection, gotcha, code, reply.thread) == [2, 1, 1, 2]
    asked.refresh_from_db()
    gotcha.refresh_from_db()
    assert asked.reply_count == 1
    assert gotcha.version > version
    assert Comment.objects.get(pk=reply.pk).removed_reason == ""


def test_a_comment_is_not_removed_without_a_reason(moderator: User) -> None:
    with pytest.raises(ValueError, match="reason"):
        make_comment().remove(moderator, " ")


def test_several_are_published_at_once(client: Client) -> None:
    waiting = [make_comment(state="waiting") for _ in range(3)]
    assert "Published: 3." in text_of(act(client, "publish", *waiting))
    assert states(*waiting) == ["published"] * 3
    assert Decision.objects.count() == 3


def test_no_comment_and_no_thread_is_deleted_not_even_by_a_superuser() -> None:
    comment, client = make_comment(), signed_in(make_staff())
    for row in (comment, comment.thread):
        address = reverse(f"admin:comments_{row._meta.model_name}_delete", args=[row.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(LIST).content.decode()


# What is changed in the form


def test_a_changed_text_keeps_the_earlier_one_and_speaks_of_what_it_names_now(client: Client) -> None:
    collection = make_collection(number=7)
    three, four = (
        make_gotcha(collection=collection, position=3),
        make_gotcha(collection=collection, position=4),
    )
    comment = make_comment(on=collection, text="It is 7.3.")
    assert change(client, comment, text="It is 7.4,\r\nnot the other.").status_code == 302
    comment.refresh_from_db()
    assert comment.text == "It is 7.4,\nnot the other."
    assert f'href="{four.get_absolute_url()}"' in comment.html
    assert comment.edited_at is not None
    assert [text.text for text in comment.earlier_texts.all()] == ["It is 7.3."]
    assert counts(three, four, collection) == [0, 1, 1]


def test_on_what_it_worked_is_its_author_s_word_and_kept_and_its_kind_is_sorted(client: Client) -> None:
    comment = make_comment(kind="worked", worked_version="9.3", worked_platform="AIX")
    assert change(client, comment, worked_version="9.4").status_code == 302
    row = comment.earlier_texts.get()
    assert (row.text, row.kind, row.worked_version) == (comment.text, "worked", "9.3")
    other = make_comment(kind="question")
    assert change(client, other, kind="other").status_code == 302
    other.refresh_from_db()
    assert (other.kind, other.edited_at) == ("other", None)
    assert not other.earlier_texts.exists()


def test_what_it_speaks_of_can_be_put_right_and_is_counted_there(client: Client) -> None:
    wrong, right = make_gotcha(), make_gotcha()
    comment = make_comment(on=make_collection())
    comment.recount(lambda: comment.gotchas.set([wrong]))
    assert change(client, comment, gotchas=[right.pk], kind="answer").status_code == 302
    assert list(comment.gotchas.all()) == [right]
    assert counts(wrong, right) == [0, 1]
    assert Comment.objects.get(pk=comment.pk).kind == "answer"


def test_saving_a_comment_without_a_change_changes_nothing(client: Client) -> None:
    comment = make_comment(text="Two lines,\n\nand more.", on=make_gotcha())
    before = Comment.objects.filter(pk=comment.pk).values().get()
    assert change(client, comment).status_code == 302
    assert Comment.objects.filter(pk=comment.pk).values().get() == before
    assert not comment.earlier_texts.exists()


def test_the_text_of_an_imported_comment_is_only_shown(client: Client) -> None:
    comment = make_comment(format="plain", text="As printed\n in 2007")
    assert change(client, comment, text="Nicer", kind="question").status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.kind) == ("As printed\n in 2007", "question")


def test_a_text_over_the_limit_is_refused_with_the_limit(client: Client) -> None:
    answer = change(client, make_comment(), text="ä" * (markup.COMMENT_LIMIT // 2 + 1))
    assert "This comment has 10,002 bytes; the limit is 10,000." in text_of(answer)


def test_an_editor_writes_a_comment_as_staff_and_it_is_counted() -> None:
    editor, thread = make_staff("editor", first_name="Ada", last_name="Lovelace"), make_thread()
    client, address = signed_in(editor), reverse("admin:comments_comment_add")
    form = form_of(client.get(address))
    assert form["author_name"] == "Ada Lovelace"
    answer = client.post(address, form | {"thread": thread.pk, "text": "**Thank you.**", "kind": "other"})
    assert answer.status_code == 302
    comment = Comment.objects.get()
    assert (comment.account, comment.staff, comment.state) == (editor, True, "published")
    assert "<strong>Thank you.</strong>" in comment.html
    assert counts(thread) == [1]


# Where a reply hangs


def test_proposed_parents_are_confirmed_in_the_editors_name(client: Client, moderator: User) -> None:
    first = make_comment()
    proposed = make_comment(parent=first, parent_confidence=0.7)
    known = make_comment(parent=first)
    answer = act(client, "confirm_parents", proposed, known)
    assert "Confirmed in your name: 1." in text_of(answer)
    proposed.refresh_from_db()
    known.refresh_from_db()
    assert (proposed.parent_confirmed_by, proposed.parent_is_proposed) == (moderator, False)
    assert known.parent_confirmed_at is None


def order(thread: Thread) -> list[tuple[int, int]]:
    """The thread as it reads: ids with their depth."""
    return [(comment.pk, comment.depth) for comment in thread.comments.order_by("path")]


def test_a_reply_hung_elsewhere_takes_its_own_replies_along(client: Client, moderator: User) -> None:
    one = make_comment()
    two = make_comment(thread=one.thread)
    reply = make_comment(parent=one, parent_confidence=0.2)
    below = make_comment(parent=reply)
    assert order(one.thread) == [(one.pk, 1), (reply.pk, 2), (below.pk, 3), (two.pk, 1)]
    assert change(client, reply, parent=two.pk).status_code == 302
    assert order(one.thread) == [(one.pk, 1), (two.pk, 1), (reply.pk, 2), (below.pk, 3)]
    reply.refresh_from_db()
    assert reply.parent_confirmed_by == moderator
    assert [Comment.objects.get(pk=c.pk).reply_count for c in (one, two, reply)] == [0, 1, 1]
    assert change(client, reply, parent="").status_code == 302
    assert order(one.thread) == [(one.pk, 1), (two.pk, 1), (reply.pk, 1), (below.pk, 2)]
    assert Comment.objects.get(pk=two.pk).reply_count == 0


def test_a_comment_cannot_hang_below_itself_or_in_another_thread(client: Client, moderator: User) -> None:
    one, stranger = make_comment(), make_comment()
    below = make_comment(parent=make_comment(parent=one))
    assert "stands above that one already" in text_of(change(client, one, parent=below.pk))
    assert "stands above that one already" in text_of(change(client, one, parent=one.pk))
    assert "stand in one thread" in text_of(change(client, one, parent=stranger.pk))
    for parent in (one, below, stranger):
        with pytest.raises(ValueError, match="cannot hang"):
            one.hang_below(parent, moderator)


def test_two_moderators_do_not_overwrite_each_other(client: Client) -> None:
    comment = make_comment()
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    opened = form_of(client.get(address))
    change(signed_in(make_staff("editor", username="ada")), comment, text="Hers")
    answer = client.post(address, opened | {"text": "Mine"})
    assert answer.status_code == 409
    assert "Saved by ada" in text_of(answer)
    assert Comment.objects.get().text == "Hers"


# Lists, threads and the rest


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"on": "gotcha"}, {"on gotcha"}),
        ({"on": "code"}, {"on code"}),
        ({"on": "nonsense"}, {"on gotcha", "on code", "guessed"}),
        ({"parent": "proposed"}, {"guessed"}),
        ({"parent": "confirmed"}, set()),
        ({"state__exact": "waiting"}, set()),
        ({"q": "guess"}, {"guessed"}),
    ],
)
def test_the_list_is_filtered(client: Client, query: dict[str, str], found: set[str]) -> None:
    make_comment(on=make_gotcha(), text="on gotcha")
    make_comment(on=make_code(), text="on code")
    make_comment(text="guessed", parent_confidence=0.5)
    page = text_of(client.get(LIST, query))
    assert {text for text in ("on gotcha", "on code", "guessed") if text in page} == found


def test_the_list_says_which_parents_are_proposed_and_how_surely(client: Client) -> None:
    first = make_comment(author_name="Gary")
    for author, facts in (
        ("guessed", {"parent_confidence": 0.35}),
        ("known", {"parent_confidence": 0.9, "parent_confirmed_at": timezone.now()}),
    ):
        make_comment(author_name=author, parent=first, **facts)
    cell = re.compile(r"field-author_name[^>]*>([^<]*)<.*?field-reply_to[^>]*>([^<]*)<", re.DOTALL)
    rows = client.get(LIST).content.decode().split("<tr>")
    shown = {found[1]: found[2] for found in map(cell.search, rows) if found}
    assert shown == {"Gary": "-", "guessed": f"{first}, proposed (35%)", "known": str(first)}


def test_a_thread_is_closed_with_a_reason_and_opened_again(client: Client) -> None:
    thread = make_thread()
    assert "Say why the thread is closed" in text_of(change(client, thread, closed="on"))
    assert change(client, thread, closed="on", closed_reason="It went in circles.").status_code == 302
    thread.refresh_from_db()
    assert thread.closed_at is not None
    form = form_of(client.get(reverse("admin:comments_thread_change", args=[thread.pk])))
    del form["closed"]
    address = reverse("admin:comments_thread_change", args=[thread.pk])
    assert client.post(address, form).status_code == 302
    thread.refresh_from_db()
    assert thread.closed_at is None


def test_a_thread_hangs_on_one_thing() -> None:
    client, address = signed_in(make_staff("editor")), reverse("admin:comments_thread_add")
    form = form_of(client.get(address))
    assert "hangs on one" in text_of(client.post(address, form))
    both = {"collection": make_collection().pk, "gotcha": make_gotcha().pk}
    assert "hangs on one" in text_of(client.post(address, form | both))
    assert client.post(address, form | {"code": make_code().pk}).status_code == 302
    assert Thread.objects.get().code is not None


def test_a_closed_thread_stands_in_the_log_with_who_closed_it(client: Client) -> None:
    comment = make_comment()
    thread = comment.thread
    other = make_comment(pk=thread.pk + 100)
    Decision.objects.create(kind="thread", object_id=other.pk, before="open", after="closed", reason="Gone")
    change(client, thread, closed="on", closed_reason="It <went> in circles.")
    address = reverse("admin:comments_thread_change", args=[thread.pk])
    client.post(address, form_of(client.get(address)) | {"closed_reason": "It went on."})
    form = form_of(client.get(address))
    del form["closed"]
    client.post(address, form)
    log = client.get(reverse("desk_comments_log")).content.decode()
    closed, opened = log.index("open to closed"), log.index("closed to open")
    assert opened < closed
    assert log.count("to closed") == 2
    assert f'<a href="{address}">Comments on <bdi>{thread.target}</bdi></a>. <bdi>It &lt;went&gt; in' in log
    assert f"Thread {other.pk}. <bdi>Gone</bdi>" in log


def test_a_report_leads_to_the_desk_where_it_is_decided(client: Client) -> None:
    report = Report.objects.create(comment=make_comment(), reason="Rude", reporter="hash")
    desk = reverse("desk_comment", args=[report.comment_id])
    for address in ("changelist", "change"):
        args = [report.pk] if address == "change" else []
        page = client.get(reverse(f"admin:comments_report_{address}", args=args)).content.decode()
        assert f'href="{desk}"' in page
        assert 'name="handled_at_0"' not in page
        assert 'value="handle"' not in page
    assert client.get(desk).status_code == 200


def test_subscriptions_are_ended(client: Client) -> None:
    running = Subscription.objects.create(
        thread=make_thread(), email="a@example.org", confirmed_at=timezone.now()
    )
    address = reverse("admin:comments_subscription_changelist")
    client.post(address, {"action": "end", "_selected_action": [running.pk]})
    running.refresh_from_db()
    assert running.ended_at is not None


@pytest.mark.parametrize("way", ["action", "form", "delete"])
def test_a_subscription_that_is_ended_sends_nothing_that_is_written_already(way: str) -> None:
    client, comment = signed_in(make_staff("administrator")), make_comment()
    thread, at = comment.thread, timezone.now()
    row, other = (
        Subscription.objects.create(thread=thread, email=f"{n}@example.org", confirmed_at=at) for n in "ab"
    )
    for each in (row, other):
        name = name_of(comment.pk, each.pk)
        mail.queue_all([mail.Letter(to=each.email, subject="New comment", text="T", name=name)])
    one = reverse("admin:comments_subscription_change", args=[row.pk])
    if way == "action":
        page = reverse("admin:comments_subscription_changelist")
        client.post(page, {"_selected_action": [row.pk], "action": "end"})
    elif way == "form":
        ended = {"ended_at_0": "2026-05-04", "ended_at_1": "12:00:00"}
        client.post(one, form_of(client.get(one)) | ended)
    else:
        client.post(reverse("admin:comments_subscription_delete", args=[row.pk]), {"post": "yes"})
    assert not Subscription.objects.active().filter(pk=row.pk).exists()
    assert [each.to for each in mail.unsent()] == [[other.email]]


def test_the_token_of_a_subscription_is_shown_to_nobody() -> None:
    row = Subscription.objects.create(thread=make_thread(), email="a@example.org")
    page = signed_in(make_staff()).get(reverse("admin:comments_subscription_change", args=[row.pk]))
    assert row.token not in page.content.decode()


def test_people_are_found_by_the_names_they_wrote_under(client: Client) -> None:
    make_comment(author_name="ady", person=Person.objects.create(name="Adrian Example"))
    page = client.get(reverse("admin:comments_person_changelist"), {"q": "ady"})
    assert "Adrian Example" in text_of(page)
