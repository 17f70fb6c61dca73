"""Pages cut from a thread, and the tree of one page."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import paging, paths


@dataclass(frozen=True)
class Row:
    path: str


def row(*segments: int) -> Row:
    return Row("".join(f"{n:0{paths.SEGMENT}}" for n in segments))


threads = st.sets(
    st.lists(st.integers(0, 3), min_size=1, max_size=paths.DEPTH).map(lambda ns: row(*ns)), max_size=60
).map(lambda rows: sorted(rows, key=lambda row: row.path))


@given(threads)
def test_no_row_is_lost_and_the_order_stays(rows: list[Row]) -> None:
    assert list(paging.flat(paging.nest(rows))) == rows


@given(threads)
def test_a_row_hangs_below_the_nearest_row_that_its_path_continues(rows: list[Row]) -> None:
    def check(node: paging.Node[Row]) -> None:
        for reply in node.replies:
            above = [r for r in rows if r != reply.row and reply.row.path.startswith(r.path)]
            assert node.row == max(above, key=lambda r: len(r.path))
            check(reply)

    for top in paging.nest(rows):
        assert not any(r != top.row and top.row.path.startswith(r.path) for r in rows)
        check(top)


@given(threads)
def test_the_sizes_of_the_tops_and_the_tops_are_all_rows(rows: list[Row]) -> None:
    assert sum(1 + node.size for node in paging.nest(rows)) == len(rows)


def test_a_page_that_begins_inside_a_conversation_shows_its_rows_on_top_level() -> None:
    nodes = paging.nest([row(1, 1, 2), row(1, 1, 2, 1), row(1, 2), row(2)])
    assert [(node.row, node.size) for node in nodes] == [(row(1, 1, 2), 1), (row(1, 2), 0), (row(2), 0)]


@pytest.mark.parametrize(
    ("in_thread", "in_conversation", "begins"),
    [
        (0, 0, "thread"),
        (paging.PAGE - 1, 3, "thread"),
        (paging.PAGE, 0, "conversation"),
        (paging.PAGE, paging.PAGE - 1, "conversation"),
        (paging.PAGE, paging.PAGE, "comment"),
    ],
)
def test_a_comment_is_looked_up_on_the_first_page_or_on_one_that_begins_near_it(
    in_thread: int, in_conversation: int, begins: str
) -> None:
    assert paging.beginning(in_thread, in_conversation) == begins


@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=60))
def test_a_page_ends_before_its_html_is_too_long_and_holds_one_comment_at_least(sizes: list[int]) -> None:
    fit = paging.fitting(sizes)
    assert 1 <= fit <= min(len(sizes), paging.PAGE)
    assert fit == 1 or sum(sizes[:fit]) <= paging.PAGE_CHARACTERS
    if fit < min(len(sizes), paging.PAGE):
        assert sum(sizes[: fit + 1]) > paging.PAGE_CHARACTERS
