"""A difference as two columns."""

from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.diffs import word_diff
from gotchas.text.side_by_side import AROUND, EMPTY, rows

TEXTS = st.lists(st.sampled_from(["", "a", "b", "a b", "1. Look."]), max_size=10).map("\n".join)


def shown(old, new):
    return [
        ["".join(piece.text for piece in side) if side is not None else None for side in (row.old, row.new)]
        for row in rows(word_diff(old, new))
    ]


def test_a_changed_line_stands_beside_what_it_became():
    assert shown("a\nb\nc", "a\nx\nc") == [["a", "a"], ["b", "x"], ["c", "c"]]


def test_what_came_or_went_has_nothing_beside_it():
    assert shown("a\nb\nc", "a\nc") == [["a", "a"], ["b", None], ["c", "c"]]
    assert shown("a", "a\nnew") == [["a", "a"], [None, "new"]]
    assert shown("a\nb", "a\n\nb") == [["a", "a"], [None, EMPTY], ["b", "b"]]


def test_lines_far_from_a_change_are_counted_only():
    old = "\n".join("abcdefghijk")
    found = rows(word_diff(old, old.replace("a", "A") + "\nnew"))
    assert [row.left_out for row in found if row.left_out] == [10 - 2 * AROUND]


@given(TEXTS, TEXTS)
def test_each_column_holds_its_text_line_by_line(old, new):
    found = rows(word_diff(old, new))
    for side, text in (("old", old), ("new", new)):
        lines = text.split("\n")
        at = 0
        for row in found:
            if row.left_out:
                at += row.left_out
            elif (line := getattr(row, side)) is not None:
                assert "".join(p.text for p in line).replace(EMPTY, "") == lines[at]
                at += 1
        assert at == len(lines)
