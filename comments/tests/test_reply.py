"""The form for a reply."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from comments.tests.factories import make_comment
from comments.tests.posting import TEXT, page_of, send
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def asked() -> Comment:
    return make_comment(on=make_gotcha(), author_name="Steve Bate", text="Is it the *same* on iSeries?")


def form_below(comment: Comment) -> str:
    return reverse("comment_reply", args=[comment.pk])


def test_the_comment_that_is_answered_is_quoted(client: Client, asked: Comment) -> None:
    page = page_of(client.get(form_below(asked)))
    assert "Reply to <bdi>Steve Bate</bdi>" in page
    assert "Is it the <em>same</em> on iSeries?" in page


def test_a_reply_hangs_below_what_it_answers_and_says_so(client: Client, asked: Comment) -> None:
    answer = send(client, form_below(asked))
    reply = Comment.objects.get(text=TEXT)
    assert reply.parent == asked
    assert reply.path.startswith(asked.path)
    assert answer.url == f"{asked.thread.gotcha.get_absolute_url()}#comment-{reply.pk}"
    page = page_of(client.get(answer.url))
    assert f'in reply to <a href="#comment-{asked.pk}"><bdi>Steve Bate</bdi></a>' in page
    assert "1 reply to <bdi>Steve Bate</bdi>" in page


def test_a_reply_counts_on_its_parent(client: Client, asked: Comment) -> None:
    send(client, form_below(asked))
    asked.refresh_from_db()
    assert asked.reply_count == 1


def test_the_same_words_to_another_comment_are_another_reply(client: Client, asked: Comment) -> None:
    other = make_comment(thread=asked.thread)
    token = client.get(form_below(asked)).context["form"]["stamp"].value()
    send(client, form_below(asked), stamp=token)
    send(client, form_below(other), stamp=token)
    assert Comment.objects.filter(text=TEXT).count() == 2


def test_a_wrong_reply_still_quotes_and_keeps_what_was_typed(client: Client, asked: Comment) -> None:
    answer = send(client, form_below(asked), author_name="")
    assert answer.status_code == 422
    assert TEXT in page_of(answer)
    assert "on iSeries?" in page_of(answer)


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_only_a_published_comment_can_be_answered(client: Client, asked: Comment, state: str) -> None:
    make_comment(parent=asked)
    Comment.objects.filter(pk=asked.pk).update(state=state, reply_count=1)
    assert client.get(form_below(asked)).status_code == 404
    assert send(client, form_below(asked)).status_code == 404


def test_a_comment_on_a_withdrawn_gotcha_cannot_be_answered(client: Client, asked: Comment) -> None:
    gotcha = asked.thread.gotcha
    gotcha.state, gotcha.withdrawn_reason = "withdrawn", "Wrong."
    gotcha.save()
    assert client.get(form_below(asked)).status_code == 404


def test_a_comment_that_is_not_there_cannot_be_answered(client: Client) -> None:
    assert client.get(reverse("comment_reply", args=[999_999_999])).status_code == 404


def test_other_methods_are_refused(client: Client, asked: Comment) -> None:
    assert client.put(form_below(asked)).status_code == 405
