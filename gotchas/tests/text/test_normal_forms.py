"""The template language of normal forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.normal_forms import FUNCTIONS, NormalFormError, hex8, openssl, oracle, read_normal_form


def written(template: str, *groups: str):
    return read_normal_form(template).write(groups)


def test_literal_text_and_groups_are_joined():
    assert written("CVE-{1}-{2}", "2021", "44228") == ("CVE-2021-44228", "")


def test_a_severity_letter_is_kept_apart():
    assert written("AMQ{1}{2:severity}", "9637", "E") == ("AMQ9637", "E")
    assert written("AMQ{1}{2:severity}", "9637", "") == ("AMQ9637", "")


def test_a_dropped_group_is_named_and_left_out():
    form = read_normal_form("{1:drop}{2}")
    assert form.groups == (1, 2)
    assert form.write(["550", "5.7.1"]) == ("5.7.1", "")


def test_several_groups_may_stand_in_one_piece():
    assert written("{2,1}", "b", "a") == ("ab", "")


@pytest.mark.parametrize(
    ("template", "group", "code"),
    [
        ("X{1:upper}", "ab", "XAB"),
        ("X{1:number}", "007", "X7"),
        ("X{1:pad4}", "7", "X0007"),
        ("X{1:pad5}", "007", "X00007"),
        ("X{1:pad6}", "7", "X000007"),
        ("X{1:failure}", "414", "X414"),
        ("{1:hex8}", "0xc0000005", "0xC0000005"),
        ("{1:hex8}", "2147942405", "0x80070005"),
        ("{1:hex8}", "0x5", "0x00000005"),
        ("SQL{1:sqlcode}", "-7", "SQL0007N"),
        ("{1:sqlstate}", "hy000", "HY000"),
        ("{1:abend}", "s0c4", "S0C4"),
        ("{1:abend}", "0c4", "S0C4"),
        ("{1:abend}", "4038", "U4038"),
    ],
)
def test_a_function_writes_its_group(template, group, code):
    assert written(template, group) == (code, "")


@pytest.mark.parametrize(
    ("template", "group"),
    [
        ("{1:failure}", "0"),
        ("{1:sqlcode}", "0"),
        ("{1:sqlstate}", "00000"),
        ("{1:sqlstate}", "VALUE"),
        ("{1:abend}", "S000"),
        ("{1:abend}", "0000"),
        ("{1:number}", "abc"),
        ("{1:hex8}", "4294967296"),
        ("{1:hex8}", "-2147483649"),
        ("{1}", ""),
        ("{1}", "A" * 121),
    ],
)
def test_what_is_no_code_gives_none(template, group):
    assert written(template, group) is None


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("", "names no group"),
        ("AMQ", "names no group"),
        ("AMQ{1:severity}", "names no group"),
        ("AMQ{1", "no partner"),
        ("AMQ1}", "no partner"),
        ("{{1}}", "no partner"),
        ("{}", "not understood"),
        ("{a}", "not understood"),
        ("{1:number:upper}", "not understood"),
        ("{1:__import__}", "not understood"),
        ("{0}", "counted from 1"),
        ("{1:shout}", 'no function "shout"'),
        ("{1,2:number}", "takes 1 group, not 2"),
        ("{1:oracle}", "takes 2 groups, not 1"),
        ("{1,2:severity}", "takes 1 group, not 2"),
        ("{1}" + "x" * 120, "longer than 120"),
    ],
)
def test_a_template_that_cannot_be_read_is_refused_with_the_reason(template, reason):
    with pytest.raises(NormalFormError, match=reason):
        read_normal_form(template)


@given(st.integers(-(2**31), 2**32 - 1))
def test_a_hresult_has_one_form_from_decimal_and_hexadecimal(value):
    assert hex8(str(value)) == hex8(f"0x{value & 0xFFFFFFFF:x}")


@given(st.sampled_from(["ORA", "TNS", "SP2", "PLS"]), st.integers(0, 99_999))
def test_an_oracle_code_is_its_own_normal_form(prefix, number):
    code = oracle(prefix, str(number))
    assert oracle(*code.split("-")) == code


@pytest.mark.parametrize(
    ("code", "of_three"),
    [
        ("14090086", "0A000086"),
        ("0A000086", "0A000086"),
        ("1408F10B", "0A00010B"),
        ("0308010C", "0308010C"),
        ("80000002", "80000002"),
        ("06065064", "06065064"),
    ],
)
def test_only_tls_codes_of_openssl_1_are_rewritten(code, of_three):
    assert openssl(code) == of_three


@given(st.sampled_from(sorted(FUNCTIONS)), st.text(max_size=20), st.text(max_size=20))
def test_no_function_fails_on_any_group(function, first, second):
    groups = "1,2" if FUNCTIONS[function][0] == 2 else "1"
    result = written(f"{{{groups}:{function}}}", first, second)
    assert result is None or 0 < len(result[0]) <= 120
