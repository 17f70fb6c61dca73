"""List actions of comments, reports and subscriptions, and undoing them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Report, Subscription, Thread
from comments.tests.factories import make_comment, make_thread
from gotchas.admin import undo as undoing
from gotchas.models import Decision
from gotchas.tests.admin_pages import make_staff, signed_in, text_of, tree
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> User:
    return make_staff("moderator", username="ada")


@pytest.fixture
def client(moderator: User) -> Client:
    return signed_in(moderator)


def page_of(model: Any, page: str = "changelist") -> str:
    return reverse(f"admin:comments_{model._meta.model_name}_{page}")


def act(client: Client, action: str, *rows: Any, **fields: Any) -> Any:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(page_of(type(rows[0])), chosen | fields, follow=True)


def offer(response: Any) -> Any:
    """The form that offers the undo, None when there is none."""
    return next((e for e in tree(response).iter("form") if e.get("id") == "undo"), None)


def undo(client: Client, response: Any) -> Any:
    form = offer(response)
    assert form is not None, "no undo is offered"
    assert form.get("method") == "post"
    sent = {e.get("name"): e.get("value") for e in form.iter("input") if e.get("name")}
    return client.post(form.get("action"), sent, follow=True)


def states(*comments: Comment) -> list[tuple[str, str]]:
    rows = [Comment.objects.get(pk=comment.pk) for comment in comments]
    return [(row.state, row.removed_reason) for row in rows]


@pytest.fixture
def mixed(moderator: User) -> list[Comment]:
    """Comments on one gotcha in each of the states."""
    gotcha = make_gotcha()
    rows = [make_comment(on=gotcha, state=state) for state in ("published", "waiting", "spam", "published")]
    rows[3].remove(moderator, "advertising")
    return rows


BEFORE = [("published", ""), ("waiting", ""), ("spam", ""), ("removed", "advertising")]


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("mark_spam", {}, "Marked as spam: 3."),
        ("publish", {}, "Published: 3."),
        ("remove", {"apply": "Remove", "reason": "rude"}, "Removed: 3."),
    ],
)
def test_each_comment_gets_back_the_state_that_it_had(
    client: Client, mixed: list[Comment], action: str, fields: Any, said: str
) -> None:
    thread = mixed[0].thread
    done = act(client, action, *mixed, **fields)
    assert said in text_of(done)
    assert states(*mixed) != BEFORE
    back = undo(client, done)
    assert "Undone. Put back as before: 3." in text_of(back)
    assert "Left as they are" not in text_of(back)
    assert states(*mixed) == BEFORE
    assert offer(back) is None
    counted = Thread.objects.get(pk=thread.pk)
    assert (counted.comment_count, counted.gotcha.comment_count) == (1, 1)


def test_an_undo_is_a_decision_that_names_the_one_it_undoes(client: Client, moderator: User) -> None:
    comment = make_comment(state="waiting")
    undo(client, act(client, "publish", comment))
    new, old = Decision.objects.order_by("-pk")
    assert (new.before, new.after, new.undoes, new.by) == ("published", "waiting", old, moderator)


def test_what_the_action_left_alone_the_undo_leaves_alone_too(client: Client, mixed: list[Comment]) -> None:
    done = act(client, "mark_spam", *mixed)
    Comment.objects.get(pk=mixed[2].pk).publish(None)
    assert "Put back as before: 3." in text_of(undo(client, done))
    assert states(mixed[2]) == [("published", "")]


def test_what_somebody_decided_meanwhile_is_left_and_named(client: Client) -> None:
    one, two = make_comment(author_name="Ann"), make_comment(author_name="<b>Bob</b>")
    done = act(client, "mark_spam", one, two)
    other = make_staff("editor")
    Comment.objects.get(pk=two.pk).publish(other)
    Comment.objects.get(pk=two.pk).mark_spam(other)
    back = undo(client, done)
    assert "Put back as before: 1." in text_of(back)
    assert f"changed again meanwhile: comment {two.pk} by <b>Bob</b>." in text_of(back)
    assert states(one, two) == [("published", ""), ("spam", "")]


def test_an_undo_counts_once(client: Client) -> None:
    comment = make_comment()
    done = act(client, "mark_spam", comment)
    undo(client, done)
    Comment.objects.get(pk=comment.pk).mark_spam(None)
    assert "Nothing was undone" in text_of(undo(client, done))
    assert states(comment) == [("spam", "")]


def test_only_the_last_action_is_undone(client: Client) -> None:
    one, two = make_comment(), make_comment()
    first = act(client, "mark_spam", one)
    second = act(client, "mark_spam", two)
    assert "Nothing was undone" in text_of(undo(client, first))
    undo(client, second)
    assert states(one, two) == [("spam", ""), ("published", "")]


def test_an_action_that_changed_nothing_offers_nothing_and_takes_no_offer_away(client: Client) -> None:
    one, two = make_comment(), make_comment(state="spam")
    assert offer(act(client, "mark_spam", two)) is None
    act(client, "mark_spam", one)
    again = act(client, "mark_spam", one, two)
    assert "Marked as spam: 0." in text_of(again)
    undo(client, again)
    assert states(one) == [("published", "")]


def test_the_offer_stands_in_its_own_session_and_list_only(client: Client, moderator: User) -> None:
    comment = make_comment()
    done = act(client, "mark_spam", comment)
    assert offer(client.get(page_of(Comment))) is not None
    assert offer(client.get(page_of(Report))) is None
    other = signed_in(moderator)
    assert offer(other.get(page_of(Comment))) is None
    assert "Nothing was undone" in text_of(undo(other, done))
    assert states(comment) == [("spam", "")]


def test_the_offer_ends_after_ten_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = make_comment()
    act(client, "mark_spam", comment)
    late = timezone.now() + undoing.OFFERED + undoing.OFFERED
    monkeypatch.setattr("gotchas.admin.undo.timezone.now", lambda: late)
    assert offer(client.get(page_of(Comment))) is None


def test_too_many_for_one_undo_name_the_action_that_brings_them_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gotchas.admin.undo.ROWS", 1)
    monkeypatch.setattr("comments.admin.comment.ROWS", 1)
    rows = [make_comment(), make_comment()]
    done = act(client, "mark_spam", *rows)
    assert "Marked as spam: 2. Too many for one undo: Publish brings them back." in text_of(done)
    assert offer(done) is None


def test_only_who_may_act_may_undo(client: Client) -> None:
    comment = make_comment()
    act(client, "mark_spam", comment)
    token = client.session["undo"]["comments.comment"]["token"]
    assert client.get(page_of(Comment, "undo")).status_code == 405
    assert "Nothing was undone" in text_of(client.post(page_of(Comment, "undo"), follow=True))
    stranger = Client().post(page_of(Comment, "undo"), {"token": token})
    assert stranger.status_code == 403
    assert "You are signed out" in text_of(stranger)
    reader = signed_in(make_staff("reader"))
    assert reader.post(page_of(Comment, "undo"), {"token": token}).status_code == 403
    assert Client(enforce_csrf_checks=True).post(page_of(Comment, "undo"), {}).status_code in (302, 403)
    assert states(comment) == [("spam", "")]


def test_the_list_keeps_its_filters_through_an_undo(client: Client) -> None:
    comment = make_comment()
    chosen = {"action": "mark_spam", "_selected_action": [comment.pk]}
    done = client.post(f"{page_of(Comment)}?kind__exact=other", chosen, follow=True)
    back = undo(client, done)
    assert back.redirect_chain[-1][0] == f"{page_of(Comment)}?kind__exact=other"


# Parents, reports, subscriptions


def test_confirmed_parents_are_proposed_again(client: Client, moderator: User) -> None:
    first = make_comment()
    proposed, known = make_comment(parent=first, parent_confidence=0.7), make_comment(parent=first)
    sure = make_comment(parent=first, parent_confidence=0.4)
    at = timezone.now()
    confirmed = {"parent_confirmed_at": at, "parent_confirmed_by": moderator}
    Comment.objects.filter(pk=sure.pk).update(**confirmed)
    done = act(client, "confirm_parents", proposed, known, sure)
    assert "Confirmed in your name: 1." in text_of(done)
    version = Thread.objects.get().version
    undo(client, done)
    proposed.refresh_from_db()
    sure.refresh_from_db()
    assert (proposed.parent_is_proposed, proposed.parent_confirmed_by) == (True, None)
    assert (sure.parent_confirmed_at, sure.parent_confirmed_by) == (at, moderator)
    assert Thread.objects.get().version > version


def test_a_parent_changed_meanwhile_stays_confirmed(client: Client, moderator: User) -> None:
    first, second = make_comment(), make_comment()
    reply = make_comment(parent=first, parent_confidence=0.7)
    done = act(client, "confirm_parents", reply)
    Comment.objects.get(pk=reply.pk).hang_below(None, moderator)
    assert "Put back as before: 0." in text_of(undo(client, done))
    reply.refresh_from_db()
    assert not reply.parent_is_proposed
    assert second.thread_id != reply.thread_id


def test_a_subscription_made_anew_meanwhile_is_not_doubled_by_an_undo(client: Client) -> None:
    thread = make_thread()
    rows = [Subscription.objects.create(thread=thread, email=f"{n}@example.org") for n in range(3)]
    done = act(client, "end", *rows)
    Subscription.objects.create(thread=thread, email="1@example.org")
    back = undo(client, done)
    assert "Put back as before: 2." in text_of(back)
    assert "meanwhile: 1@example.org" in text_of(back)
    assert [Subscription.objects.get(pk=row.pk).ended_at is None for row in rows] == [True, False, True]
