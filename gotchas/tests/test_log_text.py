"""A log's text from its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.log_text import read_log, tidy


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("AMQ9637E für".encode(), "AMQ9637E für", "UTF-8"),
        (b"\xef\xbb\xbfAMQ9637E", "AMQ9637E", "UTF-8"),
        ("AMQ9637E für".encode("latin-1"), "AMQ9637E für", "Latin-1"),
        ("AMQ9637E für\r\nx".encode("utf-16"), "AMQ9637E für\nx", "UTF-16"),
        (b"\xfe\xff" + "AMQ9637E".encode("utf-16-be"), "AMQ9637E", "UTF-16"),
        ("AMQ9637E: cut".encode("utf-16-le"), "AMQ9637E: cut", "UTF-16"),
        ("AMQ9637E: cut".encode("utf-16-be"), "AMQ9637E: cut", "UTF-16"),
        ("AMQ9637E".encode("utf-32"), "AMQ9637E", "UTF-32"),
        (b"", "", "UTF-8"),
    ],
)
def test_the_encoding_is_found_out_and_told(data: bytes, text: str, encoding: str):
    log = read_log(data)
    assert (log.text, log.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("\x1b[31mAMQ\x1b[1;32m9637E\x1b[0m", "AMQ9637E"),
        ("\x1b]0;title\x07AMQ9637E", "AMQ9637E"),
        ("A\x00M\x00Q\x009", "AMQ9"),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("tab\tstays\x0bpage\x0c", "tab\tstays page "),
        ("half \ud800 of a pair", "half \ufffd of a pair"),
        ("one\u2028two\u2029three\x85four\r\r\nfive", "one\ntwo\nthree\nfour\nfive"),
        ("\x1b[", " ["),
    ],
)
def test_what_a_terminal_left_in_a_text_is_taken_out_and_lines_stay(text: str, tidied: str):
    assert tidy(text) == tidied


@given(st.binary(max_size=400))
def test_every_bytes_are_a_text_that_can_be_stored_and_sent(data: bytes):
    text = read_log(data).text
    text.encode("utf-8")
    assert not set(text) & {"\x00", "\x1b", "\r"}


@given(st.text(max_size=300))
def test_no_line_is_lost_or_made(text: str):
    text = text.replace("\x1b", "").replace("\r", "")
    assert tidy(text).count("\n") == sum(map(text.count, "\n\x85\u2028\u2029"))
