"""Two changes of one text in one, and where a passage stands now."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text import diffs
from gotchas.text import merge as merging
from gotchas.text.merge import Conflict, applied, carried_to, edits, merge, now_at
from gotchas.text.quoting import narrowed

WORDS = st.sampled_from(["a", "b", "c", " ", " ", "\n", "1.15", "SSLTASKS(8)", "e\u0301", "-pw\t", "\ud800"])
TEXTS = st.lists(WORDS, max_size=40).map("".join)
LINES = st.lists(st.text("ab ", max_size=6), min_size=1, max_size=8).map("\n".join)

STEPS = "1. Stop the channel.\n2. Set SSLTASKS(5).\n3. Start the channel.\n"


@given(TEXTS, TEXTS)
def test_edits_lead_from_any_text_to_any_other(old: str, new: str) -> None:
    text, at = "", 0
    for edit in edits(old, new):
        assert edit.start >= at
        assert old[edit.start : edit.end] != edit.text
        text += old[at : edit.start] + edit.text
        at = edit.end
    assert text + old[at:] == new


@given(TEXTS, TEXTS)
def test_no_change_on_one_side_gives_the_other(base: str, other: str) -> None:
    assert merge(base, base, other).text == merge(base, other, base).text == other
    assert merge(base, other, other).text == other


@given(TEXTS, TEXTS, TEXTS)
def test_a_merge_holds_both_sides_whole_and_has_no_order(base: str, ours: str, theirs: str) -> None:
    both, swapped = merge(base, ours, theirs), merge(base, theirs, ours)
    assert both.text == swapped.text
    assert (both.ours, both.theirs) == (swapped.theirs, swapped.ours)
    assert both.conflicts == tuple(Conflict(c.base, c.theirs, c.ours) for c in swapped.conflicts)
    for conflict in both.conflicts:
        assert len({conflict.base, conflict.ours, conflict.theirs}) == 3


@given(TEXTS, TEXTS, TEXTS)
def test_what_one_side_changed_is_in_the_merge_or_in_a_conflict(base: str, ours: str, theirs: str) -> None:
    for side, kept in ((ours, merge(base, ours, theirs).ours), (theirs, merge(base, ours, theirs).theirs)):
        for edit in edits(base, side):
            assert edit.text in kept


@given(st.lists(st.sampled_from("abcdef"), min_size=5, max_size=30), st.data())
def test_unrelated_changes_commute(words: list[str], data: st.DataObject) -> None:
    """Every word is another one, so that a changed place is told from its neighbours."""
    words = [f"{word}{n}" for n, word in enumerate(words)]
    first = data.draw(st.integers(0, len(words) - 3))
    second = data.draw(st.integers(first + 2, len(words) - 1))
    base = " ".join(words)
    one = " ".join([*words[:first], "X", *words[first + 1 :]])
    two = " ".join([*words[:second], *words[second + 1 :]])
    after_one = merge(base, one, two).text
    assert after_one == merge(base, two, one).text
    assert after_one is not None
    assert merge(one, after_one, one).text == after_one
    assert after_one.split() == [*words[:first], "X", *words[first + 1 : second], *words[second + 1 :]]


@given(LINES, st.data())
def test_a_correction_of_the_text_that_it_was_made_on_gives_what_was_proposed(
    base: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(base)))
    end = data.draw(st.integers(start, len(base)))
    wanted = base[:start] + data.draw(st.text("abc \n", max_size=8)) + base[end:]
    quoted, proposed = narrowed(base, 0, len(base), wanted)
    if base.strip():
        theirs = applied(base, quoted, proposed)
        assert theirs == wanted
        assert merge(base, base, theirs).text == wanted


def test_ten_corrections_of_one_text_come_to_the_same_in_every_order() -> None:
    base = "\n".join(f"{n}. Do the thing number {n} now." for n in range(10))
    forward = backward = base
    for n in range(10):
        forward = merge(base, forward, base.replace(f"number {n} ", f"numero {n} ")).text or ""
        backward = merge(base, backward, base.replace(f"number {9 - n} ", f"numero {9 - n} ")).text or ""
    assert forward == backward == base.replace("number", "numero")


def test_a_changed_number_and_another_step_go_together() -> None:
    ours = STEPS.replace("Stop", "Quiesce")
    assert merge(STEPS, ours, STEPS.replace("(5)", "(8)")).text == ours.replace("(5)", "(8)")


def test_two_changes_of_one_word_are_a_conflict_with_three_texts() -> None:
    found = merge(STEPS, STEPS.replace("(5)", "(6)"), STEPS.replace("(5)", "(8)"))
    assert found.text is None
    assert found.conflicts == (Conflict("SSLTASKS(5).", "SSLTASKS(6).", "SSLTASKS(8)."),)
    assert found.base == STEPS
    assert found.theirs == STEPS.replace("(5)", "(8)")


def test_changes_with_no_word_between_them_are_not_put_together() -> None:
    base = "Use 1.15 on AIX here."
    assert merge(base, "Use 2.15 on AIX here.", "Use 1.16 on AIX here.").conflicts
    assert merge(base, "Use 1.15 off AIX here.", "Use 1.15 on Linux here.").conflicts
    assert merge(base, "Use 1.16 on AIX here.", "Use 1.15 on Linux here.").text == "Use 1.16 on Linux here."


def test_two_additions_at_one_place_are_a_conflict_unless_they_are_the_same() -> None:
    assert merge("a b", "a x b", "a y b").conflicts == (Conflict("", "x ", "y "),)
    assert merge("a b", "a x b", "a x b").text == "a x b"


def test_a_passage_is_found_where_it_was_moved_to() -> None:
    line = "2. Set SSLTASKS(5).\n"
    moved = STEPS.replace(line, "") + "\n" + line
    place = now_at(line, STEPS, moved)
    assert place and moved[place[0] : place[1]] == line


def test_of_two_like_passages_the_one_between_the_same_lines_is_meant() -> None:
    base = "On AIX:\nstart it\nOn Linux:\nrun it"
    text = "start it\n\nOn AIX:\nstart it\nOn Linux:\nrun it"
    place = now_at("start it", base, text)
    assert place and text[: place[0]].endswith("On AIX:\n")
    assert now_at("start it", base, "start it\nthen\nstart it") is None


def test_a_passage_is_found_among_other_line_ends() -> None:
    text = "First stop\nthe  channel, then start\nit."
    place = now_at("the channel, then start it.", "", text)
    assert place and text[place[0] : place[1]] == "the  channel, then start\nit."
    assert now_at("channel", "", "the channels") is not None
    assert now_at("a  b", "", "a\nb and a\tb") is None


def test_a_change_follows_its_passage_unless_something_new_stands_beside_it() -> None:
    line, base = "2. Set it.", "1. Stop.\n2. Set it.\n3. Start."
    more = f"{line}\n2. Check it."
    for text, is_free in (
        ("1. Stop.\n3. Start.\n2. Set it.", True),
        ("2. Set it.\n\n3. Start.\n1. Stop.", True),
        ("Then:\n2. Set it.\n3. Start.", True),
        ("1. Stop.\n2. Set it.\n2. Look at it.\n3. Start.", False),
        ("3. Begin.\n2. Set it.", False),
    ):
        assert bool(carried_to(line, more, base, text)) == is_free, text
        assert bool(carried_to(line, "2. Set them.", base, text)) == is_free, text
        assert carried_to(line, "2. Put it.", base, text), text


def test_beside_an_erased_base_words_are_changed_but_nothing_is_added() -> None:
    assert carried_to("2. Set it.", "2. Set them.", None, "1. Stop.\n2. Set it.\n3. Start.")
    assert carried_to("2. Set it.", "2. Set it.\n3. End.", None, "1. Stop.\n2. Set it.")
    assert carried_to("2. Set it.", "2. Set it.\n3. End.", None, "2. Set it.\n3. Start.") is None


def test_a_passage_that_is_gone_changed_or_empty_has_no_place() -> None:
    for quoted, text in (("Set it", "Put it"), ("", "text"), (" \n", "a \n b")):
        assert now_at(quoted, text, text.replace("Set", "Put")) is None
    assert applied("a a", "a", "b") is None
    assert applied("", "", "b") == "b"
    assert applied("a", "", "b") is None


@contextmanager
def no_time() -> Iterator[None]:
    """As if the search for what changed had to end at once, as it does in crafted texts after a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "SECONDS", -1.0)
        patch.setattr(merging, "_SECONDS_FOR_LINES", -1.0)
        yield


@given(TEXTS, TEXTS, TEXTS)
def test_without_time_to_compare_nothing_is_lost_and_nothing_guessed(
    base: str, ours: str, theirs: str
) -> None:
    with no_time():
        both, swapped = merge(base, ours, theirs), merge(base, theirs, ours)
        assert merge(base, base, theirs).text == theirs
    assert both.text == swapped.text
    for side, kept in ((ours, both.ours), (theirs, both.theirs)):
        assert all(edit.text in kept for edit in edits(base, side))
    if both.text is None:
        assert both.conflicts == tuple(Conflict(c.base, c.theirs, c.ours) for c in swapped.conflicts)


def test_without_time_one_change_on_each_side_is_still_merged() -> None:
    words = [f"word{n}" for n in range(8_000)]
    mine, yours, both = words.copy(), words.copy(), words.copy()
    mine[10] = both[10] = "MINE"
    yours[7_000] = both[7_000] = "YOURS"
    with no_time():
        merged = merge(" ".join(words), " ".join(mine), " ".join(yours))
    assert merged.text == " ".join(both)


def test_without_time_changes_around_another_are_a_conflict_with_all_three_texts() -> None:
    base = "a b c d e f g"
    with no_time():
        merged = merge(base, "A b c d e f G", "a b c D e f g")
    assert merged.conflicts == (Conflict(base, "A b c d e f G", "a b c D e f g"),)
    assert merge(base, "A b c d e f G", "a b c D e f g").text == "A b c D e f G"


def test_crafted_texts_are_compared_no_longer_than_promised(monkeypatch) -> None:
    """Without time left the search ends, and what was not compared is a conflict or taken whole."""
    given: list[float] = []

    def counted(self, old: str, new: str, checklines: bool, deadline: float) -> list[tuple[int, str]]:
        given.append(deadline)
        return [(-1, old), (1, new)]

    monkeypatch.setattr(diffs._library.diff_match_patch, "diff_main", counted)
    now = diffs.time.time()
    merge("a b\n" * 16_000, "b a\n" * 16_000, "a a\n" * 16_000)
    assert len(given) == 4
    assert all(deadline <= now + 5 + merging.SECONDS for deadline in given)
