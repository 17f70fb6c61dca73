"""What strangers type, cleaned in one place."""

import unicodedata

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from gotchas.intake import clean
from gotchas.intake.fields import LineField, TextField


def test_all_ends_of_lines_become_line_feeds() -> None:
    assert clean.text("a\r\nb\rc\nd\x0be\x0cf\x85g\u2028h\u2029i") == "a\nb\nc\nd\ne\nf\ng\nh\ni"


def test_controls_go_and_tabs_stay() -> None:
    assert clean.text("a\x00\x1b[31m\tb\x08\x7f\x9f\ufffe\ufeff\U0001ffff") == "a[31m\tb"


def test_lone_surrogates_go() -> None:
    assert clean.text("a\ud800b") == "ab"


def test_letters_are_composed() -> None:
    assert clean.text("e\u0301") == "\u00e9"


def test_indented_first_lines_keep_their_indent_but_for_blanks_at_the_very_start() -> None:
    assert clean.text("\n\na\n    b\n\n") == "a\n    b"


def test_a_name_is_one_line_with_single_blanks() -> None:
    assert clean.line("  Neil \t\n  Casey\u00a0 ") == "Neil Casey"


def test_a_name_holds_nothing_that_turns_or_hides_its_neighbours() -> None:
    assert clean.line("ad\u200bmin\u202e\u2066\u00ad\U000e0041") == "admin"


def test_joiners_of_persian_and_emoji_stay_in_a_name() -> None:
    family = "\U0001f469\u200d\U0001f467"
    assert clean.line(family) == family


@pytest.mark.parametrize(
    "text",
    ["", "  \n", "\u200b\u200c\u200d\u2060", "\u3164", "\u2800", "\u00a0\u3000\u1680", "\u180e", "\ufe0f"],
)
def test_what_nobody_sees_looks_blank(text: str) -> None:
    assert clean.looks_blank(text)


@pytest.mark.parametrize("text", [".", "\u0e33", "\U0001f600", " a "])
def test_what_is_seen_does_not_look_blank(text: str) -> None:
    assert not clean.looks_blank(text)


def test_a_thai_word_stacks_no_marks_and_zalgo_does() -> None:
    assert not clean.stacks_marks("\u0e01\u0e33\u0e49" * 50)
    assert clean.stacks_marks("z" + "\u0300\u0316" * 30)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean.text(text)
    assert clean.text(once) == once
    assert clean.line(clean.line(text)) == clean.line(text)


@given(st.text())
def test_nothing_is_left_that_xml_refuses(text: str) -> None:
    kept = clean.text(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in kept)
    assert not any(ord(c) & 0xFFFE == 0xFFFE for c in kept)


def error_of(field: forms.Field, given: str) -> str:
    with pytest.raises(forms.ValidationError) as raised:
        field.clean(given)
    return str(raised.value.code)


def test_a_text_is_measured_in_bytes_after_cleaning() -> None:
    field = TextField(limit=4)
    assert field.clean("\u00e9\u00e9\r\n") == "\u00e9\u00e9"
    assert error_of(field, "\u00e9\u00e9a") == "too_long"


def test_a_line_is_measured_in_characters() -> None:
    assert LineField(limit=4).clean("\u00e9" * 4) == "\u00e9" * 4
    assert error_of(LineField(limit=4), "\u00e9" * 5) == "too_long"


def test_a_huge_text_is_refused_before_it_is_cleaned() -> None:
    assert error_of(TextField(limit=4), "\x01" * 100) == "too_long"


def test_stacked_marks_are_refused_before_they_are_composed() -> None:
    assert error_of(TextField(limit=10_000), "a" + "\u0316\u0301" * 5_000) == "stacked_marks"


def test_what_nobody_sees_counts_as_left_out() -> None:
    assert error_of(LineField(limit=10), "\u200b") == "required"
    assert LineField(limit=10, required=False).clean("\u3164") == ""


@pytest.mark.parametrize("field", [LineField(limit=5), TextField(limit=5)])
def test_no_browser_is_told_to_cut_a_text(field: forms.Field) -> None:
    assert "maxlength" not in str(field.get_bound_field(forms.Form(), "x").as_widget())
