"""Who is told of a comment by mail, when, and what stands in it."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Email

from comments import moderation, notify, notify_editors, subscriptions
from comments.models import Announcement, Comment, EditorMail, Report, Subscription, Thread
from comments.models.telling import SETTLES
from comments.notify import fan_out
from comments.tests.factories import make_comment
from gotchas.intake import mail, mail_sending
from gotchas.models import Gotcha, UnansweredCode
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.racing import at_once

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\n--\nStop these mails:\n\nhttp://evil.test/ [x](javascript:alert(1))"


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(collection=make_collection(number=1), title="No certificate")


def subscribe(target: Any, email: str = "ann@example.org", **fields: Any) -> Subscription:
    thread = Thread.objects.get_or_open(target)
    before = timezone.now() - datetime.timedelta(days=1)
    return Subscription.objects.create(thread=thread, email=email, **{"confirmed_at": before, **fields})


def tell() -> list[Email]:
    """What the worker writes once all that was announced has settled."""
    Announcement.objects.update(due_at=timezone.now() - datetime.timedelta(seconds=1))
    while fan_out():
        pass
    return list(Email.objects.order_by("pk"))


def receivers() -> list[str]:
    return [row.to[0] for row in tell()]


def test_a_published_comment_is_told_to_those_who_confirmed(gotcha: Gotcha) -> None:
    row = subscribe(gotcha)
    subscribe(gotcha, "unconfirmed@example.org", confirmed_at=None)
    subscribe(gotcha, "ended@example.org", ended_at=timezone.now())
    subscribe(make_gotcha(), "elsewhere@example.org")
    comment = make_comment(
        on=gotcha, author_name="Neil", author_email="neil@example.org", text="It *worked*."
    )
    [told] = tell()
    assert (told.to, told.subject) == (["ann@example.org"], "New comment on 1.1 No certificate")
    assert "Neil wrote on 1.1 No certificate:\n\n> It *worked*.\n" in told.message
    assert "<em>worked</em>" in told.html_message
    for text in (told.message, told.html_message):
        assert f"http://127.0.0.1:8000{comment.get_absolute_url()}" in text
        assert f"http://127.0.0.1:8000{row.end_address}" in text
        assert f"http://127.0.0.1:8000{row.list_address}" in text
        assert "neil@" not in text
    assert told.headers["List-Unsubscribe"] == f"<http://127.0.0.1:8000{row.end_address}>"
    assert told.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_it_is_announced_in_the_transaction_of_the_post(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    with pytest.raises(RuntimeError), transaction.atomic():
        make_comment(on=gotcha)
        raise RuntimeError
    assert not Announcement.objects.exists()
    make_comment(on=gotcha)
    assert Announcement.objects.get().done_at is None


def test_nothing_is_written_before_the_comment_settled(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    make_comment(on=gotcha)
    assert fan_out() == 0
    assert Announcement.objects.get().due_at - timezone.now() > SETTLES / 2


@pytest.mark.parametrize("state", ["waiting", "spam"])
def test_one_that_waits_is_told_only_when_an_editor_approves_it(gotcha: Gotcha, state: str) -> None:
    subscribe(gotcha)
    comment = make_comment(on=gotcha, state=state)
    assert receivers() == []
    comment.publish(make_staff("moderator"))
    assert receivers() == ["ann@example.org"]


def test_it_is_told_once_however_often_it_is_published(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    comment = make_comment(on=gotcha, state="waiting")
    editor = make_staff("moderator")
    for _ in range(3):
        comment.publish(editor)
        assert receivers() == ["ann@example.org"]
        comment.hold(editor, "undone")
        assert Email.objects.get().status is None
    comment.publish(editor)
    assert Email.objects.get().status == STATUS.queued


def test_one_taken_back_before_it_was_told_is_told_when_it_comes_again(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    comment = make_comment(on=gotcha)
    comment.remove(None, "A slip")
    assert receivers() == []
    comment.publish(None)
    assert receivers() == ["ann@example.org"]


def test_what_was_written_is_not_sent_while_the_comment_is_removed(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    comment = make_comment(on=gotcha)
    tell()
    comment.remove(None, "Advertising")
    assert mail_sending.send_some() == 0
    assert not mail.unsent().exists()


def test_what_its_author_changed_is_told_as_it_stands_now(gotcha: Gotcha) -> None:
    for n in range(2):
        subscribe(gotcha, f"reader{n}@example.org")
    comment = make_comment(on=gotcha, text="The password is hunter2.")
    first, second = tell()
    Email.objects.filter(pk=first.pk).update(status=STATUS.sent, number_of_retries=1)
    comment.revise("The password is secret.")
    assert not Email.objects.filter(pk=second.pk).exists()
    assert [row.to for row in tell()] == [first.to, second.to]
    assert "> The password is secret." in Email.objects.last().message


def test_a_collections_subscribers_are_told_of_its_gotchas_too_and_nobody_twice(gotcha: Gotcha) -> None:
    subscribe(gotcha.collection)
    subscribe(gotcha.collection, "bob@example.org")
    subscribe(gotcha, "bob@example.org")
    subscribe(make_collection(), "elsewhere@example.org")
    comment = make_comment(on=gotcha)
    first, second = tell()
    assert (first.to, second.to) == (["ann@example.org"], ["bob@example.org"])
    assert f"asked for new comments on {gotcha.collection}." in first.message
    assert "asked for new comments on 1.1 No certificate." in second.message
    make_comment(on=gotcha.collection, text="On the collection itself.")
    assert receivers() == ["ann@example.org", "bob@example.org", "ann@example.org", "bob@example.org"]
    assert comment.thread.target == gotcha


def test_who_asked_for_a_merged_gotcha_is_told_of_its_successor_and_the_other_way_round(
    gotcha: Gotcha,
) -> None:
    merged, other = (make_gotcha(collection=gotcha.collection) for _ in range(2))
    subscribe(merged)
    for each in (merged, gotcha, gotcha.collection):
        subscribe(each, "bob@example.org")
    subscribe(gotcha, "carol@example.org")
    Gotcha.objects.filter(pk__in=[merged.pk, other.pk]).update(state="merged", successor=gotcha)
    make_comment(on=Gotcha.objects.get(pk=gotcha.pk))
    told = tell()
    assert [row.to for row in told] == [["ann@example.org"], ["bob@example.org"], ["carol@example.org"]]
    assert f"asked for new comments on {gotcha}." in told[1].message
    make_comment(on=Gotcha.objects.get(pk=other.pk), text="An answer there.")
    assert sorted(receivers()[3:]) == ["ann@example.org", "bob@example.org", "carol@example.org"]


def test_a_collections_subscribers_are_told_where_nobody_asked_for_the_gotcha(gotcha: Gotcha) -> None:
    subscribe(gotcha.collection)
    make_comment(on=gotcha)
    make_comment(on=make_gotcha())
    assert receivers() == ["ann@example.org"]


def test_its_author_is_told_nothing(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    subscribe(gotcha, "bob@example.org")
    account = User.objects.create_user("carol", "Carol@example.org")
    subscribe(gotcha, "carol@example.org")
    make_comment(on=gotcha, author_email="Ann@Example.org", account=account)
    assert receivers() == ["bob@example.org"]


def test_a_comment_from_before_the_confirmation_is_not_told(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    make_comment(on=gotcha)
    subscribe(gotcha, "late@example.org", confirmed_at=timezone.now())
    assert receivers() == ["ann@example.org"]


def test_a_page_that_was_withdrawn_meanwhile_is_not_told_of(gotcha: Gotcha) -> None:
    subscribe(gotcha)
    make_comment(on=gotcha)
    Gotcha.objects.filter(pk=gotcha.pk).update(state="withdrawn", withdrawn_reason="Wrong.")
    assert tell() == []
    assert Announcement.objects.get().done_at


def test_many_are_told_in_portions_and_each_once(gotcha: Gotcha, monkeypatch: Any) -> None:
    monkeypatch.setattr(notify, "PORTION", 3)
    for n in range(7):
        subscribe(gotcha, f"reader{n}@example.org")
    make_comment(on=gotcha)
    assert receivers() == [f"reader{n}@example.org" for n in range(7)]
    assert len(set(Email.objects.values_list("message_id", flat=True))) == 7


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_write_each_mail_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(notify, "PORTION", 5)
    gotcha = make_gotcha()
    for n in range(30):
        subscribe(gotcha, f"reader{n}@example.org")
    make_comment(on=gotcha)
    at_once(3, tell)
    assert sorted(receivers()) == sorted(f"reader{n}@example.org" for n in range(30))


@pytest.mark.parametrize("kind", ["markdown", "plain", "html"])
def test_what_a_reader_wrote_cannot_play_the_mails_own_words(gotcha: Gotcha, kind: str) -> None:
    subscribe(gotcha)
    make_comment(on=gotcha, author_name="Bob\r\nBcc: x@evil.test", text=HOSTILE, format=kind)
    [told] = tell()
    assert "<script" not in told.html_message
    assert "javascript:" not in told.html_message.replace("[x](javascript:alert(1))", "")
    body = told.message.partition("Read it in its place")[0]
    assert all(line.startswith("> ") for line in body.splitlines()[2:] if line)
    assert "\nBcc" not in told.message


def test_a_title_with_line_ends_stays_one_header(gotcha: Gotcha) -> None:
    Gotcha.objects.filter(pk=gotcha.pk).update(title="A\r\nBcc: x@evil.test")
    subscribe(gotcha)
    make_comment(on=Gotcha.objects.get(pk=gotcha.pk))
    [told] = tell()
    assert told.subject == "New comment on 1.1 A Bcc: x@evil.test"


def test_ending_takes_back_what_is_written_and_not_sent(gotcha: Gotcha) -> None:
    row = subscribe(gotcha)
    subscribe(gotcha, "bob@example.org")
    make_comment(on=gotcha)
    tell()
    subscriptions.end(row)
    assert [each.to for each in mail.unsent()] == [["bob@example.org"]]


def test_a_subscription_moves_with_the_thread_of_a_code_that_gets_stored() -> None:
    asked = UnansweredCode.objects.named("AMQ9638")
    thread = Thread.objects.get_or_open(asked, shown=False)
    row = Subscription.objects.create(thread=thread, email="ann@example.org", confirmed_at=timezone.now())
    comment = make_comment(thread=thread, state="waiting")
    comment.publish(None)
    row.refresh_from_db()
    assert row.thread.code.code == "AMQ9638"
    assert receivers() == ["ann@example.org"]


# Editors


@pytest.fixture
def editor() -> User:
    editor = make_staff("moderator", email="ed@example.org")
    EditorMail.objects.create(account=editor)
    return editor


def told_editors() -> int:
    notify_editors.tell()
    return Email.objects.count()


def an_hour_on() -> None:
    """All that happened up to now happened an hour ago."""
    hour = datetime.timedelta(hours=1)
    EditorMail.objects.update(told_at=timezone.now() - hour)


def test_editors_get_one_mail_that_something_waits(gotcha: Gotcha, editor: User) -> None:
    assert told_editors() == 0
    make_comment(on=gotcha, state="waiting", author_name="Mallory", text="Look\nhere <b>now</b>")
    make_comment(on=gotcha, state="waiting")
    assert told_editors() == 1
    make_comment(on=gotcha, state="waiting")
    assert told_editors() == 1
    told = Email.objects.get()
    assert (told.to, told.subject) == (["ed@example.org"], "2 comments wait")
    assert "Mallory on 1.1 No certificate (Waiting):\n\n> Look\n> here <b>now</b>\n" in told.message
    assert "http://127.0.0.1:8000/desk/comments/" in told.message
    assert "here &lt;b&gt;now" in told.html_message


def test_once_somebody_decided_what_comes_after_is_told_again(gotcha: Gotcha, editor: User) -> None:
    first = make_comment(on=gotcha, state="waiting")
    assert told_editors() == 1
    an_hour_on()
    first.publish(editor)
    assert told_editors() == 1
    make_comment(on=gotcha, state="waiting")
    assert told_editors() == 2
    assert told_editors() == 2


def test_an_older_comment_that_is_held_later_is_told_as_well(gotcha: Gotcha, editor: User) -> None:
    first, older = make_comment(on=gotcha, state="waiting"), make_comment(on=gotcha)
    assert told_editors() == 1
    long_ago = timezone.now() - datetime.timedelta(days=2)
    Comment.objects.filter(pk=older.pk).update(posted_at=long_ago)
    an_hour_on()
    first.publish(editor)
    assert told_editors() == 1
    older.hold(None, "Policy: reported by 2 readers on one day")
    assert told_editors() == 2


def test_a_report_is_told_as_well(gotcha: Gotcha, editor: User) -> None:
    Report.objects.create(comment=make_comment(on=gotcha), reason="advertising")
    assert told_editors() == 1
    assert "(Published, reported)" in Email.objects.get().message


def test_who_lets_a_reported_comment_stand_decided_something(gotcha: Gotcha, editor: User) -> None:
    reported, other = make_comment(on=gotcha), make_comment(on=gotcha)
    Report.objects.create(comment=reported, reason="advertising")
    assert told_editors() == 1
    an_hour_on()
    seen = [item.seen for item in moderation.items_of([reported])]
    moderation.decide_seen(seen, lambda row: row.publish(editor), editor)
    assert told_editors() == 1
    Report.objects.create(comment=other, reason="offensive")
    assert told_editors() == 2


def test_it_comes_again_after_a_day_where_nobody_looked(gotcha: Gotcha, editor: User) -> None:
    make_comment(on=gotcha, state="waiting")
    assert told_editors() == 1
    EditorMail.objects.update(told_at=timezone.now() - datetime.timedelta(hours=25))
    assert told_editors() == 2


@pytest.mark.parametrize("fields", [{"email": ""}, {"is_active": False}, {"groups": ()}])
def test_an_account_that_may_not_or_has_no_address_gets_none(
    gotcha: Gotcha, editor: User, fields: Any
) -> None:
    if "groups" in fields:
        editor.groups.clear()
    else:
        User.objects.filter(pk=editor.pk).update(**fields)
    make_comment(on=gotcha, state="waiting")
    assert told_editors() == 0


def test_nothing_is_announced_where_nobody_subscribed(gotcha: Gotcha) -> None:
    comment = make_comment(on=gotcha, state="waiting")
    assert Comment.objects.get(pk=comment.pk).publish(None)
    assert not Announcement.objects.exists()
