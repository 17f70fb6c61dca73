"""Found by what a product prints for a code, where the article names the code and its condition only."""

import pytest

from gotchas.answers.found import answer
from gotchas.models.finding import lookup
from gotchas.search import find as searching
from gotchas.search import index
from gotchas.search.query import parse
from gotchas.tests.factories import make_code, make_family, make_gotcha, make_gotchas, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def others():
    """Gotchas that make words rarer than they would be."""
    make_gotchas(30, title="Filler {n} about nothing of the sort")


def find(text):
    while index.fold():
        pass
    return searching.find(parse(text), lookup)


def test_a_gotcha_is_found_by_what_the_product_prints_for_its_code(others):
    family = make_family(slug="postgresql")
    code = make_code("23505", family=family)
    gotcha = make_gotcha(title="23505: unique violation", problem="SQLSTATE 23505.", codes=[code])
    found = find("duplicate key value violates unique constraint")
    assert [(r.kind, r.object_id) for r in found.results] == [("g", gotcha.pk), ("c", code.pk)]
    assert found.sure
    (row,) = [row for row in answer("duplicate key violates", {}).rows if row.gotcha == gotcha]
    assert row.where == "What is printed"
    assert "<mark>duplicate</mark>" in row.snippet


@pytest.mark.parametrize(("is_read", "where"), [(True, ""), (False, " (not verified)")])
def test_a_result_says_whether_the_message_that_led_to_it_is_verified(others, is_read, where):
    code = make_code("QZX1")
    code.printed.create(text="the frobnicator has seized up", source=make_source() if is_read else None)
    gotcha = make_gotcha(title="QZX1: stuck", codes=[code])
    (row,) = [row for row in answer("frobnicator seized", {}).rows if row.gotcha == gotcha]
    assert row.where == f"What is printed{where}"


def test_an_article_of_another_family_with_such_a_code_is_not(others):
    code = make_code("23505", family=make_family(slug="another"), meaning="unique violation")
    gotcha = make_gotcha(title="23505: unique violation", problem="SQLSTATE 23505.", codes=[code])
    found = find("duplicate key value")
    assert gotcha.pk not in {result.object_id for result in found.results if result.kind == "g"}


def test_a_code_without_a_gotcha_is_found_by_what_is_printed_for_it(others, client):
    code = make_code("QZX2", meaning="the two ends differ")
    message = code.printed.create(text="frobnicator negotiation failed")
    (row,) = answer("frobnicator negotiation failed", {}).rows
    assert (row.code, row.where) == (code, "What is printed (not verified)")
    page = client.get("/search/", {"q": "frobnicator negotiation failed"}).content.decode()
    assert "The two ends differ" in page
    assert "<mark>frobnicator</mark> <mark>negotiation</mark>" in page
    message.delete()
    assert not answer("frobnicator negotiation failed", {}).sure


def test_of_a_code_and_its_gotcha_told_in_the_same_words_the_gotcha_comes_first(others):
    note = "In a trace it is told of the frobnicator." + " Nothing else is known of it." * 9
    code = make_code("QZX3", meaning="the two ends differ", note=note)
    code.printed.create(text="frobnicator negotiation failed")
    gotcha = make_gotcha(title="Both ends want another frob", problem="It does not start.", codes=[code])
    found = find("frobnicator negotiation failed")
    assert [(r.kind, r.object_id) for r in found.results] == [("g", gotcha.pk), ("c", code.pk)]
    assert found.results[0].score < found.results[1].score
