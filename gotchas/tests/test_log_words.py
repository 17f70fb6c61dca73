"""Words of a log that are spelled like a stored code, and the places they stand in."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gotchas.tests.text.tables import recogniser
from gotchas.text import log_words
from gotchas.text.candidates import candidates
from gotchas.text.log_codes import around, is_message, places, unknown_words, words_of_message
from gotchas.text.log_components import component_of
from gotchas.text.log_lines import LINE_LIMIT, error_lines
from gotchas.text.log_words import COLD, LogWords, worth_it
from gotchas.text.logs import finds_in_log
from gotchas.text.near_keys import near_keys

NOISE = (
    '10.2.3.4 - - [14/Mar/2024:10:24:25 +0000] "GET /static/app.4cebc0.js HTTP/1.1" 304 0',
    "2024-01-28T03:23:42.771Z GC pause 289ms, heap 5039M -> 49M",
    "UTF8 charset, ISO8601 dates, RFC2616 parser",
    '    at com.example.Poller.run(Poller.java:5955) File "/srv/x.py", line 3029',
    "X-Request-Id: 6033aa13-2c8d-23b7-82ca-108548c3c254",
)
CODES = (
    "AMQ9637E: no certificate", "error[E0308]: mismatched", "ERROR 1819 (HY000): no", "rc=2059",
    "reason code 2393", "X'0959'", "550 5.7.1 refused", "ORA 01017", "CKV_AWS_295", "fields.E305",
    "com.example.KBX-1234", "SQLCODE=-805", "ENOENT", "0x80070005", "-2147024891", "Fehler: 1045",
    "error code: E12", "status 404", "msg-id SC-7", "SQL state: 42803", "  code: '2202E',",
    "vendorErrorCode: 1205", "[MY-001062]", "[Errno 13]",
    "Last_SQL_Errno: 1545", 'OperationalError: (1205, "Lock")', "UTC [12] app@shop 42803 ERROR:  no", "-x",
)  # fmt: skip
ASCII = st.characters(max_codepoint=126)
log_lines = st.lists(
    st.one_of(st.sampled_from([*NOISE, *CODES]), st.text(ASCII, max_size=60)), min_size=6, max_size=30
).map("\n".join)


def slowly(text: str) -> set[tuple[str, int, int]]:
    """All words of every line, read closely."""
    found = set()
    start = 0
    for line in text.split("\n"):
        for word in candidates(line + "\n"):
            plain = word.written.lstrip("+-")
            is_cold = COLD.fullmatch(plain) and not plain.isdigit()
            if word.strong and worth_it(line, word) and not is_cold:
                found.add((word.key, word.start + start, word.end + start))
        start += len(line) + 1
    return found


@given(log_lines)
@example("\n".join([*NOISE, "MQ", "rc=2059"]))
def test_looking_words_up_first_finds_what_reading_every_line_finds(text: str):
    everything = {key for key, _, _ in slowly(text)}
    found = LogWords(text).stored_as(everything)
    assert {(word.key, word.start, word.end) for word in found} >= slowly(text)
    assert all(word.written == text[word.start : word.end] for word in found)


@pytest.mark.parametrize("code", CODES[:-1])
def test_every_way_to_write_a_code_is_found_in_a_log(code: str):
    text = "\n".join([*NOISE, code, *NOISE])
    assert {word[0] for word in slowly(code)} <= set(LogWords(text).keys)


def test_a_word_in_a_very_long_line_is_read_between_blanks():
    text = "x" * 1000 + " noise" * 300 + " KBX-12345: it stopped" + " noise" * 300
    [word] = LogWords(text).stored_as({"KBX12345", "X12345"})
    assert word.written == "KBX-12345"


def test_a_word_cut_by_the_width_of_a_window_is_whole():
    text = ("word " * 20)[:75] + "KBX-1\n2345: it stopped\n" + "short\n" * 8
    [word] = LogWords(text).stored_as({"KBX12345"})
    assert word.written == "KBX-1\n2345"


def test_a_text_made_of_codes_alone_is_read_in_part(monkeypatch):
    monkeypatch.setattr(log_words, "MOST_WORDS", 10)
    monkeypatch.setattr(log_words, "MOST_PLACES", 4)
    words = LogWords(" \n".join(f"KBX{n:05}" for n in range(100)))
    assert len(set(words.keys)) <= 40
    assert len(words.stored_as({f"KBX{n:05}" for n in range(100)})) <= 4


def test_what_overlaps_is_one_place_with_the_pattern_first():
    text = "ERROR AMQ9637E: none"
    found = places(text, finds_in_log(text, recogniser), words_of_message(text))
    [place] = [place for place in found if place.found]
    assert (place.found.code, place.line, place.column) == ("AMQ9637", 1, 7)
    assert "AMQ9637" in place.keys


@given(log_lines)
def test_places_never_overlap_and_know_their_lines(text: str):
    words = LogWords(text)
    end = 0
    for place in places(text, finds_in_log(text, recogniser), words.stored_as(set(words.keys))):
        assert place.start >= end
        end = place.end
        assert place.line == text.count("\n", 0, place.found.start if place.found else place.start) + 1


def test_five_lines_are_a_message_and_six_are_a_log():
    assert is_message("a\n" * 5)
    assert not is_message("a\n" * 5 + "b")
    assert not is_message("a" * 1201)


def test_the_line_around_a_place_is_read_as_far_as_is_near():
    assert around("one\ntwo three\nfour", 8, 13) == "two three"
    assert len(around("x" * 5000, 2000, 2010)) < 600


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ABC1234E it stopped", ["ABC1234E"]),
        ("[KBXY-1234]: odd", []),
        ("KBXY-1234: odd", ["KBXY-1234"]),
        ("SHA256 RFC2616: no ISO8601 TASK-12: x JOB1234E", []),
        ("id=ABC1234E x/ABC1234E a.ABC1234E", []),
    ],
)
def test_words_built_like_a_code_are_few(text: str, words: list[str]):
    assert [word for _, _, word in unknown_words(text, [])] == words


def test_a_word_that_is_explained_is_not_unknown():
    assert list(unknown_words("ABC1234E", [(0, 8)])) == []
    assert [word for _, _, word in unknown_words("ABC1234E ABC1235E", [(0, 8)])] == ["ABC1235E"]


@pytest.mark.parametrize(
    ("family", "code", "component"),
    [
        ("ibm-mq-amq", "AMQ9637", "remote connections (channels)"),
        ("ibm-mq-zos", "CSQX633", "distributed queuing (channels)"),
        ("ibm-mq-zos", "CSQ9023", ""),
        ("oracle", "ORA-01017", ""),
    ],
)
def test_the_component_is_told_where_the_grammar_tells_it(family: str, code: str, component: str):
    assert component_of(family, code) == component


@pytest.mark.parametrize("near", ["AMQ9638", "AMQ9673", "AMQ963", "AMQ96370", "MQ9637"])
def test_keys_one_slip_away_are_near(near: str):
    assert near in near_keys("AMQ9637")


@given(st.text("ABC0123456789", max_size=30))
def test_near_keys_are_few_and_never_the_key(key: str):
    found = near_keys(key)
    assert key not in found
    assert len(found) == len(set(found)) <= 400


def test_the_lines_that_speak_of_an_error_are_told_once_each_and_cut():
    text = "all well\n  It FAILED to start  \nIt FAILED to start\naccess denied\n" + "error " * 500
    lines = error_lines(text)
    assert lines[:2] == ["It FAILED to start", "access denied"]
    assert len(lines[2]) == LINE_LIMIT
    assert error_lines(text, most=1) == lines[:1]
    assert error_lines("all well\n" * 5) == []


def test_a_field_of_an_event_does_not_say_what_is_wrong():
    fields = "Level:         Error\nSource:        Application Error\n12:03 WARN status: failed\n"
    assert error_lines(fields) == []
    assert error_lines(f"{fields}Connection refused\nFATAL: role is missing") == [
        "Connection refused",
        "FATAL: role is missing",
    ]
