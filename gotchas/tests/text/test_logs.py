"""Codes of a pasted log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.tests.text.tables import recogniser
from gotchas.text.logs import codes_in_log


def logged(text):
    return [(each.found.code, each.lines) for each in codes_in_log(text, recogniser)]


def wrapped(line: str, width: int) -> str:
    return "\n".join(line[at : at + width] for at in range(0, len(line), width))


def padded(code: str, *, before: int) -> str:
    """A line in which the first `before` characters of the code end column 80."""
    return "x " * 50 + "\n" if before < 0 else ("word " * 20)[: 80 - before - 1] + " " + code


def test_codes_stand_in_the_order_of_first_appearance_with_all_their_lines():
    text = "ORA-01017\nAMQ9637E\n\nORA-1017 and ORA-1017\nAMQ9637"
    assert logged(text) == [("ORA-01017", (1, 4)), ("AMQ9637", (2, 5))]
    assert [each.count for each in codes_in_log(text, recogniser)] == [3, 2]


def test_the_first_appearance_keeps_its_place_and_letter():
    [code] = codes_in_log("a\n AMQ9637E\nAMQ9637", recogniser)
    assert (code.found.line, code.found.column, code.found.severity) == (2, 2, "E")


@pytest.mark.parametrize("before", range(1, 8))
def test_a_code_cut_by_the_width_of_a_terminal_is_joined(before):
    text = wrapped(padded("AMQ9637E: No certificate", before=before), 80)
    [code] = codes_in_log("first\n" + text + "\nlast", recogniser)
    assert (code.found.code, code.found.severity, code.lines) == ("AMQ9637", "E", (2,))
    assert code.found.written == "AMQ9637E"[:before] + "\n" + "AMQ9637E"[before:]
    assert code.found.column == 81 - before


def test_codes_after_a_joined_one_keep_their_places():
    text = wrapped(padded("AMQ9637E: No certificate", before=4), 80) + "\nORA-01017\r\n ORA-00942"
    places = [
        (each.found.code, each.found.line, each.found.column) for each in codes_in_log(text, recogniser)
    ]
    assert places == [("AMQ9637", 1, 77), ("ORA-01017", 3, 1), ("ORA-00942", 4, 2)]
    assert all(
        text[each.found.start :].startswith(each.found.written) for each in codes_in_log(text, recogniser)
    )


def test_windows_line_ends_are_taken_out_whole():
    text = wrapped(padded("AMQ9637E: No", before=4), 80).replace("\n", "\r\n")
    [code] = codes_in_log(text, recogniser)
    assert code.found.written == "AMQ9\r\n637E"


def test_a_line_that_is_shorter_than_the_text_is_wide_was_not_cut():
    assert logged("y" * 80 + "\nthe end AMQ9\n637E: next") == []


def test_a_width_that_no_terminal_has_needs_several_full_lines():
    line = padded("AMQ9637E: No", before=4)[3:]
    assert logged(wrapped(line, 77)) == []
    assert logged("z" * 77 + "\n" + "z" * 77 + "\n" + wrapped(line, 77)) == [("AMQ9637", (3,))]


def test_a_blank_at_the_break_parts_two_words():
    assert logged(("word " * 20)[:76] + "AMQ9\n 637E: next") == []


def test_a_narrow_list_is_not_a_wrapped_text():
    assert logged("AMQ9\n6371\nAMQ9\n6372\nAMQ9\n6373") == []


def test_a_wrapped_line_keeps_the_codes_that_were_whole():
    text = wrapped("ORA-01017 " + padded("AMQ9637E: No", before=4)[10:], 80)
    assert logged(text) == [("ORA-01017", (1,)), ("AMQ9637", (1,))]


lines = st.lists(
    st.one_of(st.text(max_size=90), st.just("AMQ9637E " * 10), st.just("w" * 80), st.just("637E"))
)


@given(lines.map("\n".join))
def test_no_log_fails_and_every_code_stands_where_it_says(text):
    for each in codes_in_log(text, recogniser):
        found = each.found
        assert text[found.start : found.end] == found.written
        assert found.line == text.count("\n", 0, found.start) + 1 == each.lines[0]
        assert found.column == found.start - text.rfind("\n", 0, found.start)
        assert each.count >= len(each.lines) == len(set(each.lines))


@given(lines.map("\n".join))
def test_joining_never_loses_a_code(text):
    plain = {(found.family, found.code) for found in recogniser.scan(text)}
    assert plain <= {(each.found.family, each.found.code) for each in codes_in_log(text, recogniser)}
