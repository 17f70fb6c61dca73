"""What an editor is told before a family is saved."""

import pytest

from gotchas.tests.text.tables import make_family
from gotchas.text.families import PatternRefused, Recogniser, check_family
from gotchas.text.recogniser import PATTERN_LIMIT, compiled


def problems(*, must=("ACME12",), must_not=(), others=(), **values) -> str:
    return " ".join(check_family(make_family(**values), others, must, must_not))


def test_a_good_family_has_no_problems():
    assert problems(must_not=("ACME", "XACME12")) == ""


def test_a_family_without_patterns_needs_no_examples():
    assert problems(patterns=(), normal_form="", must=()) == ""


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(?<=x)(a)", r"invalid perl operator: (?<"),
        (r"(a)(?=b)", r"invalid perl operator: (?="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        (r"(a", "missing )"),
        (r"(a)**", "bad repetition operator: **"),
        (r"(a{1001})", "invalid repetition size: {1001}"),
    ],
)
def test_a_pattern_that_re2_refuses_is_refused_with_its_reason(pattern, reason):
    told = problems(patterns=(pattern,), normal_form="{1}")
    assert pattern in told
    assert f"refused by RE2: {reason}" in told


@pytest.mark.parametrize("pattern", [r"(a)?", r"(\d*)", r"\b", r"^", r"(x|)", r"$"])
def test_a_pattern_that_matches_nothing_at_all_is_refused(pattern):
    assert "matches an empty text" in problems(patterns=(pattern,), normal_form="{1}")


def test_a_pattern_has_a_limit_of_length():
    assert "2,000 are allowed" in problems(patterns=("a" * PATTERN_LIMIT + "b",))
    assert compiled("a" * PATTERN_LIMIT).groups == 0


def test_a_family_has_a_limit_of_patterns_and_a_pattern_of_groups():
    assert "may have 20 patterns" in problems(patterns=(r"ACME(\d)",) * 21)
    assert "has 10 groups; 9 are allowed" in problems(patterns=(r"(a)" * 10,), normal_form="{1}")


def test_a_group_of_the_normal_form_must_stand_in_every_pattern():
    told = problems(patterns=(r"ACME(\d+)(E)?", r"acme (\d+)"), normal_form="ACME{1}{2:severity}")
    assert "names group 2, and the pattern acme (\\d+) has 1" in told


def test_a_normal_form_that_cannot_be_read_is_a_problem():
    assert 'no function "shout"' in problems(normal_form="ACME{1:shout}")
    assert "names no group" in problems(normal_form="")


def test_an_example_that_does_not_match_is_named():
    assert 'The example "Acme 12" must match, but no code is found' in problems(must=("ACME12", "Acme 12"))


def test_a_pattern_without_an_example_is_a_problem():
    assert "at least one example" in problems(must=())


def test_a_text_that_must_not_match_is_named_with_what_was_found():
    told = problems(must_not=("see ACME77 there",))
    assert 'The text "see ACME77 there" must not match, but "ACME77" in it is found as ACME77.' in told


def test_an_example_that_another_family_takes_is_named():
    greedy = make_family(slug="greedy", patterns=(r"([A-Z]+\d+)",), normal_form="{1}", order=1)
    assert "taken by greedy, which runs earlier" in problems(others=(greedy,), order=2)
    assert problems(others=(greedy,), order=0) == ""


def test_the_family_as_it_was_before_does_not_stand_in_its_own_way():
    before = make_family(patterns=(r"(ACME)",), normal_form="{1}")
    assert problems(others=(before,)) == ""


def test_a_broken_family_elsewhere_is_not_this_editors_problem():
    assert problems(others=(make_family(slug="broken", patterns=("(",)),)) == ""


def test_the_owner_of_the_codes_must_be_another_family_with_codes_of_its_own():
    owner = make_family(slug="owner")
    tenant = make_family(slug="tenant", same_codes_as="owner")
    assert problems(same_codes_as="owner", others=(owner,)) == ""
    assert "no family nobody" in problems(same_codes_as="nobody")
    assert "belong to owner" in problems(same_codes_as="tenant", others=(owner, tenant))
    assert "are its own" in problems(same_codes_as="acme")


def test_a_severity_letter_is_one_character():
    assert "single character" in problems(severity_letters=(("ER", "error"),))


def test_a_pattern_that_would_take_too_long_is_refused():
    seconds = iter(range(1000))
    told = check_family(make_family(), [], ["ACME12"], [], clock=lambda: next(seconds))
    assert told == [
        "The patterns take too long on a text full of their own examples. "
        "Shorten what they allow after the code."
    ]


def test_a_recogniser_refuses_what_the_check_refuses():
    with pytest.raises(PatternRefused, match="refused by RE2"):
        Recogniser([make_family(patterns=("(",))])
