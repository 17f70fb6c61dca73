"""Headings that begin an item, and lines that only look like one."""

import pytest

from gotchas.transfer import thread_items
from gotchas.transfer.thread_items import first_item, items
from gotchas.transfer.thread_records import Note, ThreadItem, ThreadRefused


def read(text: str) -> tuple[list[ThreadItem], list[Note]]:
    lines = text.split("\n")
    return items(lines, first_item(lines), len(lines))


def item(number: str, body: str = "Problem\nIt fails.\nSolution\nMend it.", platform: str = "All") -> str:
    return f"{number} Title of {number}\nPlatform: {platform}\n{body}\n"


def numbers(text: str) -> list[str]:
    return [one.source_number for one in read(text)[0]]


def test_a_table_of_contents_begins_no_item() -> None:
    assert numbers("1.1 One\n1.2 Two\n" + item("1.1") + item("1.2")) == ["1.1", "1.2"]


def test_a_version_at_the_start_of_a_line_begins_no_item() -> None:
    text = item("1.1", "Solution\n6.0 is enough.\n2.4 GHz too.") + item("1.2")
    taken, notes = read(text)
    assert [one.source_number for one in taken] == ["1.1", "1.2"]
    assert "6.0 is enough." in taken[0].solution
    assert notes == []


def test_the_next_number_without_a_platform_is_reported() -> None:
    _, notes = read(item("1.1", "Solution\nas in\n1.2 Something"))
    assert [(note.line, note.verdict) for note in notes] == [(5, "refused")]
    assert notes[0].text == "1.2 begins a line but no 'Platform:' follows: kept as text"


def test_a_number_that_was_there_begins_no_second_item() -> None:
    taken, notes = read(item("1.1") + item("1.2") + item("1.1"))
    assert [one.source_number for one in taken] == ["1.1", "1.2"]
    assert "Platform: All" in taken[1].solution
    assert notes[0].text.startswith("1.1 is not after 1.2")


def test_the_same_number_twice_in_a_row_is_one_item() -> None:
    assert numbers(item("1.1") + item("1.1") + item("1.2")) == ["1.1", "1.2"]


def test_numbers_may_have_gaps_and_a_second_chapter() -> None:
    assert numbers(item("1.1") + item("1.3") + item("2.1")) == ["1.1", "1.3", "2.1"]


def test_a_blank_line_may_stand_above_the_platform() -> None:
    assert numbers("1.1 One\n\nPlatforms: z/OS\nTip\nDo.") == ["1.1"]


def test_text_before_the_first_section_is_taken_as_the_problem() -> None:
    taken, notes = read(item("1.1", "It fails.\nSolution\nMend it."))
    assert taken[0].problem == "It fails."
    assert [note.text for note in notes] == ["text before the first section of 1.1: taken as problem"]


def test_a_section_word_used_twice_stays_as_text() -> None:
    taken, notes = read(item("1.1", "Problem\nNo\nSolution\nA\nSolution\nB"))
    assert taken[0].solution == "A\n\nSolution\n\nB"
    assert [note.text for note in notes] == ["a second 'Solution' in 1.1: kept as text"]


def test_an_item_without_solution_is_noted() -> None:
    assert read(item("1.1", "Problem\nIt fails."))[1][0].text == "1.1 has no solution and no tip"


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Windows + Unix", ("Windows", "Unix")),
        ("Windows and Unix", ("Windows", "Unix")),
        ("z/OS", ("z/OS",)),
        ("AIX, Linux & IBM i", ("AIX", "Linux", "IBM i")),
        ("", ()),
    ],
)
def test_platforms_are_split_at_plus_and_and_comma(printed: str, words: tuple[str, ...]) -> None:
    taken = read(item("1.1", platform=printed))[0][0]
    assert (taken.platforms, taken.platform_words) == (printed, words)


def test_a_file_without_items_is_refused() -> None:
    with pytest.raises(ThreadRefused, match="no numbered item found"):
        first_item(["1.1 One", "no platform", "here"])


def test_too_many_items_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_items, "ITEM_LIMIT", 1)
    with pytest.raises(ThreadRefused, match="line 7: more than 1 items"):
        read(item("1.1") + item("1.2"))


def test_a_section_that_no_article_holds_is_refused() -> None:
    with pytest.raises(ThreadRefused, match=r"line 1: the solution of 1\.1 is longer than 65,536 bytes"):
        read(item("1.1", "Solution\n" + "x" * 65_537))


def test_an_item_far_too_long_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(ThreadRefused, match=r"line 1: the text of 1\.1 is longer"):
        read(item("1.1", "Solution\n" + "Solution\n" * 40_000))


def test_a_title_that_no_gotcha_holds_is_refused() -> None:
    with pytest.raises(ThreadRefused, match=r"line 1: the title of 1\.1 has 201 characters, over 200"):
        read("1.1 " + "x" * 201 + "\nPlatform: All\nTip\nDo.")
