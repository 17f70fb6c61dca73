"""The preview: the same rules as publishing, and nothing is written."""

import datetime
from typing import Any

import hypothesis
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from comments.models import Comment, Thread
from comments.tests.factories import make_comment
from comments.tests.posting import NAME, TEXT, filled, form_of, page_of, send
from gotchas.intake import limits, stamp
from gotchas.models import Gotcha, SubmissionToken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

HEADED = "Preview, not posted yet"


@pytest.fixture
def preview(gotcha: Gotcha) -> str:
    return form_of(gotcha, "gotcha_comment_preview")


def test_a_preview_shows_the_comment_and_the_filled_form_and_writes_nothing(
    client: Client, preview: str
) -> None:
    answer = send(client, preview, text="This is **bold**, see comment 7.")
    page = page_of(answer)
    assert answer.status_code == 200
    assert HEADED in page
    assert "This is <strong>bold</strong>" in page
    assert "This is **bold**" in page
    assert f'value="{NAME}"' in page
    assert (Comment.objects.count(), Thread.objects.count(), SubmissionToken.objects.count()) == (0, 0, 0)


def test_a_preview_says_on_what_it_worked_as_the_comment_will(client: Client, preview: str) -> None:
    told = {"kind": "worked", "worked_version": "9.3", "worked_platform": "AIX"}
    assert '<span class="tag">Worked on 9.3, AIX</span>' in page_of(send(client, preview, **told))
    assert '<span class="tag">' not in page_of(send(client, preview)).partition(HEADED)[2]


def test_a_preview_may_come_as_fast_as_it_likes(client: Client, preview: str, settings: Any) -> None:
    settings.LIMITS = True
    assert HEADED in page_of(send(client, preview))


def test_what_was_previewed_can_be_published(client: Client, gotcha: Gotcha, preview: str) -> None:
    token = send(client, preview).context["form"]["stamp"].value()
    form = form_of(gotcha)
    assert f'action="{form}"' in page_of(send(client, preview))
    assert send(client, form, stamp=token).status_code == 302
    assert Comment.objects.get().text == TEXT


def test_a_reply_is_previewed_too(client: Client) -> None:
    parent = make_comment()
    answer = send(client, reverse("comment_reply_preview", args=[parent.pk]))
    assert HEADED in page_of(answer)
    assert Comment.objects.count() == 1


def test_a_wrong_field_is_told_and_nothing_is_rendered(client: Client, preview: str) -> None:
    answer = send(client, preview, author_name="")
    assert answer.status_code == 422
    assert HEADED not in page_of(answer)
    assert TEXT in page_of(answer)


def test_a_preview_is_as_safe_as_the_comment(client: Client, preview: str) -> None:
    page = page_of(
        send(
            client,
            preview,
            text="<img src=x onerror=alert(1)> [x](javascript:alert(1))",
            author_name="<i>N</i>",
        )
    )
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<i>N</i>" not in page


def test_a_preview_asked_for_by_another_site_is_refused_and_keeps_the_text(preview: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(preview, filled())
    assert answer.status_code == 403
    assert HEADED not in page_of(answer)
    assert TEXT in page_of(answer)


def test_too_many_previews_are_a_429_that_keeps_the_text(
    client: Client, preview: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    monkeypatch.setattr(limits, "PREVIEWS", (limits.Limit("test", 1, 86_400),))
    assert send(client, preview).status_code == 200
    answer = send(client, preview)
    assert answer.status_code == 429
    assert TEXT in page_of(answer)


@hypothesis.settings(
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@hypothesis.given(name=st.text(max_size=100), text=st.text())
def test_whatever_is_typed_is_shown_or_refused(client: Client, preview: str, name: str, text: str) -> None:
    refused_bytes = "\x00" in name + text
    answer = send(client, preview, author_name=name, text=text)
    assert answer.status_code in ((400,) if refused_bytes else (200, 422))


def test_the_address_of_the_preview_shows_the_empty_form(client: Client, preview: str) -> None:
    page = page_of(client.get(preview))
    assert HEADED not in page
    assert 'name="text"' in page


def test_other_methods_are_refused(client: Client, preview: str) -> None:
    assert client.put(preview).status_code == 405
