"""Erasing for good what one author wrote."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from post_office.models import Email

from comments.models import Comment, CommentText, Report, Subscription
from comments.moderation import note_why_held
from comments.tests.factories import make_comment
from comments.tests.posting import page_of
from gotchas.intake import mail
from gotchas.models import Correction, Decision, SubmissionToken
from gotchas.search.tables import SearchDoc
from gotchas.tests.admin_pages import make_staff, signed_in, text_of
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db
ERASE = "/admin/comments/comment/erase/"
WORD = "Zanzibarword"


@pytest.fixture
def admin() -> Client:
    return signed_in(make_staff("administrator", username="adele"))


@pytest.fixture
def comment() -> Comment:
    """With an earlier text, a reply, a report, and a mail address that another name of its author shares."""
    comment = make_comment(
        on=make_gotcha(), author_name="Neil Casey", author_email="Neil@example.org", text=f"{WORD} one"
    )
    note_why_held(comment, [f"Rule: Contains the word x ({WORD} Neil@example.org)"])
    comment.remove(None, f"names {WORD}")
    comment.publish(None)
    comment.revise(f"{WORD} two")
    make_comment(parent=comment, text="Right.")
    Report.objects.create(comment=comment, reason=f"names {WORD}")
    SubmissionToken.objects.create(token="t", digest="d", result=comment.get_absolute_url())
    comment.refresh_from_db()
    return comment


def erase(client: Client, who: str, *comments: Comment, **more: str) -> Any:
    plain = {"q": who, "comment": [row.pk for row in comments], "note": "request of 3 June", "sure": "on"}
    return client.post(ERASE, plain | more)


def test_only_an_administrator_may(comment: Comment) -> None:
    for role in ("editor", "moderator"):
        client = signed_in(make_staff(role))
        assert client.get(ERASE).status_code == 403
        assert client.post(f"{ERASE}export/", {"q": "Neil Casey"}).status_code == 403
        assert erase(client, "Neil Casey", comment).status_code == 403
    assert Client().get(ERASE).status_code == 302
    assert Comment.objects.get(pk=comment.pk).text


def test_all_is_found_by_address_or_by_name(admin: Client, comment: Comment) -> None:
    other = make_comment(author_name="N. C.", author_email="neil@example.org", state="spam")
    make_comment(author_name="Neil Caseys")
    assert "1 comment of neil casey" in text_of(admin.get(ERASE, {"q": " neil casey"}))
    page = page_of(admin.get(ERASE, {"q": "neil@example.org"}))
    assert f'value="{comment.pk}"' in page
    assert f'value="{other.pk}"' in page
    assert "Erase for good" in text_of(admin.get("/admin/comments/comment/"))
    assert "0 comments of nobody" in text_of(admin.get(ERASE, {"q": "nobody"}))


def test_the_export_holds_all_texts(admin: Client, comment: Comment) -> None:
    Subscription.objects.create(thread=comment.thread, email="neil@example.org")
    mail.queue("neil@example.org", "New comment", "Somebody wrote.")
    mail.queue("ann@example.org", "New comment", "Somebody wrote.")
    answer = admin.post(f"{ERASE}export/", {"q": "neil@example.org"})
    assert answer["Content-Disposition"].startswith("attachment")
    told = answer.json()
    [row] = told["comments"]
    assert (row["text"], row["earlier_texts"][0]["text"]) == (f"{WORD} two", f"{WORD} one")
    assert row["author_email"] == "Neil@example.org"
    [subscription] = told["subscriptions"]
    assert subscription["page"].endswith(comment.thread.get_absolute_url())
    assert [each["text"] for each in told["mails"]] == ["Somebody wrote."]
    assert admin.get(f"{ERASE}export/").status_code == 405


def test_nothing_of_it_is_left_and_the_place_in_the_thread_stays(admin: Client, comment: Comment) -> None:
    Subscription.objects.create(thread=comment.thread, email="neil@example.org")
    mail.queue("neil@example.org", "New comment", "Somebody wrote.")
    for name in (f"comment-{comment.pk}.1", "waiting.1", f"comment-{comment.pk}0.1"):
        mail.queue_all([mail.Letter(to="ann@example.org", subject="S", text=WORD, name=name)])
    admin.post("/admin/comments/comment/", {"action": "publish", "_selected_action": comment.pk})
    assert SearchDoc.objects.filter(body__contains=WORD.lower()).exists()
    answer = erase(admin, "neil@example.org", comment)
    assert (answer.status_code, answer.url) == (302, ERASE)
    row = Comment.objects.get(pk=comment.pk)
    assert (row.author_name, row.author_email, row.text, row.html) == ("Erased", "", "", "")
    assert row.erased_at
    left = (CommentText, Subscription, SubmissionToken)
    assert not any(model.objects.exists() for model in left)
    assert Report.objects.get().reason == ""
    assert [row.message_id for row in Email.objects.all()] == [f"<comment-{comment.pk}0.1@127.0.0.1>"]
    assert not SearchDoc.objects.filter(body__contains=WORD.lower()).exists()
    assert not LogEntry.objects.filter(object_repr__contains="Neil").exists()
    page = page_of(Client().get(row.thread.target.get_absolute_url()))
    assert "erased on request" in page
    assert "Right." in page
    assert "Neil" not in page
    log = page_of(admin.get("/desk/comments/log/"))
    assert not any(word in log for word in (WORD, "Neil", "neil@"))
    decision = Decision.objects.filter(object_id=comment.pk).first()
    assert (decision.after, decision.by_name, decision.reason) == ("erased", "adele", "request of 3 June")


def test_an_address_that_only_subscribed_is_erased_as_well(admin: Client) -> None:
    Subscription.objects.create(thread=make_comment().thread, email="ann@example.org")
    mail.queue("ann@example.org", "New comment", "Somebody wrote.")
    assert "Erase for good" in page_of(admin.get(ERASE, {"q": "Ann@example.org"}))
    assert erase(admin, "Ann@example.org").status_code == 302
    assert not Subscription.objects.exists()
    assert not Email.objects.exists()


def test_what_is_erased_cannot_be_published_again(admin: Client, comment: Comment) -> None:
    erase(admin, "Neil Casey", comment)
    row = Comment.objects.get(pk=comment.pk)
    assert row.publish(None) is None
    assert row.mark_spam(None) is None
    assert Comment.objects.get(pk=comment.pk).state == "removed"


@pytest.mark.parametrize("missing", [{"sure": ""}, {"note": " "}])
def test_it_needs_a_note_and_a_confirmation(admin: Client, comment: Comment, missing: Any) -> None:
    assert erase(admin, "Neil Casey", comment, **missing).status_code == 422
    assert Comment.objects.get(pk=comment.pk).text


def test_comments_of_somebody_else_are_never_taken_along(admin: Client, comment: Comment) -> None:
    other = make_comment(author_name="Ann")
    erase(admin, "Neil Casey", comment, other)
    assert Comment.objects.get(pk=other.pk).author_name == "Ann"


def erase_corrections(client: Client, who: str, *rows: Correction, **more: str) -> Any:
    plain = {"q": who, "correction": [row.pk for row in rows], "note": "request of 3 June", "sure": "on"}
    return client.post(ERASE, plain | more)


def test_corrections_of_an_author_are_exported_and_lose_name_and_address(admin: Client) -> None:
    gotcha = make_gotcha()
    sender = {"proposer_email": "neil@example.org", "proposer_name": "Neil Casey", "wants_mail": True}
    correction = make_correction(gotcha, reason=WORD, **sender)
    other = make_correction(gotcha, proposer_name="Bob")
    correction.apply(make_staff("editor"), "True.")
    told = admin.post(f"{ERASE}export/", {"q": "NEIL@example.org"}).json()["corrections"]
    assert [(row["id"], row["proposer_email"], row["reason"]) for row in told] == [
        (correction.pk, "neil@example.org", WORD)
    ]
    assert f"Correction {correction.pk}" in text_of(admin.get(ERASE, {"q": "Neil Casey"}))
    erase_corrections(admin, "Neil Casey", correction, other)
    correction.refresh_from_db()
    assert (correction.proposer_name, correction.proposer_email, correction.wants_mail) == ("", "", False)
    assert (correction.state, correction.reason) == ("applied", WORD)
    other.refresh_from_db()
    assert other.proposer_name == "Bob"
    for address in (f"/corrections/{correction.pk}/", gotcha.get_absolute_url(), "/feeds/corrections/"):
        assert b"Neil" not in Client().get(address).content
    assert "who proposed it." in text_of(Client().get(f"/corrections/{correction.pk}/"))
    assert Decision.objects.get(object_id=correction.pk, after="erased").reason == "request of 3 June"
    assert correction.to_undo() is None


def test_on_demand_the_texts_go_and_an_open_one_is_closed(admin: Client) -> None:
    correction = make_correction(proposed=f"{WORD} 1", reason=f"{WORD} 2", proposer_name="", state="disputed")
    address = correction.gotcha.get_absolute_url()
    erase_corrections(admin, f"Correction {correction.pk}", correction, texts="on")
    correction.refresh_from_db()
    assert (correction.state, correction.is_text_erased) == ("rejected", True)
    pages = (f"/corrections/{correction.pk}/", "/corrections/", "/feeds/corrections/", address)
    for page in (*pages, f"{address}history/", f"{address[:-1]}.json"):
        assert WORD.encode() not in Client().get(page).content
    words = text_of(Client().get(f"/corrections/{correction.pk}/"))
    assert "who proposed it, and what." in words
    assert "What would change" not in words


def test_who_was_erased_is_not_mailed_and_who_sent_the_same_is(admin: Client) -> None:
    gotcha = make_gotcha()
    sent = make_correction(gotcha, proposer_email="neil@example.org", wants_mail=True)
    asked = {"proposer_email": "ann@example.org", "proposer_name": "Ann", "wants_mail": True}
    make_correction(gotcha, **asked, state="duplicate", duplicate_of=sent)
    erase_corrections(admin, "neil@example.org", sent)
    assert not Email.objects.exists()
    again = make_correction(gotcha, proposer_email="neil@example.org", wants_mail=True)
    make_correction(gotcha, **asked, state="duplicate", duplicate_of=again)
    erase_corrections(admin, "neil@example.org", again, texts="on")
    assert [letter.to for letter in Email.objects.all()] == [["ann@example.org"]]
