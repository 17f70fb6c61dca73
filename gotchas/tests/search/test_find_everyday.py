"""Words that whoever tells of an error says: they weigh little, and are no slips of other words."""

import pytest

from gotchas.models.finding import lookup
from gotchas.search import find as searching
from gotchas.search import index
from gotchas.search.query import parse
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


def find(typed):
    return searching.find(parse(typed), lookup)


def test_that_something_does_not_work_says_little_beside_what_it_is():
    make_gotcha(title="Queue depth is unknown", problem="It stops working here, and so does that.")
    made = make_gotcha(title="Frobnicator gives unexpected results", problem="On every machine.")
    found = find("frobnicator working")
    assert found.results[0].object_id == made.pk
    assert found.weights["working"] < 0.5 * found.weights["frobnicator"]


def test_an_everyday_word_is_no_misspelling_of_another():
    make_gotcha(title="The issuer wants a certificate")
    index.fold()
    assert not find("certificate issue wont").spelled


def test_a_word_that_may_be_another_covers_half_and_so_is_no_sure_answer():
    for title in ("Pointer was routed elsewhere", "Certificate of the queue manager", "Channel is idle"):
        make_gotcha(title=title)
    index.fold()
    found = find("my new printer and router are both offline")
    assert found.spelled == {"printer": "pointer", "router": "routed"}
    assert found.results[0].by.covered < 0.5
    assert not found.sure
    assert find("certificate of the quuee manager").sure


@pytest.mark.parametrize("typed", ["7", "gotcha 7", "{{7*7}}", "' or 1=1"])
def test_a_number_of_one_digit_tells_nothing(typed):
    make_gotcha(title="7 gotchas or 1", problem="7 of 7, 1 of 1, or 7")
    assert find(typed).tells_nothing
    assert not find(typed).sure
