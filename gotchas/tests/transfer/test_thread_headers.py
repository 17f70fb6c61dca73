"""Which date lines begin a comment, and which are quoted."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.transfer.thread_headers import CommentsStart, Header, comments_start, headers, posted_at
from gotchas.transfer.thread_records import Note, ThreadRefused


def authors(page: str, declared: int | None) -> list[str]:
    return [header.author for header in read(page, declared)[0]]


def read(page: str, declared: int | None) -> tuple[list[Header], list[Note]]:
    lines = page.strip("\n").split("\n")
    return headers(lines, CommentsStart(0, 0, declared))


def at(day: int, author: str, text: str = "words", year: int = 2007) -> str:
    return f"July {day}, {year} at 1:38 am\n{author}\n{text}\n"


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("July 4, 2007 at 1:38 am", datetime(2007, 7, 4, 1, 38)),
        ("August 22, 2007 at 2:45 pm", datetime(2007, 8, 22, 14, 45)),
        ("October 15, 2007 at 12:57 pm", datetime(2007, 10, 15, 12, 57)),
        ("May 1, 2007 at 12:05 am", datetime(2007, 5, 1, 0, 5)),
        ("  February 29, 2008 at 1:00 PM ", datetime(2008, 2, 29, 13, 0)),
    ],
)
def test_a_date_line_names_a_local_time(line: str, time: datetime) -> None:
    assert posted_at(line) == time


@pytest.mark.parametrize(
    "line",
    [
        "10/17/07 10:55:00",
        "2007/08/22 00:00:00",
        "On July 4, 2007 at 1:38 am",
        "July 4, 2007 at 1:38 am Neil wrote:",
        "July 4, 2007",
        "February 30, 2007 at 1:00 pm",
        "July 4, 2007 at 13:38 pm",
        "July 4, 2007 at 0:38 am",
        "July 4, 0007 at 1:38 am",
        "July 4, 9999 at 1:38 am",
        "July \u0664, 2007 at 1:38 am",
    ],
)
def test_other_dates_are_no_date_lines(line: str) -> None:
    assert posted_at(line) is None


def test_a_date_line_needs_a_name_below_it() -> None:
    taken, notes = read(at(4, "Ann", "it said\nJuly 5, 2007 at 1:00 am\n\nand stopped"), 1)
    assert [header.author for header in taken] == ["Ann"]
    assert [(note.line, note.verdict) for note in notes] == [(4, "refused")]


def test_a_time_that_does_not_exist_is_reported() -> None:
    _, notes = read(at(4, "Ann", "February 30, 2008 at 1:00 pm\nBob\nhe said"), 1)
    assert [note.text for note in notes] == ["a date line with a time that does not exist: kept as text"]


def test_a_quoted_header_of_another_page_goes_back_in_time() -> None:
    page = at(4, "Ann") + at(9, "Bob", "see\n" + at(2, "Admin", "I said this")) + at(10, "Cay")
    assert authors(page, 3) == ["Ann", "Bob", "Cay"]


def test_a_forged_header_of_the_future_does_not_cost_the_real_ones() -> None:
    page = at(4, "Ann", "see\n" + at(1, "Admin", "I said this", year=2030)) + at(5, "Bob") + at(6, "Cay")
    assert authors(page, 3) == ["Ann", "Bob", "Cay"]


def test_a_quotation_is_known_by_what_stands_below_its_date() -> None:
    page = at(4, "Ann") + at(9, "Bob", "July 9, 2007 at 2:00 am\nit stopped, and so did I:") + at(10, "Cay")
    assert authors(page, 3) == ["Ann", "Bob", "Cay"]


def test_a_page_nested_by_reply_keeps_every_header() -> None:
    days = [1, 9, 2, 8, 3, 7]
    page = "".join(at(day, f"A{day}") for day in days)
    assert authors(page, 6) == [f"A{day}" for day in days]
    assert authors(page, None) == [f"A{day}" for day in days]


def test_of_a_nested_page_the_most_doubtful_header_goes() -> None:
    page = "".join(at(day, f"A{day}") for day in [1, 9, 2, 8]) + at(9, "A9", "quoted") + at(7, "A7")
    assert authors(page, 5) == ["A1", "A9", "A2", "A8", "A7"]


def test_two_equally_doubtful_headers_are_reported_as_ambiguous() -> None:
    page = at(5, "Ann") + at(9, "Bob") + at(3, "Cay") + at(4, "Dan")
    notes = read(page, 3)[1]
    assert any(note.text.startswith("ambiguous") for note in notes)


def test_more_headers_than_declared_are_all_taken_when_none_is_doubtful() -> None:
    taken, notes = read(at(4, "Ann") + at(5, "Bob"), 1)
    assert len(taken) == 2
    assert [note.text for note in notes] == ["1 comments declared, 2 found"]


def test_the_same_person_may_post_twice_in_a_minute() -> None:
    page = at(4, "Ann", "one") + at(4, "Ann", "two") + at(5, "Bob", at(4, "Ann", "quoted"))
    assert authors(page, 3) == ["Ann", "Ann", "Bob"]
    assert authors(page, None) == ["Ann", "Ann", "Bob"]


def test_a_count_ends_the_post_only_where_a_comment_follows() -> None:
    lines = [
        "3 comments",
        "in prose",
        "more",
        "and more",
        "and more",
        "2 comments",
        "",
        *at(4, "Ann").split("\n"),
    ]
    assert comments_start(lines, 0) == CommentsStart(5, 6, 2)


@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from("ABC"), st.sampled_from(["x", "July 1"]))))
def test_when_the_count_agrees_every_header_is_taken(given_: list[tuple[int, str, str]]) -> None:
    page = "".join(at(day, author, text) for day, author, text in given_)
    assert authors(page, len(given_)) == [author for _, author, _ in given_]


BROKEN = """
the end of the post
2 comments
Comments feed for this article
{}
Ann
four
lines
of
words
July 5, 2007 at 1:38 am
Bob
words"""


@pytest.mark.parametrize("broken", ["Juli 4, 2007 at 1:38 am", "July 44, 2007 at 1:38 am", "yesterday"])
def test_a_page_whose_first_comment_has_no_readable_date_is_refused(broken: str) -> None:
    with pytest.raises(ThreadRefused, match=r'line 4: after "2 comments" no comment begins'):
        comments_start(BROKEN.format(broken).split("\n"), 0)


def test_a_page_without_comments_and_without_a_count_says_so() -> None:
    _, notes = read("the end of the post", None)
    assert [note.text for note in notes] == ["no line says how many comments there are; none found"]
