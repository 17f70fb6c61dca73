"""A pasted log is offered as a block of code, once, on the way to preview and publishing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comments import authors
from comments.models import Comment
from comments.tests.posting import fields_of, filled, form_of, page_of
from gotchas.models import Gotcha

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

LOG = "2026-11-23 10:00:00 *up*\n2026-11-23 10:00:01 ERROR down"
TEXT = f"It stops:\n{LOG}\n\nWhy?"
CODE = TEXT.replace(LOG, f"```\n{LOG}\n```")
OFFER = "Show it as code?"


def test_before_it_is_published_its_author_is_asked_and_publishes_it_as_code(
    client: Client, gotcha: Gotcha
) -> None:
    asked = client.post(form_of(gotcha), filled(text=TEXT))
    page = page_of(asked)
    assert "Lines 2 to 3 look pasted" in page
    assert "Publish as it is</button>" in page
    assert not Comment.objects.exists()
    button = f"{form_of(gotcha, 'gotcha_comment_preview')}?code"
    assert f'formaction="{button}">Show it as code</button>' in page
    shown = client.post(button, fields_of(asked))
    assert "*up*\n2026-11-23 10:00:01 ERROR down" in page_of(shown)
    assert OFFER not in page_of(shown)
    assert client.post(form_of(gotcha), fields_of(shown)).status_code == 302
    assert Comment.objects.get().text == CODE


def test_declined_it_is_published_as_it_is_and_never_asked_about_again(
    client: Client, gotcha: Gotcha
) -> None:
    asked = client.post(form_of(gotcha), filled(text=TEXT))
    more = fields_of(asked) | {"text": f"{TEXT}\n{LOG}", "author_name": ""}
    wrong = client.post(form_of(gotcha), more)
    assert wrong.status_code == 422
    assert client.post(form_of(gotcha), fields_of(wrong) | {"author_name": "Ann"}).status_code == 302
    assert Comment.objects.get().text == f"{TEXT}\n{LOG}"


def test_a_preview_offers_it_beside_and_publishing_asks_no_more(client: Client, gotcha: Gotcha) -> None:
    shown = client.post(form_of(gotcha, "gotcha_comment_preview"), filled(text=TEXT))
    assert OFFER in page_of(shown)
    assert "Preview, not posted yet" in page_of(shown)
    assert client.post(form_of(gotcha), fields_of(shown)).status_code == 302


def test_it_is_asked_together_with_what_should_not_be_published(client: Client, gotcha: Gotcha) -> None:
    asked = client.post(form_of(gotcha), filled(text=f"{TEXT} On mq.prod.corp."))
    assert OFFER in page_of(asked)
    assert "<mark>mq.prod.corp</mark>" in page_of(asked)
    assert client.post(form_of(gotcha), fields_of(asked)).status_code == 302


@pytest.mark.parametrize("text", [CODE, "It stops at 10:00:00 with AMQ9637E. Why?"])
def test_prose_and_code_are_published_without_a_question(client: Client, gotcha: Gotcha, text: str) -> None:
    assert client.post(form_of(gotcha), filled(text=text)).status_code == 302


def test_an_edit_is_asked_about_too(client: Client, gotcha: Gotcha) -> None:
    client.post(form_of(gotcha), filled())
    comment = Comment.objects.get()
    edit = reverse("comment_edit", args=[comment.pk])
    asked = client.post(edit, filled(text=TEXT, base=authors.base_of(comment)))
    assert OFFER in page_of(asked)
    shown = client.post(f"{reverse('comment_edit_preview', args=[comment.pk])}?code", fields_of(asked))
    assert client.post(edit, fields_of(shown)).status_code == 302
    comment.refresh_from_db()
    assert comment.text == CODE


def test_a_text_that_is_too_long_as_code_is_given_back_as_code(client: Client, gotcha: Gotcha) -> None:
    text = f"{LOG}\n\n" + "x" * (10_000 - len(LOG) - 5)
    answer: Any = client.post(f"{form_of(gotcha, 'gotcha_comment_preview')}?code", filled(text=text))
    assert answer.status_code == 422
    assert f"```\n{LOG}\n```" in page_of(answer)
