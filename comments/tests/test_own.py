"""What authors see of their own comments while others do not see them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments import authors
from comments.models import Comment
from comments.tests.factories import make_comment
from comments.tests.posting import form_of, page_of, send
from gotchas.models import Gotcha, Rule
from gotchas.tests.admin_pages import make_staff

pytestmark = pytest.mark.django_db

WORDS = "Come to the **casino**."


@pytest.fixture(autouse=True)
def _unlimited(no_limits: None) -> None:
    pass


@pytest.fixture
def waiting(client: Client, gotcha: Gotcha) -> Comment:
    """A comment that was posted from this browser and waits for an editor."""
    Rule.objects.create(kind="word", value="casino")
    send(client, form_of(gotcha), text=WORDS)
    return Comment.objects.get()


def remove(comment: Comment, reason: str = "advertising") -> None:
    Comment.objects.get(pk=comment.pk).remove(make_staff("moderator"), reason)


def page_at(client: Client, comment: Comment) -> str:
    """The page that the permalink leads to."""
    return page_of(client.get(comment.get_absolute_url(), follow=True))


@pytest.mark.parametrize("verdict", ["wait", "spam"])
def test_what_waits_and_what_was_taken_for_spam_look_the_same_to_their_author(
    client: Client, gotcha: Gotcha, verdict: str
) -> None:
    Rule.objects.create(kind="word", value="casino", verdict=verdict)
    send(client, form_of(gotcha), text=WORDS)
    comment = Comment.objects.get()
    assert comment.state == {"wait": "waiting"}.get(verdict, verdict)
    page = page_at(client, comment)
    assert "Waiting for an editor, usually within a day. Only you see it." in page
    assert "spam" not in page


def test_what_was_removed_before_it_was_shown_gives_its_author_the_reason_and_the_text(
    client: Client, waiting: Comment, gotcha: Gotcha
) -> None:
    remove(waiting)
    page = page_at(client, waiting)
    assert f'id="{waiting.anchor}"' in page
    assert "Removed by an editor: advertising." in page
    assert f"readonly>{WORDS}</textarea>" in page
    assert Client().get(waiting.get_absolute_url()).status_code == 404
    stranger = page_of(Client().get(gotcha.get_absolute_url()))
    assert "Removed by" not in stranger
    assert "casino" not in stranger


def test_below_a_tombstone_the_author_alone_finds_the_text(client: Client, gotcha: Gotcha) -> None:
    send(client, form_of(gotcha), text="Switch it off.")
    comment = Comment.objects.get()
    make_comment(parent=comment, text="Never do that.")
    remove(comment, "it does harm")
    assert "readonly>Switch it off.</textarea>" in page_at(client, comment)
    stranger = page_at(Client(), comment)
    assert "Removed by an editor: it does harm." in stranger
    assert "Switch it off." not in stranger


def test_what_its_author_deleted_is_not_shown_as_removed(client: Client, waiting: Comment) -> None:
    authors.delete(waiting)
    assert client.get(waiting.get_absolute_url()).status_code == 404


def test_of_an_erased_comment_nothing_comes_back(client: Client, waiting: Comment) -> None:
    remove(waiting)
    Comment.objects.update(erased_at=waiting.posted_at, removed_reason="erased on request")
    assert client.get(waiting.get_absolute_url()).status_code == 404


def test_texts_given_back_take_one_query_however_many_they_are(client: Client, gotcha: Gotcha) -> None:
    Rule.objects.create(kind="word", value="casino")

    def queries(number: int) -> int:
        for n in range(number):
            send(client, form_of(gotcha), text=f"{WORDS} {number} {n}")
        for row in Comment.objects.filter(state="waiting"):
            row.remove(None, "advertising")
        with CaptureQueriesContext(connection) as caught:
            page = page_of(client.get(gotcha.get_absolute_url()))
        assert page.count("readonly>") == Comment.objects.count()
        return len(caught)

    assert queries(1) == queries(3)


def test_the_form_for_a_reply_to_what_is_not_shown_is_not_there(client: Client, waiting: Comment) -> None:
    remove(waiting)
    assert client.get(reverse("comment_reply", args=[waiting.pk])).status_code == 404
