"""The box in admin where a text is tried against the rules."""

import pytest
from django.test import Client

from gotchas.models import Policy, Rule
from gotchas.tests.admin_pages import make_staff, signed_in, text_of

pytestmark = pytest.mark.django_db
TRY = "/admin/gotchas/rule/try/"


@pytest.fixture
def editor() -> Client:
    return signed_in(make_staff("editor"))


def test_a_text_is_told_which_rules_catch_it_and_by_what(editor: Client) -> None:
    Policy.objects.create(form="comment", mode="all_wait")
    Rule.objects.create(kind="links", value="1", verdict="spam")
    Rule.objects.create(kind="address", value="spam.example")
    Rule.objects.create(kind="word", value="pills")
    assert "Try the rules on a text" in text_of(editor.get("/admin/gotchas/rule/"))
    told = text_of(
        editor.post(TRY, {"text": "<b>Bob</b>\nbob@spam.example http://a.example http://b.example"})
    )
    for said in (
        "More links than 1: 2 links – Spam",
        "Has a link or mail address at spam.example: @spam.example – Waits for an editor",
        "<b>Bob</b>",
        "The policy for comments: All wait.",
    ):
        assert said in told, said
    assert "pills" not in told


def test_a_harmless_text_is_told_so_and_an_empty_box_says_nothing(editor: Client) -> None:
    assert "No rule catches it" in text_of(editor.post(TRY, {"text": "hello"}))
    assert "No rule" not in text_of(editor.get(TRY))


def test_only_who_sees_the_rules_may_try_them() -> None:
    assert Client().get(TRY).status_code == 302
    assert signed_in(make_staff("reader")).get(TRY).status_code == 403
    assert signed_in(make_staff("moderator")).post(TRY, {"text": "x"}).status_code == 200
    assert signed_in(make_staff("editor")).delete(TRY).status_code == 405
