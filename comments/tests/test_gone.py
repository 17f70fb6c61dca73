"""A text typed for what went away meanwhile is given back."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from comments.tests.factories import make_comment
from comments.tests.posting import TEXT, filled, form_of, page_of, send
from gotchas.models import Gotcha
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unlimited(no_limits: None) -> None:
    pass


def is_given_back(client: Client, address: str, status: int = 404) -> bool:
    answer = send(client, address)
    page = page_of(answer)
    told = "no longer there" in page and f"{TEXT}</textarea>" in page
    return answer.status_code == status and told and not Comment.objects.filter(text=TEXT).exists()


@pytest.mark.parametrize("name", ["comment_reply", "comment_reply_preview"])
@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_a_reply_to_what_was_taken_away_comes_back(
    client: Client, gotcha: Gotcha, state: str, name: str
) -> None:
    address = reverse(name, args=[make_comment(on=gotcha, state=state).pk])
    assert is_given_back(client, address)


def test_a_hidden_comment_is_answered_as_one_that_never_was(client: Client, gotcha: Gotcha) -> None:
    hidden = make_comment(on=gotcha, state="waiting").pk
    pages = [page_of(send(client, reverse("comment_reply", args=[pk]))) for pk in (hidden, hidden + 77)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("name", ["gotcha_comment", "gotcha_comment_preview"])
def test_a_comment_on_an_article_that_was_withdrawn_comes_back(client: Client, name: str) -> None:
    gotcha = make_gotcha(state="withdrawn", withdrawn_reason="Wrong.")
    assert is_given_back(client, form_of(gotcha, name))


def test_an_edit_on_an_article_that_went_comes_back(client: Client, gotcha: Gotcha) -> None:
    send(client, form_of(gotcha), text="First.")
    gotcha.state, gotcha.withdrawn_reason = "withdrawn", "Wrong."
    gotcha.save()
    assert is_given_back(client, reverse("comment_edit", args=[Comment.objects.get().pk]))


def test_it_comes_back_also_when_the_forms_token_ran_out(gotcha: Gotcha) -> None:
    address = reverse("comment_reply", args=[make_comment(on=gotcha, state="removed").pk])
    assert is_given_back(Client(enforce_csrf_checks=True), address, 403)


def test_without_a_text_it_is_a_page_that_is_not_there(client: Client, gotcha: Gotcha) -> None:
    address = reverse("comment_reply", args=[make_comment(on=gotcha, state="removed").pk])
    assert "There is no page at this address" in page_of(client.get(address))
    assert "There is no page at this address" in page_of(client.post(address, filled(text="")))
