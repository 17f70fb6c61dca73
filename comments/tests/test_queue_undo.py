"""Undoing what was decided in the queue, and the log that keeps who did what."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import desk as offers
from comments.models import Comment, Report
from comments.moderation import note_why_held
from comments.tests.factories import make_comment
from comments.tests.posting import page_of
from comments.tests.test_queue import QUEUE, desk, make_reported, moderator, press, state_of
from gotchas.models import Decision
from gotchas.tests.admin_pages import form_of

__all__ = ["desk", "moderator"]
pytestmark = pytest.mark.django_db


def token_of(client: Client, nth: int = 0) -> str:
    """Of the newest decision that can be undone, or of an earlier one."""
    return str(client.session[offers.KEY][nth]["token"])


def take_back(client: Client, nth: int = 0) -> str:
    return page_of(client.post(f"{QUEUE}undo/", {"token": token_of(client, nth)}, follow=True))


def test_an_undo_puts_state_and_reports_back_once(desk: Client) -> None:
    waiting, reported = make_comment(state="waiting"), make_reported()
    press(desk, "remove", waiting, reported, reason="advertising")
    token = {"token": token_of(desk)}
    answer = desk.post(f"{QUEUE}undo/", token, follow=True)
    assert "Put back as before: 2." in page_of(answer)
    assert (state_of(waiting), state_of(reported)) == ("waiting", "published")
    assert Report.objects.get().handled_at is None
    assert "Nothing was undone" in page_of(desk.post(f"{QUEUE}undo/", token, follow=True))


def test_an_undo_leaves_what_was_decided_again(desk: Client, moderator: User) -> None:
    comment = make_comment(state="waiting")
    press(desk, "approve", comment)
    Comment.objects.get().remove(moderator, "late")
    answer = desk.post(f"{QUEUE}undo/", {"token": token_of(desk)}, follow=True)
    assert "Decided again since, and left as they are: 1." in page_of(answer)
    assert state_of(comment) == "removed"


def test_after_ten_minutes_there_is_no_undo(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = make_comment(state="waiting")
    press(desk, "approve", comment)
    later = timezone.now() + datetime.timedelta(minutes=11)
    monkeypatch.setattr("comments.desk.timezone.now", lambda: later)
    token = {"token": token_of(desk)}
    assert "Undo" not in page_of(desk.get(QUEUE))
    assert "ten minutes are over" in page_of(desk.post(f"{QUEUE}undo/", token, follow=True))
    assert state_of(comment) == "published"


def test_each_of_several_decisions_can_be_undone(desk: Client) -> None:
    first, second, third = (make_comment(state="waiting", author_name=name) for name in ("Ann", "Bo", "Cy"))
    press(desk, "spam", first)
    press(desk, "approve", second)
    press(desk, "approve", third)
    page = page_of(desk.get(QUEUE))
    assert "Approved: 1. <bdi>Cy</bdi>." in page
    assert "Earlier decisions that can be undone: 2" in page
    assert "Put back as before: 1." in take_back(desk, nth=2)
    assert [state_of(row) for row in (first, second, third)] == ["waiting", "published", "published"]
    take_back(desk)
    page = take_back(desk)
    assert [state_of(row) for row in (first, second, third)] == ["waiting"] * 3
    assert "can be undone" not in page


def test_no_session_grows_with_the_work_of_a_day(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "UNDOS", 2)
    comments = [make_comment(state="waiting", author_name=f"Author {n}") for n in range(3)]
    for comment in comments:
        press(desk, "approve", comment)
    assert [entry["of"] for entry in desk.session[offers.KEY]] == [["Author 2"], ["Author 1"]]
    press(desk, "spam", *[make_comment(state="waiting", author_name=f"S{n}") for n in range(5)])
    assert "<bdi>S0</bdi>, <bdi>S1</bdi>, <bdi>S2</bdi> and 2 more." in page_of(desk.get(QUEUE))


def test_the_log_says_who_did_what(desk: Client) -> None:
    comment = make_comment(state="waiting", author_name="Neil")
    note_why_held(comment, ["Rule: Contains the word casino"])
    press(desk, "remove", comment, reason="advertising")
    desk.post(f"{QUEUE}undo/", {"token": token_of(desk)})
    page = page_of(desk.get(f"{QUEUE}log/"))
    for said in (
        "waiting to removed",
        "undone by <bdi>mia</bdi>",
        "advertising",
        "(undo)",
        "the site",
        "casino",
    ):
        assert said in page, said
    assert page_of(desk.get(f"{QUEUE}log/?before=1")).count("Nothing was decided") == 1


def test_that_a_reported_comment_stays_is_a_decision(desk: Client, moderator: User) -> None:
    comment = make_reported(author_name="Loud")
    Report.objects.create(comment=comment, reason="again")
    press(desk, "approve", comment)
    row = Decision.objects.get()
    assert (row.by, row.before, row.after, row.reason) == (
        moderator, "published", "published", "Reported by 2 readers",
    )  # fmt: skip
    page = page_of(desk.get(f"{QUEUE}log/"))
    assert "<bdi>mia</bdi>, left published" in page
    take_back(desk)
    assert Report.objects.filter(handled_at=None).count() == 2
    assert "(undo)" in page_of(desk.get(f"{QUEUE}log/"))
    assert state_of(comment) == "published"


def test_hidden_and_shown_earlier_texts_are_in_the_log(desk: Client) -> None:
    comment = make_comment(author_name="Neil", text="My password is x")
    comment.revise("Mine.")
    text = {"text": comment.earlier_texts.get().pk}
    for action in ("hide", "hide", "show"):
        desk.post(f"/comments/{comment.pk}/earlier/{action}/", text)
    assert [row.after for row in Decision.objects.order_by("pk")] == ["hidden", "shown"]
    page = page_of(desk.get(f"{QUEUE}log/"))
    assert "<bdi>mia</bdi>, shown to hidden" in page
    assert "<bdi>mia</bdi>, hidden to shown" in page
    comment.earlier_texts.get().hide(None)
    assert "its author, shown to hidden" in page_of(desk.get(f"{QUEUE}log/"))


def test_what_an_editor_changes_in_admin_is_in_the_log(desk: Client) -> None:
    one = make_comment(author_name="Neil")
    two = make_comment(on=one.thread.target)
    address = reverse("admin:comments_comment_change", args=[two.pk])
    form = form_of(desk.get(address))
    desk.post(address, form | {"kind": "question"})
    assert not Decision.objects.exists()
    desk.post(address, form_of(desk.get(address)) | {"parent": one.pk, "text": "Put right."})
    page = page_of(desk.get(f"{QUEUE}log/"))
    assert "<bdi>mia</bdi>, edited" in page
    assert "<bdi>mia</bdi>, hung elsewhere" in page
    assert f"Below comment {one.pk}" in page
