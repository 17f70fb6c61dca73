"""A message is compared apart from the codes that stand beside it."""

import pytest

from gotchas.answers.found import answer
from gotchas.tests.factories import make_code, make_gotcha

pytestmark = pytest.mark.django_db


def test_other_names_of_a_code_make_its_message_no_less_like_what_is_pasted():
    named, unnamed = make_code("QZX1071"), make_code("QZX1072")
    for name in ("QZ_SPECIFIED_KEY_TOO_LONG", "0x0000042f"):
        named.aliases.create(alias=name, kind="name")
    first = make_gotcha(title="Specified key was too long", codes=[named])
    second = make_gotcha(title="Specified key was too long", codes=[unnamed])
    found = answer("specified key was too long for it", {})
    assert [row.gotcha for row in found.rows if row.gotcha][:2] == [first, second]
    assert answer("QZ specified key too long", {}).rows[0].gotcha == first


@pytest.mark.parametrize("title", ["QZX1071: {}", "QZX1071E {}", "QZX1071 - {}", "{}"])
def test_a_title_that_begins_with_its_code_is_as_like_a_message_as_one_that_does_not(title):
    first = make_gotcha(title=title.format("Specified key was too long"), codes=[make_code("QZX1071")])
    second = make_gotcha(title="Specified key was too long")
    found = answer("specified key was too long for it", {})
    assert [row.gotcha for row in found.rows][:2] == [first, second]
