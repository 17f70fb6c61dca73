"""Rules and policies in admin, and the box where a text is tried against the rules."""

import pytest
from django.test import Client

from gotchas.models import Policy, Rule
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of

pytestmark = pytest.mark.django_db
TRY = "/admin/gotchas/rule/try/"
ADD_RULE = "/admin/gotchas/rule/add/"
ADD_POLICY = "/admin/gotchas/policy/add/"


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


def test_a_rule_is_tried_before_it_is_switched_on(editor: Client) -> None:
    Rule.objects.create(kind="word", value="casino", enabled=False)
    told = text_of(editor.post(TRY, {"text": "A casino"}))
    assert "No rule catches it" in told
    assert "Switched off, and would catch it" in told
    assert "Contains the word casino: casino" in told
    assert "Switched off" not in text_of(editor.post(TRY, {"text": "hello"}))


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("links", "many", "Give a number"),
        ("word", "!?", "no letter and no digit"),
        ("address", "http://spam.example/x", "without http://"),
        ("address", "spam example", "without http://"),
        ("pattern", "(?=x)", "RE2 does not take"),
    ],
)
def test_a_rule_that_could_catch_nothing_is_refused_with_the_reason(
    editor: Client, kind: str, value: str, said: str
) -> None:
    form = form_of(editor.get(ADD_RULE)) | {"kind": kind, "value": value, "verdict": "wait"}
    assert said in text_of(editor.post(ADD_RULE, form))
    assert not Rule.objects.exists()


@pytest.mark.parametrize("value", ["spam.example", "bob@spam.example", "localhost", "xn--e1afmkfd.example"])
def test_hosts_and_mail_addresses_are_rules(editor: Client, value: str) -> None:
    form = form_of(editor.get(ADD_RULE)) | {"kind": "address", "value": value, "verdict": "spam"}
    assert editor.post(ADD_RULE, form).status_code == 302
    assert Rule.objects.get().value == value


def test_a_policy_is_for_a_form_that_there_is(editor: Client) -> None:
    page = editor.get(ADD_POLICY)
    assert "published at once" in text_of(editor.get("/admin/gotchas/policy/"))
    assert 'value="comment"' in page.content.decode()
    refused = editor.post(ADD_POLICY, form_of(page) | {"form": "comments", "mode": "all_wait"})
    assert "Select a valid choice" in text_of(refused)
    sent = form_of(page) | {"form": "correction", "mode": "open", "closed_after_days": "3"}
    assert "for comments alone" in text_of(editor.post(ADD_POLICY, sent))
    assert not Policy.objects.exists()
    assert editor.post(ADD_POLICY, sent | {"form": "comment"}).status_code == 302
    assert editor.post(ADD_POLICY, sent | {"closed_after_days": ""}).status_code == 302
    assert "already exists" in text_of(editor.post(ADD_POLICY, sent | {"closed_after_days": ""}))
    change = f"/admin/gotchas/policy/{Policy.objects.get(form='correction').pk}/change/"
    sent = form_of(editor.get(change)) | {"reports_to_hold": "2"}
    assert "for comments alone" in text_of(editor.post(change, sent))
