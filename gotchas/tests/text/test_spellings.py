"""Keys of stored codes, their order and their addresses."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.spellings import fold, keys_of, natural_key, slug_of

MQ_2393 = ("MQRC2393", ("2393", "0x959", "MQRC_SSL_INITIALIZATION_ERROR"))


def tiers(code, *aliases):
    return {key.key: key.tier for key in keys_of(code, aliases)}


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("AMQ9637E:", "AMQ9637E"),
        ("amq-9637", "AMQ9637"),
        ("AMQ 9637", "AMQ9637"),
        ("\uff21\uff2d\uff31\uff19", "AMQ9"),
        ("0xc0000005", "0XC0000005"),
        ("-2147024891", "NEG2147024891"),
        ("\u22122147024891", "NEG2147024891"),
        ("-911", "911"),
        ("unused-variable", "UNUSEDVARIABLE"),
        ("%LINK-UPDOWN", "LINKUPDOWN"),
        ("", ""),
    ],
)
def test_a_spelling_is_folded(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert set(folded) <= set(string.ascii_uppercase + string.digits)


@given(st.text(max_size=100), st.lists(st.text(max_size=100), max_size=3))
def test_a_code_and_its_aliases_are_found_as_they_are_written(code, aliases):
    found = tiers(code, *aliases)
    for spelling in (code, *aliases):
        if 0 < len(fold(spelling)) <= 120:
            assert found[fold(spelling)] == 0


@given(st.text())
def test_keys_are_unique_and_the_best_stand_first(code):
    keys = keys_of(code)
    assert len({key.key for key in keys}) == len(keys)
    assert [key.tier for key in keys] == sorted(key.tier for key in keys)
    assert all(0 < len(key.key) <= 120 and 0 <= key.tier <= 3 for key in keys)


def test_a_suffix_letter_may_be_left_out():
    assert tiers("AMQ9637E") == {"AMQ9637E": 0, "AMQ9637": 1}
    assert tiers("SQL0911N") == {"SQL0911N": 0, "SQL0911": 1, "SQL911N": 2, "SQL911": 2}


def test_zeros_may_be_left_out():
    assert tiers("ORA-01017") == {"ORA01017": 0, "ORA1017": 2}
    assert tiers("MY-001045")["MY1045"] == 2


def test_a_listener_error_is_found_by_both_of_its_prefixes():
    assert tiers("ORA-12541")["TNS12541"] == 1
    assert "TNS01017" not in tiers("ORA-01017")


def test_a_reason_code_is_found_by_number_hexadecimal_and_name():
    found = tiers(*[MQ_2393[0], *MQ_2393[1]])
    assert found["2393"] == 0
    assert found["0X959"] == 0
    assert found["MQRCSSLINITIALIZATIONERROR"] == 0
    assert found["00000959"] == 2
    assert tiers("MQRC2393")["2393"] == 1
    assert tiers("MQRC2393")["0X959"] == 1


def test_a_plain_number_is_found_by_its_hexadecimal_last():
    assert tiers("2393") == {"2393": 0, "0X959": 3, "00000959": 3}


def test_a_hresult_is_found_by_its_decimals():
    found = tiers("0x80070005")
    assert found["0X80070005"] == 0
    assert found["NEG2147024891"] == 1
    assert found["2147942405"] == 1
    assert found["80070005"] == 2
    assert tiers("-2147024891")["0X80070005"] == 1


@pytest.mark.parametrize(
    ("code", "key", "tier"),
    [
        ("ERROR 1045", "1045", 1),
        ("HTTP 404", "404", 1),
        ("GSK403", "403", 1),
        ("Win32 5", "5", 1),
        ("error:0A000086", "0A000086", 1),
        ("-Wunused-variable", "UNUSEDVARIABLE", 1),
        ("java.lang.NullPointerException", "NULLPOINTEREXCEPTION", 2),
    ],
)
def test_what_people_also_write_is_a_key(code, key, tier):
    assert tiers(code)[key] == tier


def test_codes_of_two_platforms_share_no_key():
    assert not set(tiers("CSQX630E")) & set(tiers("AMQ9630E"))


def test_codes_sort_as_people_count():
    ordered = [
        "AMQ0999",
        "AMQ1000",
        "AMQ10000",
        "CSQX022I",
        "CSQX630E",
        "CVE-2009-9",
        "CVE-2010-10",
        "ORA-942",
        "ORA-01017",
    ]
    mixed = ordered[::-1]
    assert sorted(mixed, key=natural_key) == ordered


@given(
    st.text(string.ascii_uppercase, min_size=1, max_size=9),
    st.integers(0, 10**10 - 1),
    st.integers(0, 10**10 - 1),
)
def test_numbers_with_one_prefix_sort_by_value(prefix, first, second):
    assert (natural_key(f"{prefix}{first}") < natural_key(f"{prefix}{second}")) == (first < second)


def test_hexadecimal_codes_sort_by_value():
    values = [0x8007000E, 0x80070005, 0xC0000005, 0x80070010]
    by_text = sorted((f"0x{value:08X}" for value in values), key=natural_key)
    assert by_text == [f"0x{value:08X}" for value in sorted(values)]


@given(st.text(max_size=200))
def test_a_sort_key_fits_its_column(code):
    assert len(natural_key(code)) <= 120


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("AMQ9637", "AMQ9637"),
        ("ORA-01017", "ORA-01017"),
        ("%LINK-UPDOWN", "-LINK-UPDOWN"),
        ("/SCWM/L3 123", "-SCWM-L3-123"),
        ("ERROR 1045", "ERROR-1045"),
        ("error:0A000086", "error-0A000086"),
        ("5.7.1", "5.7.1"),
        ("..", "-"),
        ("", "-"),
        ("\u00fc", "-"),
    ],
)
def test_an_address_holds_only_plain_characters(code, slug):
    assert slug_of(code) == slug


@given(st.text())
def test_every_slug_is_one_part_of_an_address(code):
    slug = slug_of(code)
    assert slug not in ("", ".", "..")
    assert set(slug) <= set(string.ascii_letters + string.digits + "._-")
