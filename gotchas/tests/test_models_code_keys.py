"""Keys of codes as a range: which letters have numbers behind them."""

import pytest
from django.db import connection

from gotchas.models import CodeKey
from gotchas.models.finding import claimed
from gotchas.tests.factories import make_code

pytestmark = pytest.mark.django_db


def test_letters_with_a_number_are_claimed_by_codes_that_go_on_with_a_digit():
    make_code("QZXABLE")
    assert not claimed("QZX 99")
    make_code("QZX1")
    assert claimed("QZX 99")
    assert claimed("qzx99e")
    assert not claimed("QZ 99")  # it is QZX that has one


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table from end to end")
def test_a_range_of_keys_is_read_from_an_index():
    plan = CodeKey.objects.between("QZX0", "QZX:").explain()
    assert "SEARCH" in plan
    assert "SCAN" not in plan
