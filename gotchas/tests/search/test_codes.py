"""Which of the stored codes a query means, and how surely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.search import codes
from gotchas.search.codes import Known, hits
from gotchas.text.spellings import candidates, keys_of

STORED = {
    1: ("ibm-mq-amq", "AMQ9637"),
    2: ("ibm-mq-reason", "MQRC2035"),
    3: ("ora", "ORA-01017"),
    4: ("db2-z", "SQL0805N"),
    5: ("http", "HTTP 404"),
    6: ("errno", "ENOENT"),
    7: ("sql", "TABLE"),
    8: ("hresult", "0x80070005"),
    9: ("plain", "805"),
    10: ("gsk", "GSK414"),
    11: ("pg", "P0001"),
    12: ("ruff", "B007"),
}
ALIASES = {2: ["MQRC_NOT_AUTHORIZED"], 6: ["errno 2"]}


def lookup(keys):
    return [
        Known(key.key, key.tier, pk, family, (pk * 10,))
        for pk, (family, code) in STORED.items()
        for key in keys_of(code, ALIASES.get(pk, []))
        if key.key in keys
    ]


def of_404(keys):
    return [Known(key.key, key.tier, 1, "plain", (1,)) for key in keys_of("404") if key.key in keys]


def meant(text):
    return [hit.known.code for hit in hits(text, candidates(text), lookup)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("amq9637", 1),
        ("AMQ 9637E", 1),
        ("AMQ9637E: Channel is lacking a certificate", 1),
        ("2035", 2),
        ("reason code 2035", 2),
        ("MQRC_NOT_AUTHORIZED", 2),
        ("ora-1017", 3),
        ("ORA 01017", 3),
        ("the login ends with ORA-01017: invalid username", 3),
        ("http 404", 5),
        ("the partner closed it with gsk_rc 414", 10),
        ("ENOENT", 6),
        ("-2147024891", 8),
        ("80070005", 8),
    ],
)
def test_a_code_is_found_in_any_spelling(text, code):
    assert meant(text)[:1] == [code]


def test_the_words_of_a_name_in_another_order_are_not_the_name():
    assert meant("not authorized mqrc") == []


@pytest.mark.parametrize(
    "text",
    [
        "create table fails when the tablespace is full",
        "on 2007-10-17 at 10:20 the version 4.0.4 stood in /usr/lpp/2035/bin",
        "after the upgrade we waited for 805 seconds until the channel came back again",
        "http://example.org/2035",
    ],
)
def test_words_dates_versions_and_paths_are_no_codes(text):
    assert [c for c in meant(text) if c != 5] == []


def test_a_bare_number_among_a_few_words_scores_less_than_any_code():
    (number,) = hits("error waited 805", candidates("error waited 805"), lookup)[:1] or [None]
    plain = hits("805", candidates("805"), lookup)[0]
    assert number is None or number.score < plain.score


@pytest.mark.parametrize("text", ["805 error code", "805 warning message"])
def test_words_behind_a_number_that_say_it_is_a_codes_are_no_others(text):
    (alone,) = hits("805", candidates("805"), lookup)
    assert hits(text, candidates(text), lookup)[0].score == alone.score


def test_a_number_read_as_hexadecimal_among_words_scores_no_more():
    text = "it is 0194 now"
    [hit] = hits(text, candidates(text), of_404)
    assert hit.score == codes.AMONG_WORDS


def test_one_or_two_digits_are_a_code_without_its_zeros_only_where_little_else_is_asked():
    assert meant("P1") == [11]
    assert meant("b7 in ruff") == [12]
    assert meant("Problem signature P1 is w3wp.exe and P2 the version") == []
    assert meant("Problem signature P0001 is w3wp.exe and P2 the version") == [11]


def test_the_code_that_is_all_of_a_token_stands_above_the_number_in_it():
    found = meant("SQLCODE -805")
    assert found[0] == 4
    assert found.index(4) < found.index(9)


def test_the_number_in_what_a_family_claims_is_no_code_of_another():
    tokens = candidates("ORA 2035")
    assert [hit.known.code for hit in hits("ORA 2035", tokens, lookup, lambda written: True)] == []
    assert [hit.known.code for hit in hits("ORA 2035", tokens, lookup)] == [2]
    announced = "ORA rc 2035"
    found = hits(announced, candidates(announced), lookup, lambda written: True)
    assert [hit.known.code for hit in found] == [2]


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("AMQ9637 QZX1234E", ["QZX1234E"]),
        ("AMQ9637, qzx 1234 and QZX5678", ["qzx 1234", "QZX5678"]),
        ("AMQ9637 is logged while the other end says FAM0001, why is that", ["FAM0001"]),
        ("AMQ9637 is logged while the other end says QZX0001, why is that", []),
        ("AMQ 9637 ORA-01017", []),
        ("AMQ9637", []),
    ],
)
def test_a_code_that_nobody_knows_is_named_beside_one_that_is_known(text, beside):
    tokens = candidates(text)
    found = hits(text, tokens, lookup)
    assert codes.strangers(text, tokens, found, lambda written: written.startswith("FAM")) == beside


def test_every_code_of_a_text_is_found_in_its_order_where_none_is_surer():
    text = "AMQ9637E then ORA-01017"
    assert meant(text)[:2] == [1, 3]


@given(st.text(max_size=200))
def test_whatever_the_text_each_code_is_named_once_and_best_first(text):
    found = hits(text, candidates(text), lookup)
    assert len({hit.known.code for hit in found}) == len(found)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert all(hit.score > 0 for hit in found)


def test_without_codes_nothing_is_looked_up():
    def refuse(keys):
        raise AssertionError(f"{keys} are looked up")

    assert hits("", candidates(""), refuse) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("QZX1234", "QZX1234"),
        ("error QZX1234E", "QZX1234E"),
        ("msg: qzx1234", "qzx1234"),
        ("qzx 1234", "qzx 1234"),
        ("QZX1234E: channel", "QZX1234E"),
        ("error 9999", "error 9999"),
        ("what does QZX1234 mean", "QZX1234"),
        ("how do I fix error QZX1234E, please", "QZX1234E"),
    ],
)
def test_a_code_that_is_all_of_a_query_is_named_when_nobody_knows_it(text, code):
    assert codes.unknown(text, candidates(text)) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "channel is lacking a certificate",
        "' OR 1=1--",
        "the channel QZX1234 did not start",
        "server 2019 client fails with tls12",
    ],
)
def test_a_text_that_says_more_is_searched_by_its_words(text):
    assert codes.unknown(text, candidates(text)) == ""
