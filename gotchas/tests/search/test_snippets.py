"""The passage shown of a text: cut out of it, around the words that were asked for."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from gotchas.search.snippets import READ, WINDOW, best_passage
from gotchas.text.words import fold_words

TEXTS = st.lists(
    st.sampled_from(["alpha", "Beta", "gamma.", "ÅSTRÖM", "x1", "-", "\n", "\x00", "<b>", "ﬁle", "١٢", "…"]),
    max_size=200,
).map(" ".join)
WEIGHTS = st.dictionaries(
    st.sampled_from(["alpha", "beta", "åström", "file", "none"]), st.floats(0.1, 9), max_size=4
)


@given(TEXTS, WEIGHTS)
def test_a_passage_is_cut_out_of_the_text_between_its_ellipses(text, weights):
    found = best_passage(text, weights)
    inner = found.text.removeprefix("… ").removesuffix(" …")
    assert inner in text or found.text in text
    assert found.score >= 0


@given(TEXTS, WEIGHTS)
def test_a_wanted_word_that_stands_in_the_text_stands_in_the_passage(text, weights):
    found = best_passage(text, weights)
    if set(weights) & set(fold_words(text)):
        assert set(weights) & set(fold_words(found.text))
        assert found.score > 0
    else:
        assert found.score == 0


@given(TEXTS, WEIGHTS)
def test_a_passage_is_no_longer_than_its_window(text, weights):
    assert len(fold_words(best_passage(text, weights).text)) <= WINDOW * 2  # ﬁ and the like may make two


def test_of_two_places_the_one_with_more_of_the_weight_is_shown():
    text = f"common word {'filler ' * 100} rare thing {'filler ' * 100} common end"
    found = best_passage(text, {"common": 1.0, "rare": 5.0})
    assert "rare thing" in found.text
    assert found.text.startswith("… ")
    assert found.text.endswith(" …")


def test_two_different_words_say_more_than_one_again_and_again():
    text = f"{'alpha ' * 20} {'filler ' * 60} alpha beta {'filler ' * 60}"
    assert "beta" in best_passage(text, {"alpha": 1.0, "beta": 1.0}).text


def test_a_short_text_is_shown_whole_without_ellipses():
    assert best_passage("Nothing, really!", {}).text == "Nothing, really!"


def test_an_empty_text_gives_an_empty_passage():
    assert best_passage("", {"a": 1.0}).text == best_passage(" \n- ", {"a": 1.0}).text == ""


def test_a_long_text_costs_no_more_steps_a_word_than_a_short_one():
    """Counted in calls, so that a busy machine changes nothing."""

    def calls(words: int) -> int:
        seen = 0

        def count(frame, event, arg):
            nonlocal seen
            seen += event == "call"

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            best_passage("alpha beta " * (words // 2), {"alpha": 1.0})
        finally:
            sys.setprofile(before)
        return seen

    assert calls(2_000) <= 4.4 * calls(500)


def test_only_the_beginning_of_a_huge_text_is_read():
    text = "filler " * READ + "rare"
    assert best_passage(text, {"rare": 1.0}).score == 0


def test_what_is_written_without_a_blank_is_not_cut_apart():
    text = f"{'filler ' * 40}a CA's {'x ' * 14}wanted {'x ' * 14}mq<qmgr>, {'filler ' * 40}"
    assert best_passage(text, {"wanted": 1.0}).text == f"… CA's {'x ' * 14}wanted {'x ' * 14}mq<qmgr>, …"


def test_a_long_chain_without_a_blank_is_cut():
    text = f"{'filler ' * 40}{'<'.join(['chain'] * 90)} wanted {'filler ' * 60}"
    assert len(best_passage(text, {"wanted": 1.0}).text) < 32 * len("filler ")
