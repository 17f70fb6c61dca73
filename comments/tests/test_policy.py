"""The site's policy for comments: enforced in one place, and said on the form before one types."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment
from comments.places import form_address
from comments.tests.factories import make_comment
from comments.tests.posting import page_of, send
from gotchas.models import Gotcha, Policy
from gotchas.tests.factories import make_code, make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha()


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def test_an_open_site_says_nothing_of_waiting(client: Client, gotcha: Gotcha) -> None:
    assert "waits for an editor" not in " ".join(page_of(client.get(form_address(gotcha))).split())


def test_where_all_wait_the_form_says_so(client: Client, gotcha: Gotcha) -> None:
    Policy.objects.create(form="comment", mode="all_wait")
    assert "Each comment waits" in page_of(client.get(form_address(gotcha)))


def test_who_is_known_is_not_told_of_a_first_comment(client: Client, gotcha: Gotcha) -> None:
    Policy.objects.create(form="comment", mode="first_waits")
    assert "The first comment of each author waits" in page_of(client.get(form_address(gotcha)))
    send(client, form_address(gotcha))
    comment = Comment.objects.get()
    assert comment.state == "waiting"
    comment.publish(None)
    assert "The first comment" not in page_of(client.get(form_address(gotcha)))
    send(client, form_address(gotcha), text="Another one.")
    assert Comment.objects.latest("pk").state == "published"


def test_a_quiet_thread_is_closed_for_new_comments_and_replies(client: Client, gotcha: Gotcha) -> None:
    Policy.objects.create(form="comment", closed_after_days=30)
    Gotcha.objects.update(published_at=days_ago(60))
    parent = make_comment(on=gotcha, posted_at=days_ago(31))
    for address in (form_address(gotcha), f"/comments/{parent.pk}/reply/"):
        answer = send(client, address)
        assert answer.status_code == 403
        assert "Nothing was said here for 30 days." in page_of(answer)
    assert "Nothing was said here for 30 days." in page_of(client.get(gotcha.get_absolute_url()))
    assert Comment.objects.count() == 1


def test_a_comment_or_a_new_page_keeps_a_thread_open_and_the_form_names_the_day(
    client: Client, gotcha: Gotcha
) -> None:
    Policy.objects.create(form="comment", closed_after_days=30)
    Gotcha.objects.update(published_at=days_ago(60))
    comment = make_comment(on=gotcha, posted_at=days_ago(10))
    page = page_of(client.get(form_address(gotcha)))
    assert "this thread closes on" in page
    comment.mark_spam(None)
    assert client.get(form_address(gotcha)).status_code == 403
    Gotcha.objects.update(published_at=days_ago(29))
    assert client.get(form_address(gotcha)).status_code == 200


def test_a_code_that_nobody_spoke_of_stays_open(client: Client) -> None:
    Policy.objects.create(form="comment", closed_after_days=1)
    assert client.get(form_address(make_code())).status_code == 200
