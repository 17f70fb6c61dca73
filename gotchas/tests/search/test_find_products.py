"""The name of a product says where something went wrong, and not what."""

import pytest

from gotchas.answers.found import answer
from gotchas.models.finding import families, lookup
from gotchas.search import find as searching
from gotchas.search.query import parse
from gotchas.tests.factories import make_code, make_family, make_gotcha, make_gotchas

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(db):
    return make_code("QZX1071", family=make_family(name="Zeppelin", known_as="zeppelin"))


def find(typed):
    query = parse(typed)
    return searching.find(query, lookup, families().named(query.text))


def test_articles_of_the_product_named_are_ranked_however_many_others_hold_more_of_the_words(
    code, monkeypatch
):
    monkeypatch.setattr(searching, "CANDIDATES", 8)
    make_gotchas(12, title="Zeppelin route {n} of an index with a key that is stale")
    made = make_gotcha(title="The index is stale", codes=[code])
    typed = "zeppelin says stale index with some key of a route"
    assert made.pk in {one.object_id for one in find(typed).results}
    assert made.pk not in {one.object_id for one in find(typed.replace("zeppelin", "airship")).results}


def test_what_holds_the_name_of_the_product_alone_is_no_answer(code):
    make_gotchas(8, title="Route {n} was delayed by weather")
    make_gotcha(title="Zeppelin cannot be reached", codes=[code])
    assert find("zeppelin cannot be reached").sure
    assert not find("unicorn of zeppelin").sure


def test_what_answers_without_the_name_of_its_product_is_an_answer(code):
    make_gotcha(title="Zeppelin reports its state")
    make_gotchas(8, title="Route {n} was delayed by weather")
    made = make_gotcha(title="Carrier overloaded", codes=[code])
    found = answer("zeppelin carrier overloaded, unloading, monday, everywhere, all hands", {})
    assert found.rows[0].gotcha == made
    assert found.sure


def test_a_name_alone_finds_what_holds_it(code):
    make_gotcha(title="Zeppelin cannot be reached", codes=[code])
    assert find("zeppelin").sure
    assert find("zeppelin error").sure


def test_a_family_goes_by_the_names_of_one_that_is_known_by_the_first_word_of_its_name(code):
    own = make_family(name="Zeppelin drivers")
    code.family.known_as = "zeppelin, airship"
    code.family.save()
    assert own.slug in families().slugs_named("my airship stops")
    assert families().slugs_named("zeppelin drivers stop") == {own.slug, code.family.slug}


def test_an_everyday_word_names_no_family(code):
    other, own = make_family(name="Other drivers"), make_family(name="Drivers")
    assert not families().slugs_named("it stops for some other reason")
    assert families().slugs_named("other drivers stop") == {other.slug, own.slug}


@pytest.mark.parametrize("said", ["oracledb", "mysqli", "plpgsql", "psycopg2", "npm", "node.js", "mqrc"])
def test_what_people_call_a_product_names_it(said):
    assert families().slugs_named(f"{said} says no")
