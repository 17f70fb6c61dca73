from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.diffs import PAIRS
from gotchas.text import diffs
from gotchas.text.diffs import Piece, word_diff

ANY_TEXT = st.text(max_size=300)
# Few different words and marks, so that texts share much and shifted runs are common.
LIKE_TEXTS = st.lists(
    st.sampled_from(["a", "b", " ", "\n", ".", "SSLTASKS", "\ud800", "e\u0301"]), max_size=60
).map("".join)


def older(pieces):
    return "".join(piece.text for piece in pieces if piece.op != "added")


def newer(pieces):
    return "".join(piece.text for piece in pieces if piece.op != "removed")


@given(ANY_TEXT, ANY_TEXT)
def test_the_pieces_of_any_two_texts_give_both_back(old, new):
    pieces = word_diff(old, new)
    assert (older(pieces), newer(pieces)) == (old, new)


@given(LIKE_TEXTS, LIKE_TEXTS)
def test_the_pieces_of_two_like_texts_give_both_back_and_alternate(old, new):
    pieces = word_diff(old, new)
    assert (older(pieces), newer(pieces)) == (old, new)
    kinds = [piece.op for piece in pieces]
    assert all(one != next_one for one, next_one in pairwise(kinds))
    assert ("added", "removed") not in list(pairwise(kinds))
    assert all(piece.text for piece in pieces)


@given(ANY_TEXT)
def test_a_text_compared_with_itself_is_one_piece(text):
    assert word_diff(text, text) == ([Piece("same", text)] if text else [])


def test_a_changed_number_is_shown_as_a_whole_word():
    assert word_diff("Set SSLTASKS(1) now.", "Set SSLTASKS(8) now.") == [
        Piece("same", "Set SSLTASKS("),
        Piece("removed", "1"),
        Piece("added", "8"),
        Piece("same", ") now."),
    ]


def test_two_replaced_words_side_by_side_are_one_change():
    assert word_diff("the quick brown fox", "the slow red fox") == [
        Piece("same", "the "),
        Piece("removed", "quick brown"),
        Piece("added", "slow red"),
        Piece("same", " fox"),
    ]


def test_a_blank_between_two_words_that_only_went_stays():
    assert word_diff("one two three", "two") == [
        Piece("removed", "one "),
        Piece("same", "two"),
        Piece("removed", " three"),
    ]


def test_an_accent_is_not_torn_from_its_letter():
    assert word_diff("re\u0301sume\u0301", "resume") == [
        Piece("removed", "re\u0301sume\u0301"),
        Piece("added", "resume"),
    ]


def test_only_the_changed_line_of_a_list_is_touched():
    old = "- first\n- second\n- third\n"
    assert word_diff(old, old.replace("second", "other")) == [
        Piece("same", "- first\n- "),
        Piece("removed", "second"),
        Piece("added", "other"),
        Piece("same", "\n- third\n"),
    ]


def test_more_different_words_than_characters_are_replaced_whole(monkeypatch):
    monkeypatch.setattr(diffs, "_LAST_CHARACTER", 3)
    assert word_diff("a b", "a c d") == [Piece("removed", "a b"), Piece("added", "a c d")]


def test_words_past_the_surrogates_have_characters_of_their_own():
    words = [f"{number}" for number in range(60_000)]
    old = " ".join(words)
    pieces = word_diff(old, old + " end")
    assert pieces == [Piece("same", old), Piece("added", " end")]


def test_a_comparison_out_of_time_still_gives_both_texts_back(monkeypatch):
    monkeypatch.setattr(diffs, "SECONDS", -1.0)
    monkeypatch.setattr(diffs, "_SECONDS_FOR_LINES", -1.0)
    old, new = "a b c d e f", "f d b e a c"
    pieces = word_diff(old, new)
    assert (older(pieces), newer(pieces)) == (old, new)


class Clock:
    """Time that moves on by a fixed step whenever it is asked for."""

    def __init__(self, step):
        self.step, self.asked = step, 0

    def __call__(self):
        self.asked += 1
        return 1_000_000 + self.asked * self.step


@pytest.mark.parametrize("name", PAIRS)
def test_crafted_texts_are_given_up_in_time_and_still_give_both_back(monkeypatch, name):
    """The search looks at the clock before each step: out of time, it takes no more of them."""
    old, new = PAIRS[name](800)
    clock, stopped = Clock(step=diffs.SECONDS / 20), Clock(step=0)
    monkeypatch.setattr("time.time", clock)
    pieces = word_diff(old, new)
    monkeypatch.setattr("time.time", stopped)
    word_diff(old, new)
    monkeypatch.undo()
    assert (older(pieces), newer(pieces)) == (old, new)
    assert clock.asked < 30 < stopped.asked
