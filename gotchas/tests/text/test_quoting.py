"""The passage that a correction quotes."""

from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.quoting import narrowed, place_of, selected

LINES = st.lists(st.sampled_from(["", "a", "b", "ab", "1. Look.", " "]), max_size=12).map("\n".join)


@given(LINES, LINES, st.integers(0, 40), st.integers(0, 40))
def test_putting_the_proposal_in_the_place_of_the_quote_gives_the_changed_text(text, new, one, other):
    start, end = sorted(min(n, len(text)) for n in (one, other))
    quoted, proposed = narrowed(text, start, end, new)
    assert text.replace(quoted, proposed, 1) == text[:start] + new + text[end:]
    assert place_of(text, quoted) or quoted == text


def test_only_the_lines_that_change_are_quoted():
    text = "1. Look.\n2. Set 1.10.\n3. Done."
    assert narrowed(text, 0, len(text), text.replace("1.10", "1.15")) == ("2. Set 1.10.", "2. Set 1.15.")


def test_a_line_that_stands_twice_is_quoted_with_its_neighbour():
    assert narrowed("a\nx\nb\nx", 6, 7, "y") == ("b\nx", "b\ny")
    assert narrowed("x\na\nx", 0, 1, "y") == ("x\na", "y\na")


def test_what_is_only_added_is_quoted_with_the_line_before_it():
    assert narrowed("a\nb", 1, 1, "\nnew") == ("a", "a\nnew")
    assert narrowed("", 0, 0, "new") == ("", "new")


def test_many_equal_lines_take_no_longer_than_their_number():
    text = "a\n" * 30_000
    assert narrowed(text, 30_000, 30_001, "b")[0] == text


def test_a_selection_is_found_without_the_signs_of_markdown():
    blocks = ["Intro", "Look. # ls key.kdb", "Change it, see x."]
    assert selected(blocks, "ls\u00a0KEY.kdb Change it,") == (1, 2)
    assert selected(blocks, "tro") == (0, 0)
    assert selected(blocks, "elsewhere") is None
    assert selected(blocks, " .,") is None
