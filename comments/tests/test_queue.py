"""The queue of comments that wait or were reported."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments import authors, moderation
from comments.models import Comment, Report
from comments.moderation import Asked, items_of, note_why_held
from comments.tests.factories import make_comment
from comments.tests.posting import page_of, send
from gotchas.models import Decision, Rule
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.factories import make_collection

pytestmark = pytest.mark.django_db

QUEUE = "/desk/comments/"
QUERIES = 11
"""Session, account and its permissions (4), two lists, their counts, reports, reasons, records."""


@pytest.fixture
def moderator() -> User:
    return make_staff("moderator", username="mia")


@pytest.fixture
def desk(moderator: User) -> Client:
    return signed_in(moderator)


def make_reported(reason: str = "advertising", **fields: Any) -> Comment:
    comment = make_comment(**fields)
    Report.objects.create(comment=comment, reason=reason)
    return comment


def seen(*comments: Comment) -> list[str]:
    return [str(item.seen) for item in items_of(comments)]


def press(client: Client, action: str, *comments: Comment, **more: str) -> Any:
    sent = {"comment": seen(*comments), **more}
    return client.post(f"{QUEUE}{action}/", sent)


def state_of(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.state


def test_a_stranger_is_asked_to_sign_in_and_a_reader_finds_nothing() -> None:
    answer = Client().get(QUEUE)
    assert (answer.status_code, answer.url) == (302, f"/admin/login/?next={QUEUE}")
    reader = signed_in(make_staff("reader"))
    comment = make_comment(state="waiting")
    assert reader.get(QUEUE).status_code == 404
    assert press(reader, "approve", comment).status_code == 404
    assert press(Client(), "approve", comment).status_code == 403
    assert state_of(comment) == "waiting"


def test_a_session_that_ended_loses_neither_the_choice_nor_the_reason(desk: Client) -> None:
    comment = make_comment(state="waiting")
    desk.logout()
    for browser in (desk, Client(enforce_csrf_checks=True)):  # of the second the form's token ended as well
        answer = press(browser, "remove", comment, reason="off <topic>", here="from=7")
        page = page_of(answer)
        assert answer.status_code == 403
        assert 'href="/admin/login/?next=/desk/"' in page
        sent = dict(re.findall(r'type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', page))
        assert sent == {"comment": seen(comment)[0], "reason": "off &lt;topic&gt;", "here": "from=7"}
        assert "Send it again" in page


def refused(client: Client, action: str, **sent: Any) -> Any:
    """What is answered where the form's token is refused to somebody who is signed in."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post(f"{QUEUE}{action}/", sent)
    assert answer.status_code == 403
    assert "Nothing was decided: send it again." in page_of(answer)
    return answer


def test_a_token_that_was_refused_loses_neither_the_choice_nor_the_reason(desk: Client) -> None:
    spam = make_comment(state="spam", text="Buy now")
    page = page_of(refused(desk, "approve", comment=seen(spam), here="show=spam"))
    assert f'value="{seen(spam)[0]}" checked' in page
    page = page_of(refused(desk, "remove", comment=seen(spam), reason="off topic"))
    assert 'value="off topic"' in page
    assert "Buy now" in page
    refused(desk, "undo", token="x")
    assert state_of(spam) == "spam"


def test_an_empty_queue_says_that_nothing_waits(desk: Client) -> None:
    make_comment()
    page = page_of(desk.get(QUEUE))
    assert "Nothing waits." in page


def test_each_comment_stands_with_its_reasons_its_place_and_the_senders_record(
    desk: Client, settings: Any
) -> None:
    settings.LIMITS = False
    collection = make_collection(title="TLS of queues")
    Rule.objects.create(kind="links", value="0")
    send(
        Client(), reverse("collection_comment", args=[collection.number]), text="Buy at https://spam.example/"
    )
    make_comment(author_name="Neil Casey", on=collection)
    make_reported("rude words", text="You again.", on=collection)
    page = page_of(desk.get(QUEUE))
    for said in (
        "Rule: More links than 0 (1 link)", "spam.example", "TLS of queues", "rude words", "You again.",
        "1 published, 1 waiting, 0 removed, 0 spam", "Waiting or reported: 2",
    ):  # fmt: skip
        assert said in page, said


def test_the_queue_asks_as_often_for_many_as_for_few(desk: Client) -> None:
    collection = make_collection()

    def fill(count: int) -> int:
        for n in range(count):
            note_why_held(make_comment(on=collection, state="waiting", author_name=f"A{n}"), ["Rule: x"])
            make_reported(on=collection, author_email=f"a{n}@example.org")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            desk.get(QUEUE)
        return len(caught)

    assert fill(1) == fill(8) == QUERIES


def test_pages_begin_at_a_comment_and_show_each_once(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moderation, "PAGE", 2)
    at = timezone.now()
    collection = make_collection()
    rows = [make_comment(on=collection, state="waiting", posted_at=at) for _ in range(3)]
    rows += [make_reported(on=collection, posted_at=at + datetime.timedelta(hours=n)) for n in range(2)]
    found, begin = [], ""
    while begin is not None:
        page = moderation.queue(Asked(), str(begin))
        found += [item.comment for item in page.items]
        begin = page.later
    assert found == rows
    assert 'rel="next"' in page_of(desk.get(QUEUE))
    assert desk.get(f"{QUEUE}?from=99999999999999999999").status_code == 200


def test_it_is_narrowed_down_to_reasons_and_authors(desk: Client) -> None:
    collection = make_collection()
    linked, named = (
        make_comment(on=collection, state="waiting", author_name=name) for name in ("Ann", "Ben")
    )
    note_why_held(linked, ["Rule: More links than 0 (1 link)"])
    note_why_held(named, ["Rule: the word casino"])
    rude = make_reported("Rude words", on=collection, author_name="Annabel")
    spam = make_comment(on=collection, state="spam", author_email="x@casino.example")

    def found(**asked: str) -> list[Comment]:
        return [item.comment for item in desk.get(QUEUE, asked).context["page"].items]

    assert found(why="links") == [linked]
    assert found(why="rude") == found(why="Reported") == [rude]
    assert found(by="ann") == [linked, rude]
    assert found(by="ann", why="rule") == [linked]
    assert found(by="CASINO.example", show="spam") == [spam]
    assert found(by="casino", why="x", show="spam") == []
    page = page_of(desk.get(QUEUE, {"why": "none"}))
    assert "Nothing here fits." in page
    assert 'value="none"' in page


def test_what_narrows_it_down_stays_on_later_pages_and_after_a_decision(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moderation, "PAGE", 1)
    rows = [make_comment(state="waiting", author_name="Ann & <Co>") for _ in range(3)]
    make_comment(state="waiting", author_name="Zoe", on=rows[0].thread.target)
    asked = "by=Ann+%26+%3CCo%3E"
    page = page_of(desk.get(f"{QUEUE}?{asked}"))
    assert f'href="?{asked}&amp;from={rows[1].pk}"' in page
    assert f'name="here" value="{asked}"' in page
    assert 'value="Ann &amp; &lt;Co&gt;"' in page
    later = page_of(desk.get(f"{QUEUE}?{asked}&from={rows[1].pk}"))
    assert f'href="{QUEUE}?{asked}" rel="first"' in later
    assert press(desk, "approve", rows[0], here=asked).url == f"{QUEUE}?{asked}#queue"


def test_why_it_waits_is_told_of_what_waits_now(desk: Client, moderator: User) -> None:
    deleted, edited, approved = (make_comment(state="waiting") for _ in range(3))
    for comment in (deleted, edited, approved):
        note_why_held(comment, ["Rule: x"])
    authors.delete(deleted)
    authors.undelete(deleted)
    edited.publish(moderator)
    edited.hold(None, "Edited by its author\nRule: y")
    approved.publish(moderator)
    Report.objects.create(comment=approved, reason="rude")
    held = {item.comment.pk: item.held_for for item in moderation.queue(Asked(), "").items}
    assert held == {deleted.pk: ["Rule: x"], edited.pk: ["Edited by its author", "Rule: y"], approved.pk: []}


def test_a_reply_stands_with_the_beginning_of_what_it_answers(desk: Client) -> None:
    parent = make_comment(author_name="Ann", text="Is it *so*?")
    make_comment(parent=parent, state="waiting", text="Yes.")
    page = page_of(desk.get(QUEUE))
    assert f'<a href="{QUEUE}{parent.pk}/">what <bdi>Ann</bdi> wrote</a>' in page
    assert "Is it so?" in page


class TestOne:
    """The page of one comment, to which its thread leads moderators."""

    def test_a_published_comment_is_removed_or_marked_from_its_thread(self, desk: Client) -> None:
        comment = make_comment(text="Buy now")
        thread = comment.thread.target.get_absolute_url()
        address = f"{QUEUE}{comment.pk}/"
        assert f'<a href="{address}" rel="nofollow">Moderate' in page_of(desk.get(thread))
        assert address not in page_of(Client().get(thread))
        page = page_of(desk.get(address))
        assert "Buy now" in page
        assert "Readers see it, and nobody reported it." in page
        assert "Approve" not in page
        one = re.search(r'name="one" value="([^"]+)"', page)
        assert one
        press(desk, "remove", one=one[1], reason="advertising")
        assert state_of(comment) == "removed"
        page = page_of(desk.get(address))
        assert "Removed: <bdi>advertising</bdi>" in page
        assert "Approve" in page

    def test_it_is_there_for_moderators_alone(self, desk: Client) -> None:
        comment = make_comment()
        address = f"{QUEUE}{comment.pk}/"
        assert Client().get(address).url == f"/admin/login/?next={address}"
        assert signed_in(make_staff("reader")).get(address).status_code == 404
        assert desk.post(address).status_code == 405
        for number in (comment.pk + 77, "9" * 30):
            assert desk.get(f"{QUEUE}{number}/").status_code == 404
        Comment.objects.update(erased_at=timezone.now())
        assert desk.get(address).status_code == 404


def test_approve_publishes_and_counts_reports_as_handled(desk: Client, moderator: User) -> None:
    waiting, reported = make_comment(state="waiting"), make_reported()
    answer = press(desk, "approve", waiting, reported, here="from=7")
    assert (answer.status_code, answer.url) == (302, f"{QUEUE}?from=7#queue")
    assert (state_of(waiting), state_of(reported)) == ("published", "published")
    assert not Report.objects.filter(handled_at=None).exists()
    assert [row.by for row in Decision.objects.all()] == [moderator, moderator]
    page = page_of(desk.get(QUEUE))
    assert "Nothing waits." in page
    assert "Approved: 2." in page


def test_the_button_of_one_comment_leaves_those_that_are_ticked(desk: Client) -> None:
    one, ticked = make_comment(state="waiting"), make_comment(state="waiting")
    press(desk, "spam", ticked, one=seen(one)[0])
    assert (state_of(one), state_of(ticked)) == ("spam", "waiting")
    assert f"item-{one.pk}" in page_of(desk.get(f"{QUEUE}?show=spam"))


def test_removing_asks_for_a_reason_that_readers_see(desk: Client) -> None:
    comment = make_reported(text="Buy now")
    page = page_of(press(desk, "remove", comment))
    assert "Buy now" in page
    assert state_of(comment) == "published"
    refused = press(desk, "remove", comment, reason=" ")
    assert refused.status_code == 422
    assert "Give the reason" in page_of(refused)
    assert '<li><a href="#id_reason">' in refused.content.decode()
    press(desk, "remove", comment, reason="advertising")
    assert state_of(comment) == "removed"
    assert comment.removed_reason == "advertising"


def test_nothing_chosen_decides_nothing(desk: Client) -> None:
    for action in ("approve", "spam", "remove"):
        answer = desk.post(
            f"{QUEUE}{action}/", {"comment": ["x", "1.", "1.waiting.x", "٣.waiting.0"]}, follow=True
        )
        assert "tick the comments" in page_of(answer)


def test_of_two_editors_one_decides_and_the_other_is_told(desk: Client) -> None:
    waiting, reported = make_comment(state="waiting"), make_reported()
    before = seen(waiting, reported)
    press(signed_in(make_staff("editor")), "approve", waiting, reported)
    answer = desk.post(f"{QUEUE}spam/", {"comment": before})
    assert answer.status_code == 409
    assert "Decided by another editor meanwhile" in page_of(answer)
    assert (state_of(waiting), state_of(reported)) == ("published", "published")


def test_a_decision_is_made_by_a_post_alone(desk: Client) -> None:
    for action in ("approve", "spam", "remove", "undo"):
        assert desk.get(f"{QUEUE}{action}/").status_code == 405
    assert desk.post(QUEUE).status_code == 405


def test_words_of_strangers_are_text(desk: Client) -> None:
    note_why_held(make_comment(state="waiting", author_name="<b>A</b>", text="<script>x</script>"), ["<i>"])
    page = page_of(desk.get(QUEUE))
    assert not any(tag in page for tag in ("<b>", "<script>x", "<i>"))
