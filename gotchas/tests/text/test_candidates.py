"""Code-like tokens of what readers type and paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.tests.text.tables import ROWS, recogniser
from gotchas.text.spellings import candidates, keys_of

PIECES = [text for row in ROWS for text in (*row.must_match, *row.must_not_match)]
texts = st.lists(
    st.one_of(st.text(), st.sampled_from([*PIECES, "amq 9637e", "\u00ad", "\x1b[31m"])), max_size=8
)

THREAD_CODES = [
    "AMQ9631", "AMQ9633", "AMQ9637", "AMQ9657", "AMQ9660", "CSQ9023", "CSQX630", "CSQX631", "CSQX632",
    "CSQX642", "CSQX686", "MQJMS2005",
]  # fmt: skip


def finds(text: str, code: str, *aliases: str) -> bool:
    keys = {key.key for key in keys_of(code, aliases)}
    return any(candidate.key in keys for candidate in candidates(text))


def keys(text: str) -> set[str]:
    return {candidate.key for candidate in candidates(text)}


@given(texts.map("".join))
def test_every_candidate_cuts_what_is_written_out_of_the_text(text):
    at = 0
    for candidate in candidates(text):
        assert text[candidate.start : candidate.end] == candidate.written != ""
        assert candidate.start >= at
        assert 2 <= len(candidate.key) <= 120
        at = candidate.start


@pytest.mark.parametrize("code", THREAD_CODES)
@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.lower,
        lambda code: code + "E",
        lambda code: code.lower() + "e",
        lambda code: code + "E:",
        lambda code: f"({code})",
        lambda code: f"{code[:-4]} {code[-4:]}",
        lambda code: f"{code[:-4].lower()} {code[-4:]}e",
        lambda code: f"{code[:-4]}-{code[-4:]}",
        lambda code: f"{code[:-4].lower()}-{code[-4:]}",
        lambda code: f"{code[:-4]}\u2013{code[-4:]}",
        lambda code: f"what does {code.lower()} mean",
        lambda code: f"com.example.{code}E",
        lambda code: code[:2] + "\u200b" + code[2:],
        lambda code: "".join(chr(ord(character) + 0xFEE0) for character in code),
    ],
)
def test_every_spelling_of_a_code_of_the_thread_finds_it(code, spell):
    assert finds(spell(code), code)


@pytest.mark.parametrize(
    ("query", "code", "aliases"),
    [
        ("ora-1017", "ORA-01017", ()),
        ("ORA 01017", "ORA-01017", ()),
        ("ora1017", "ORA-01017", ()),
        ("TNS-12541", "ORA-12541", ()),
        ("2393", "MQRC2393", ()),
        ("rc 2393", "MQRC2393", ()),
        ("rc2393", "MQRC2393", ()),
        ("mqrc=2393", "MQRC2393", ()),
        ("0x959", "MQRC2393", ()),
        ("0x0959", "MQRC2393", ()),
        ("X'0959'", "MQRC2393", ()),
        ("0959", "MQRC2393", ()),
        ("00000959", "MQRC2393", ()),
        ("MQRC_SSL_INITIALIZATION_ERROR", "MQRC2393", ("MQRC_SSL_INITIALIZATION_ERROR",)),
        ("mqrc ssl initialization error", "MQRC2393", ("MQRC_SSL_INITIALIZATION_ERROR",)),
        ("-911", "SQL0911N", ()),
        ("SQLCODE=-911", "SQL0911N", ()),
        ("sqlcode -911", "SQL0911N", ()),
        ("sqlcode 100", "SQL0100W", ()),
        ("sql911", "SQL0911N", ()),
        ("SQL0911", "SQL0911N", ()),
        ("0xc0000005", "0xC0000005", ()),
        ("C0000005", "0xC0000005", ()),
        ("-2147024891", "0x80070005", ()),
        ("2147942405", "0x80070005", ()),
        ("error 1045", "ERROR 1045", ()),
        ("ERROR 1045 (28000)", "28000", ()),
        ("MY-001045", "MY-001045", ()),
        ("er access denied error", "ERROR 1045", ("ER_ACCESS_DENIED_ERROR",)),
        ("http 404", "HTTP 404", ()),
        ("gsk 414", "GSK414", ()),
        ("%LINK-3-UPDOWN", "%LINK-UPDOWN", ()),
        ("550 5.7.1 Unable to relay", "5.7.1", ()),
        ("5.7.1", "5.7.1", ()),
        ("/SCWM/L3 123", "/SCWM/L3 123", ()),
        ("unused variable", "-Wunused-variable", ()),
        ("enoent", "ENOENT", ()),
        ("CSQX631E/AMQ9631", "AMQ9631", ()),
        ("CSQX631E/AMQ9631/AMQ9641", "AMQ9641", ()),
        ("\x1b[31mAMQ9637E\x1b[0m", "AMQ9637", ()),
        ("0x80070005L", "0x80070005", ()),
        ("https://docs.example.com/errors/TS2468", "TS2468", ()),
        ("https://docs.example.com/mq/9.3?topic=messages-amq9637e#fix", "AMQ9637", ()),
    ],
)
def test_a_query_finds_the_code(query, code, aliases):
    assert finds(query, code, *aliases)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("2007-10-17 10:55", "20071017"),
        ("10/17/07", "101707"),
        ("17-Oct-2007", "17OCT2007"),
        ("mq 9.3.0", "930"),
        ("mq 9.3.0", "MQ930"),
        ("V5.131.3617.0", "V513136170"),
        ("E1112 08:31:02.123456   21345 main.go:217] gone", "E1112"),
        ("172.30.1.11", "17230111"),
        ("/var/mqm/errors/amq9637", "AMQ9637"),
        ("C:\\logs\\amq9637", "AMQ9637"),
        ("logs/amq9637/out.x", "AMQ9637"),
        ("see https://example.com/amq9637", "AMQ9637"),
        ("amq9637@example.com", "AMQ9637"),
        ("AMQERR01.LOG", "AMQERR01LOG"),
        ("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "2FA1"),
    ],
)
def test_dates_versions_addresses_and_paths_are_no_codes(query, key):
    assert key not in keys(query)


def test_a_bare_number_counts_in_a_short_query_only():
    assert "2393" in keys("2393")
    prose = "We waited for 2393 messages on the queue, which took long enough to look at the logs " * 2
    assert "2393" not in keys(prose)
    assert "2393" in keys(prose + "and then came reason code 2393")


LOG_OF_A_NUMBER = "\n".join(["nothing else here"] * 6)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('pymysql.err.OperationalError: (1205, "Lock wait timeout")', "1205"),
        ("MySQLdb.ProgrammingError: (1146, b'no table')", "1146"),
        ("              Last_SQL_Errno: 1545", "1545"),
        ("http.status_code=404", "404"),
        ("vendorErrorCode: 1205", "1205"),
        ("8 [ERROR] [MY-001062] [Repl] Replica SQL", "1062"),
        ("OSError: [Errno 13] Permission denied", "ERRNO13"),
        ("SQL state: 42803", "42803"),
        ("SQL State 42P01", "42P01"),
        ("10:22:31 UTC [4664] app@shop 42803 ERROR:  must appear", "42803"),
    ],
)
def test_a_number_of_a_log_is_announced_in_many_ways(line, key):
    found = candidates(f"{line}\n{LOG_OF_A_NUMBER}")
    assert any(candidate.strong and candidate.key == key for candidate in found)


@pytest.mark.parametrize(
    "line", ["ValueError: (2035, 7)", "exit_code: 2035", "state 2035", "barcode: 2035", "got 2035 ERRORs: x"]
)
def test_a_number_of_a_log_that_nothing_announces_is_none(line):
    assert "2035" not in keys(f"{line}\n{LOG_OF_A_NUMBER}")


@pytest.mark.parametrize("zero", ["0", "00", "0000", "for (i = 0; i < 7; i++)"])
def test_nothing_is_no_hexadecimal_number(zero):
    assert "0X0" not in keys(zero)


def test_a_bare_number_is_weak_and_an_announced_one_is_strong():
    assert {candidate.strong for candidate in candidates("2393")} == {False}
    assert any(candidate.strong and candidate.key == "2393" for candidate in candidates("rc 2393"))


def test_plain_words_of_a_log_are_not_looked_up():
    assert keys("The channel could not be started because the other end refused it.\nTry again.") == set()


def test_two_words_are_written_as_they_stand():
    [pair] = [candidate for candidate in candidates("see amq 9637e") if candidate.key == "AMQ9637E"]
    assert (pair.written, pair.start, pair.strong) == ("amq 9637e", 4, True)


def test_a_number_before_its_letters_is_read_as_behind_them_where_that_is_all():
    assert "AMQ9637" in keys("9637 amq")
    assert "AMQ9637" not in keys("see 9637 amq")
    assert "DAYS3" not in keys("3 days")


def test_two_words_of_a_log_make_a_code_only_in_capitals():
    log = "x" * 100 + "\nqueue 12 full\nORA 01017 denied"
    assert "QUEUE12" not in keys(log)
    assert "ORA1017" in keys(log)


def test_a_run_of_base64_is_passed_over():
    assert keys("A1" * 5000) == set()


@pytest.mark.parametrize("row", [row for row in ROWS if row.built_in], ids=lambda row: row.family.slug)
def test_what_a_pattern_finds_is_found_by_its_spelling_too(row):
    """Both recognisers agree on the examples: what is written leads to a key of the code."""
    for text in row.must_match:
        for found in recogniser.scan(text):
            assert finds(text, found.code)
