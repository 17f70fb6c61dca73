"""From bytes to lines: encodings, line ends, and files that are no texts."""

import pytest

from gotchas.transfer import thread_bytes
from gotchas.transfer.thread_bytes import lines_of
from gotchas.transfer.thread_records import ThreadRefused

TEXT = "J\u00fcrgen\nsays \u2019so\u2019\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_and_without_a_mark(encoding: str) -> None:
    lines, notes = lines_of(TEXT.encode(encoding))
    assert lines == TEXT.split("\n")
    assert notes == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_each_line_end_ends_a_line(end: str, encoding: str) -> None:
    assert lines_of(TEXT.replace("\n", end).encode(encoding))[0] == TEXT.split("\n")


def test_other_unicode_line_separators_stay_in_the_line() -> None:
    assert lines_of("a\u2028b\u2029c\n".encode())[0] == ["a\u2028b\u2029c", ""]


def test_windows_1252_is_read_and_said() -> None:
    lines, notes = lines_of(TEXT.encode("cp1252"))
    assert lines == TEXT.split("\n")
    assert [(n.line, n.verdict, n.text) for n in notes] == [
        (1, "noted", "not UTF-8, read as Windows-1252: lines 1, 2")
    ]


def test_in_a_mixed_file_only_the_lines_that_are_wrong_are_read_otherwise() -> None:
    lines, notes = lines_of(b"J\xc3\xbcrgen\nJ\xfcrgen\n\x81\x8d\n")
    assert lines[:2] == ["J\u00fcrgen", "J\u00fcrgen"]
    assert notes[0].text == "not UTF-8, read as Windows-1252: lines 2, 3"


def test_many_wrong_lines_are_counted() -> None:
    assert lines_of(b"\xfc\n" * 9)[1][0].text.endswith("lines 1, 2, 3, 4, 5 and 4 more")


def test_control_characters_are_shown_and_said() -> None:
    lines, notes = lines_of("a\x1b[31mb\ttab\x0c\n\ufffe\n".encode())
    assert lines[:2] == ["a\ufffd[31mb\ttab\ufffd", "\ufffd"]
    assert notes[0].text == "control characters, shown as \ufffd: lines 1, 2"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n", "the file is empty"),
        (b"one\ntw\x00o\n", "line 2: a NUL character"),
        ("text".encode("utf-16-le"), "line 1: a NUL character: this is not a text file"),
        (b"\xff\xfea", "says UTF-16 but is not"),
        (b"<!DOCTYPE html><title>x</title>", "this is HTML; save it as text"),
        (b"\n  <HTML>", "this is HTML; save it as text"),
        ("<html>".encode("utf-16"), "this is HTML; save it as text"),
        (b'<?xml version="1.0"?><rss>', "this is HTML"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "web archive"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04", "word processor"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(ThreadRefused, match=why):
        lines_of(data)


def test_a_text_that_speaks_of_html_is_a_text() -> None:
    assert lines_of(b"The tag <html> is missing.\n")[0] == ["The tag <html> is missing.", ""]


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(ThreadRefused, match="more than the 16,000,000 bytes"):
        lines_of(b"x" * (thread_bytes.THREAD_LIMIT + 1))


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(ThreadRefused, match="more than 1,000,000 lines"):
        lines_of(b"\n" * thread_bytes.LINE_LIMIT)
