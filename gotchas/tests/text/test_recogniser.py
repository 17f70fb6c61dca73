"""Scanning: places, overlaps, and texts that nobody expected."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gotchas.tests.text.tables import BUILT_IN, ROWS, codes, make_family, recogniser, with_all
from gotchas.text import re2
from gotchas.text.families import PatternRefused, Recogniser

PIECES = [text for row in ROWS for text in (*row.must_match, *row.must_not_match)]
texts = st.lists(st.one_of(st.text(), st.sampled_from(PIECES)), max_size=8).map("".join)


@given(texts)
@example("\ud800AMQ9637E\udfff")
@example("f\u00fcr AMQ9637\u00e4 \U0001f642 AMQ9637")
def test_a_scan_never_fails_and_every_place_cuts_the_code_out_of_the_text(text):
    at = 0
    for found in with_all.scan(text):
        assert text[found.start : found.end] == found.written != ""
        assert found.start >= at
        assert found.line == text.count("\n", 0, found.start) + 1
        assert found.column == found.start - (text.rfind("\n", 0, found.start) + 1) + 1
        at = found.end


@given(texts)
def test_scanning_finds_the_same_codes_behind_other_characters(text):
    before = "\U0001f642 \u00fc\n"
    moved = [(found.code, found.start - len(before)) for found in recogniser.scan(before + " " + text)]
    assert moved == [(found.code, found.start) for found in recogniser.scan(" " + text)]


def test_characters_are_counted_and_not_bytes():
    [found] = recogniser.scan("Gr\u00fc\u00dfe \U0001f642\n f\u00fcr AMQ9637E")
    assert (found.line, found.column, found.start, found.written) == (2, 6, 13, "AMQ9637E")


def test_lines_and_columns_are_counted_from_one():
    places = [(found.line, found.column) for found in recogniser.scan("AMQ9637 AMQ9633\r\n\nAMQ9631")]
    assert places == [(1, 1), (1, 9), (3, 1)]


def test_a_lone_surrogate_is_one_character():
    [found] = recogniser.scan("\ud800\udc00 AMQ9637")
    assert (found.start, found.written) == (3, "AMQ9637")


def test_the_family_of_the_lower_order_wins_a_place():
    loose = make_family(slug="loose", patterns=(r"([A-Z]+\d+)",), normal_form="{1}", order=5)
    strict = make_family(order=4)
    assert [found.family for found in Recogniser([loose, strict]).scan("ACME12 B2")] == ["acme", "loose"]


def test_the_generic_ibm_family_takes_nothing_from_mq():
    assert [found.family for found in with_all.scan("AMQ9637E CSQX642E ICH408I IEA041I")] == [
        "ibm-mq-amq",
        "ibm-mq-zos",
        "racf",
        "ibm-generic",
    ]


def test_the_resource_compiler_keeps_its_code_from_the_reason_codes():
    assert [found.family for found in recogniser.scan("fatal error RC2104: x")] == ["msvc"]
    assert [found.family for found in recogniser.scan("(RC2104)")] == ["ibm-mq-reason"]


def test_a_mysql_error_and_its_sqlstate_are_two_codes():
    found = [(found.family, found.written) for found in recogniser.scan("ERROR 1045 (28000): no")]
    assert found == [("mysql", "ERROR 1045"), ("sqlstate", "28000")]


def test_a_mail_status_is_not_also_an_http_status():
    assert codes("status 550 5.7.1 Unable to relay") == ["5.7.1"]


def test_only_the_number_is_written_where_a_cue_is_context():
    assert [found.written for found in recogniser.scan("reason code 2393, MQRC=2035, GSK 403")] == [
        "2393",
        "MQRC=2035",
        "GSK 403",
    ]


def test_codes_that_share_one_character_of_context_are_all_found():
    assert codes("550 5.7.1 451 4.7.0 421 4.3.2") == ["5.7.1", "4.7.0", "4.3.2"]
    assert codes("-2147024891 -2147024891") == ["0x80070005"] * 2
    assert codes("SQLSTATE=08006 SQLSTATE=28000") == ["08006", "28000"]


def test_a_family_gives_its_finds_to_the_owner_of_its_codes():
    other = make_family(slug="other", patterns=(r"acme (\d+)",), same_codes_as="acme")
    [found] = Recogniser([make_family(), other]).scan("acme 12")
    assert (found.family, found.code, found.written) == ("acme", "ACME12", "acme 12")


def test_a_group_that_took_no_part_is_empty():
    assert codes("EXP-00056") == ["EXP-00056"]
    assert recogniser.scan("CSQX642")[0].severity == ""


def test_a_number_too_long_for_its_function_is_no_code():
    family = make_family(normal_form="ACME{1:number}")
    assert Recogniser([family]).scan("ACME" + "9" * 5000) == []


def test_the_first_and_the_last_character_of_a_text_are_told_apart():
    family = make_family(patterns=(r"([AB])",), normal_form="{1}")
    assert [found.code for found in Recogniser([family]).scan("AB")] == ["A", "B"]


def test_the_same_letters_are_another_code_behind_another_character():
    family = make_family(patterns=(r"\b(AB)|(A)B",), normal_form="{1,2}")
    assert [found.code for found in Recogniser([family]).scan("AB xAB AB")] == ["AB", "A", "AB"]


def test_a_code_longer_than_any_code_is_none():
    family = make_family(patterns=(r"(A+)",), normal_form="{1}")
    assert Recogniser([family]).scan("A" * 121) == []
    assert len(Recogniser([family]).scan("A" * 120)) == 1


def test_a_pattern_that_finds_nothing_still_ends():
    family = make_family(patterns=(r"Q*(?:$|(X))",), normal_form="{1}")
    with pytest.raises(PatternRefused, match="empty"):
        Recogniser([family])


HOSTILE = [
    "1",
    "A",
    "MQRC_",
    "error:",
    "a.b.c.",
    "\n",
    " ",
    "1.1.1.1.",
    "%A-A-",
    "SQLSTATE ",
    "\U0001f642",
    "AMQ9637E ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_each_pattern_looks_at_each_place_of_a_hostile_text_once(unit, monkeypatch):
    """Linear time, counted and not measured: as many searches as matches, and one more for each pattern."""
    searches = 0
    plain = re2.Pattern.search

    def counted(self, text, start=0):
        nonlocal searches
        searches += 1
        return plain(self, text, start)

    monkeypatch.setattr(re2.Pattern, "search", counted)
    size = 20_000
    fresh = Recogniser(BUILT_IN)
    searches = 0
    found = fresh.scan((unit * size)[:size])
    patterns = sum(len(family.patterns) for family in BUILT_IN)
    assert searches <= len(found) + patterns + 1
