"""The wrapper of google-re2: what the rest relies on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.re2 import NO_SPAN, CharacterOffsets, Pattern, Refused, encode


def test_a_search_gives_the_spans_of_all_groups():
    assert Pattern(r"(a)(x)?(b)").search(b"-ab") == [(1, 3), (1, 2), NO_SPAN, (2, 3)]


def test_a_search_that_finds_nothing_gives_none():
    assert Pattern("a").search(b"bbb") is None
    assert Pattern("a").search(b"ab", 1) is None


def test_a_search_from_within_sees_the_character_before_it():
    assert Pattern(r"\ba").search(b"xa", 1) is None
    assert Pattern(r"(?m)^a").search(b"b\na", 2) == [(2, 3)]
    assert Pattern("^a").search(b"ba", 1) is None


def test_a_refusal_carries_the_reason_of_re2():
    with pytest.raises(Refused, match=r"missing \): \("):
        Pattern("(")


def test_a_pattern_with_a_lone_surrogate_matches_nothing():
    assert Pattern("a\ud800").search(encode("a\ud800 a?")) is None


@given(st.text(st.characters(), max_size=30), st.data())
def test_byte_offsets_become_character_offsets(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    offsets = CharacterOffsets(encode(text))
    assert [offsets.at(len(encode(text[:cut]))) for cut in cuts] == cuts


def test_offsets_are_asked_for_in_ascending_order():
    offsets = CharacterOffsets("\u00fcab".encode())
    offsets.at(3)
    with pytest.raises(ValueError, match="ascending"):
        offsets.at(2)
