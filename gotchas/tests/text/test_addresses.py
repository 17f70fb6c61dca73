"""Names and numbers that an address can hold."""

import pytest

from gotchas.text.addresses import is_code_name, is_short_name
from gotchas.text.spellings import slug_of


@pytest.mark.parametrize("slug", ["ibm-mq-amq", "zos", "A_1"])
def test_letters_digits_dashes_and_lines_make_a_short_name(slug: str) -> None:
    assert is_short_name(slug)


@pytest.mark.parametrize("slug", ["", "a/b", "a b", "a\n", "é", ".", "a.b"])
def test_nothing_else_makes_one(slug: str) -> None:
    assert not is_short_name(slug)


@pytest.mark.parametrize("code", ["AMQ9637", "/SAP/1", "%SYS-5", "..", "", "é", "a\n"])
def test_the_name_that_is_made_of_a_code_can_stand_in_an_address(code: str) -> None:
    assert is_code_name(slug_of(code))


@pytest.mark.parametrize("slug", ["", ".", "..", "a/b", "a\n", "a?"])
def test_what_cannot_is_no_name_of_a_code(slug: str) -> None:
    assert not is_code_name(slug)
