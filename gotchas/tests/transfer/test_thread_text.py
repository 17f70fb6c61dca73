"""The saved post as a whole: what is taken of the made-up thread, and of the real one where it is at hand."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gotchas.tests.transfer.threads import MADE_UP, REAL, some_codes
from gotchas.transfer import thread_text
from gotchas.transfer.thread_text import ThreadFile, ThreadRefused, read_thread

POST = "Words before.\n1.1 One thing\nPlatform: All\nProblem description\nIt fails.\nSolution\nMend it.\n"
COMMENT = "July 4, 2007 at 1:38 am\nAnn\nhello\n"


def made_up(**changes: str) -> ThreadFile:
    text = MADE_UP.read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return read_thread(text.encode(), some_codes)


def said(thread: ThreadFile, verdict: str) -> list[tuple[int, str]]:
    return [(note.line, note.text) for note in thread.report if note.verdict == verdict]


def test_the_introduction_is_what_stands_before_the_first_item() -> None:
    introduction = made_up().introduction
    assert introduction.startswith("Petra Lund and I moved forty databases")
    assert introduction.endswith("Tell us what we got wrong…")
    assert introduction.count("\n\n") == 1


def test_items_come_with_number_title_kind_and_platforms_as_printed() -> None:
    items = made_up().items
    assert [item.source_number for item in items] == [f"3.{n}" for n in range(1, 9)]
    assert [item.kind for item in items] == ["problem"] * 3 + ["tip"] + ["problem"] * 4
    assert items[1].platforms == "Linux + AIX"
    assert items[1].platform_words == ("Linux", "AIX")
    assert items[2].platform_words == ("Windows", "Linux")
    assert items[6].platform_words == ("z/OS",)
    assert items[1].title == "ORA-29024 Certificate validation failure"
    assert [code.code for code in items[1].codes] == ["ORA-29024", "ORA-29024"]
    assert [item.line for item in items[:2]] == [3, 10]


def test_sections_go_where_their_headings_say() -> None:
    *_, tip, _, _, _, last = made_up().items
    assert (tip.problem, tip.solution) == ("", "")
    assert tip.tip.startswith("After a change of the wallet a reload is enough.")
    assert last.cause == "The script was copied from the manual."
    assert last.solution.endswith("50 % of our scripts did not.")


def test_sub_solutions_are_headings_and_no_items() -> None:
    solution = made_up().items[2].solution
    assert "### 3.3.1 One user for one name\n\n" in solution
    assert "### 3.3.2 A role for a group\n\n" in solution


def test_commands_are_code_with_their_typographic_quotes() -> None:
    first, _, users, *_ = made_up().items
    assert first.solution.endswith(
        "```\norapki wallet create -wallet <wallet directory> -auto_login -pwd <password>\n```"
    )
    assert (
        "```\nALTER USER scott_*ext* IDENTIFIED EXTERNALLY AS ’CN=scott,O=Lund,C=DK’;\n"
        "CREATE USER LUND IDENTIFIED GLOBALLY AS ’CN=lund’;\n```"
    ) in users.solution


def test_a_count_inside_an_item_does_not_end_the_post() -> None:
    thread = made_up()
    assert "7 comments" in thread.items[4].solution
    assert thread.declared == 14


def test_comments_come_with_author_local_time_and_lines() -> None:
    comments = made_up().comments
    assert [c.number for c in comments] == list(range(1, 15))
    assert [c.author for c in comments] == [
        "Tom Brandt", "Ana Ruiz", "Piet Maas", "Lena Holm", "Lena Holm", "plund", "Petra Lund", "Uwe Klein",
        "Mia Sand", "Uwe Klein", "Anonymous", "Ben Okoro", "Anonymous", "plund",
    ]  # fmt: skip
    assert comments[0].posted == datetime(2019, 3, 4, 8, 5)
    assert comments[1].posted == datetime(2019, 3, 5, 12, 10)
    assert comments[8].posted == datetime(2019, 3, 20, 16, 45)


def test_every_comment_is_exactly_its_lines_of_the_file() -> None:
    lines = MADE_UP.read_text().split("\n")
    thread = made_up()
    for comment in thread.comments:
        assert comment.text == "\n".join(lines[comment.line + 1 : comment.last_line])
        assert lines[comment.line] == comment.author
    taken = sum(comment.last_line - comment.line + 1 for comment in thread.comments)
    assert taken == len(lines) - 1 - lines.index("14 comments") - 2


def test_a_quoted_header_stays_in_the_text_and_is_reported() -> None:
    thread = made_up()
    assert "March 4, 2019 at 8:05 am\nTom Brandt\nI don’t" in thread.comments[11].text
    assert said(thread, "refused") == [
        (138, "header of 'Tom Brandt': it repeats line 75: quoted, kept as text of the comment above")
    ]


def test_dates_counts_and_headings_inside_comments_begin_nothing() -> None:
    comments = made_up().comments
    assert "3.7: this line begins like a heading" in comments[3].text
    assert ", Not Before: 2018/08/22 00:00:00," in comments[3].text
    assert "22 comments\nComments feed for this article" in comments[11].text


def test_the_declared_count_of_the_page_is_compared() -> None:
    thread = made_up(**{"14 comments\n": "16 comments\n"})
    line = MADE_UP.read_text().split("\n").index("14 comments") + 1
    assert not thread.complete
    assert (line, "16 comments declared, 15 found") in said(thread, "noted")


def test_a_doubtful_header_is_taken_when_the_count_needs_it() -> None:
    thread = made_up(**{"14 comments\n": "15 comments\n"})
    assert [c.line for c in thread.comments if c.author == "Tom Brandt"] == [75, 138]
    assert said(thread, "noted") == [(138, "header of 'Tom Brandt': it repeats line 75: taken all the same")]


@pytest.mark.parametrize("line", ["14 Responses to “A year of TCPS”", "14 thoughts on “A year of TCPS”"])
def test_other_blogs_write_the_count_in_other_words(line: str) -> None:
    assert made_up(**{"14 comments": line}).declared == 14


def test_without_a_count_the_first_header_ends_the_post() -> None:
    thread = read_thread((POST + COMMENT).encode())
    assert thread.declared is None
    assert [c.text for c in thread.comments] == ["hello"]
    assert thread.items[0].solution == "Mend it."
    assert said(thread, "noted") == [(8, "no line says how many comments there are; 1 found")]


def test_a_post_without_comments_is_taken() -> None:
    assert read_thread((POST + "\nNo comments\n").encode()).declared == 0
    assert read_thread(POST.encode()).comments == ()


def test_a_file_cut_short_is_not_complete() -> None:
    text = MADE_UP.read_bytes()
    assert read_thread(text).complete
    cut = read_thread(text[: text.index(b"March 20, 2019")])
    assert not cut.complete
    assert (cut.declared, cut.found) == (14, 7)


def test_a_comment_without_text_is_refused_alone() -> None:
    post = POST + "2 comments\n" + "July 4, 2007 at 1:38 am\nAnn\n\n" + COMMENT.replace("1:38", "2:38")
    thread = read_thread(post.encode())
    assert [(c.number, c.text) for c in thread.comments] == [(2, "hello")]
    assert said(thread, "refused") == [(9, "comment 1 of 'Ann' has no text")]
    assert thread.complete


def test_a_comment_that_is_too_long_is_refused_alone() -> None:
    long = "x" * (thread_text.COMMENT_TEXT_LIMIT + 1)
    post = f"{POST}2 comments\n{COMMENT}July 5, 2007 at 1:38 am\nBob\n{long}\n"
    thread = read_thread(post.encode())
    assert [c.author for c in thread.comments] == ["Ann"]
    assert said(thread, "refused")[0][1].startswith("comment 2 of 'Bob' has 65,537 bytes")


def test_lines_between_the_count_and_the_first_comment_are_reported() -> None:
    thread = read_thread((POST + "1 comment\nSubscribe now!\n" + COMMENT).encode())
    assert [c.text for c in thread.comments] == ["hello"]
    assert said(thread, "refused") == [(9, "1 line between the count and the first comment: not taken")]


def test_an_introduction_that_no_collection_holds_is_refused() -> None:
    with pytest.raises(ThreadRefused, match="line 1: the introduction is longer than 65,536 bytes"):
        read_thread(("words " * 12_000 + "\n" + POST).encode())


def test_thirty_thousand_comments_are_read_in_order() -> None:
    many = "".join(
        f"July {1 + n // 1440 % 28}, {2000 + n // 40320} at {n // 60 % 12 or 12}:{n % 60:02} "
        f"{'ap'[n // 720 % 2]}m\nAnn {n}\ntext {n}\n"
        for n in range(30_000)
    )
    thread = read_thread(f"{POST}30,000 comments\n{many}".encode())
    assert len(thread.comments) == 30_000
    assert thread.comments[-1].text == "text 29999"
    assert thread.report == ()


def test_too_many_comments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_text, "COMMENT_LIMIT", 1)
    with pytest.raises(ThreadRefused, match="line 11: more than 1 comments"):
        read_thread((POST + COMMENT + COMMENT.replace("4,", "5,")).encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with_post = POST.encode() + data
    for candidate in (data, with_post):
        try:
            read_thread(candidate)
        except ThreadRefused as refused:
            assert "\n" not in str(refused)


LINES = MADE_UP.read_text().split("\n")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=120))
def test_whatever_the_order_of_lines_texts_stay_as_they_were(lines: list[str]) -> None:
    whole = "\n".join([*POST.split("\n")[:-1], *lines])
    try:
        thread = read_thread(whole.encode())
    except ThreadRefused:  # a count of comments with none below it: nothing is taken, so nothing is changed
        return
    for comment in thread.comments:
        assert f"{comment.author}\n" in whole
        assert comment.text in whole
    numbers = [comment.line for comment in thread.comments]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("path", REAL)
def test_the_real_thread_is_taken_whole(path: Path) -> None:
    thread = read_thread(path.read_bytes(), some_codes)
    lines = path.read_text().split("\n")
    assert [item.source_number for item in thread.items] == [f"1.{n}" for n in range(1, 21)]
    assert (thread.declared, len(thread.comments), thread.report) == (22, 22, ())
    assert [item.kind for item in thread.items].count("tip") == 1
    for comment in thread.comments:
        assert comment.text == "\n".join(lines[comment.line + 1 : comment.last_line])
    seen = [code for item in thread.items for code in item.codes]
    seen += [code for comment in thread.comments for code in comment.codes]
    assert len({(code.family, code.code) for code in seen}) == 12
    assert (thread.comments[0].posted, thread.comments[-1].posted) == (
        datetime(2007, 7, 4, 1, 38),
        datetime(2008, 2, 18, 15, 22),
    )
