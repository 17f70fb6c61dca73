"""What becomes of a text that a stranger sent."""

import pytest

from gotchas.intake import rules
from gotchas.models import Policy, Rule

pytestmark = pytest.mark.django_db


def verdict(text: str, *, known: bool = False) -> str:
    return rules.judge("comment", [text], is_known=lambda: known).state


def test_without_policy_and_rules_a_text_is_published() -> None:
    assert verdict("hello") == rules.PUBLISHED
    assert not rules.is_closed("comment")


def test_a_policy_of_waiting_holds_everybody() -> None:
    Policy.objects.create(form="comment", mode=Policy.Mode.ALL_WAIT)
    assert verdict("hello", known=True) == rules.WAITING


def test_a_first_author_waits_and_a_known_one_does_not() -> None:
    Policy.objects.create(form="comment", mode=Policy.Mode.FIRST_WAITS)
    assert verdict("hello") == rules.WAITING
    assert verdict("hello", known=True) == rules.PUBLISHED


def test_the_policy_of_another_form_does_not_count() -> None:
    Policy.objects.create(form="correction", mode=Policy.Mode.CLOSED)
    assert not rules.is_closed("comment")


@pytest.mark.parametrize(
    ("kind", "value", "caught", "free"),
    [
        ("links", "1", "http://a.example http://b.example", "http://a.example"),
        ("word", "Cheap pills", "buy CHEAP  pills now", "cheap and pills"),
        ("pattern", r"(?i)casino\d+", "Casino777", "casino"),
        ("address", "spam.example", "see https://www.spam.example/x", "see https://notspam.example/"),
        ("address", "spam.example", "see www.spam.example", "spam.example is what I block"),
        ("address", "spam.example", "Bob\nbob@mail.Spam.example", "bob@notspam.example"),
        ("address", "Bob@spam.example", "Bob\nbob@spam.example", "jimbob@spam.example"),
    ],
)
def test_a_rule_catches_what_it_describes(kind: str, value: str, caught: str, free: str) -> None:
    Rule.objects.create(kind=kind, value=value)
    assert verdict(caught, known=True) == rules.WAITING
    assert verdict(free, known=True) == rules.PUBLISHED


def test_spam_wins_over_waiting() -> None:
    Rule.objects.create(kind="word", value="pills")
    Rule.objects.create(kind="word", value="cheap", verdict=Rule.Verdict.SPAM)
    assert verdict("cheap pills") == rules.SPAM


def test_a_rule_that_is_switched_off_catches_nothing() -> None:
    Rule.objects.create(kind="word", value="pills", enabled=False)
    assert verdict("pills") == rules.PUBLISHED


@pytest.mark.parametrize(("kind", "value"), [("links", "many"), ("pattern", "("), ("word", "--")])
def test_a_rule_without_sense_catches_nothing(kind: str, value: str) -> None:
    Rule.objects.create(kind=kind, value=value)
    assert verdict("-- ( many http://a.example") == rules.PUBLISHED


def test_a_link_that_is_no_address_breaks_nothing() -> None:
    Rule.objects.create(kind="address", value="spam.example")
    assert verdict("http://[::1 http://spam.example") == rules.WAITING


def test_an_editor_is_told_which_rules_and_which_policy_held_a_text() -> None:
    Policy.objects.create(form="comment", mode=Policy.Mode.FIRST_WAITS)
    Rule.objects.create(kind="links", value="1")
    Rule.objects.create(kind="pattern", value=r"casino\d+")
    Rule.objects.create(kind="word", value="pills")
    told = rules.judge("comment", ["http://a.example http://b.example casino77"], is_known=lambda: False)
    assert told.reasons == (
        "Rule: More links than 1 (2 links)",
        r"Rule: Matches the pattern (RE2) casino\d+ (casino77)",
        "Policy: An author's first one waits",
    )
    assert rules.judge("comment", ["hello"], is_known=lambda: True).reasons == ()
