"""The facets that an address or the box asks for: told, bounded, and kept by the next search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gotchas.answers.facets import facets_of
from gotchas.answers.found import answer
from gotchas.models.finding import families
from gotchas.search.index import facet
from gotchas.search.query import VALUES, parse
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha, make_platform
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def queries_of(client, asked):
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/search/", asked)
    check_page(response)
    return len(queries)


@pytest.mark.parametrize("q", ["certificate", ""])
def test_however_many_values_are_asked_for_a_search_takes_as_many_queries(client, q):
    make_gotcha(title="A certificate expired")
    one = queries_of(client, {"q": q, "state": "historic", "kind": ["tip"]})
    many = queries_of(client, {"q": q, "state": "historic", "kind": ["tip", *(f"a{n}" for n in range(500))]})
    assert many <= one


def test_the_page_does_not_grow_with_values_that_nothing_is_called_by(client):
    page = client.get("/search/", {"q": "x", "state": "historic", "kind": ["a"] * 900}).content
    assert page.count(b"No kind is called") == 1
    assert b"kind=a" not in page
    assert len(page) < 20_000


def test_more_values_than_count_are_told_to_people_and_programs(client):
    asked = {"q": "certificate", "kind": [f"a{n}" for n in range(VALUES + 1)]}
    assert f"Of kind the first {VALUES} values count" in text_of(client.get("/search/", asked))
    assert client.get("/search.json", asked).json()["cut_filters"] == [{"name": "kind", "most": VALUES}]
    assert f"Of kind the first {VALUES} values count" in client.get("/search.txt", asked).content.decode()


def test_so_many_values_in_the_box_are_told_as_well():
    typed = " ".join(f"kind:a{n}" for n in range(VALUES + 5))
    assert facets_of(parse(typed).filters, families()).cut == ["kind"]
    assert facets_of(parse("kind:tip kind:problem").filters, families()).cut == []


def test_a_value_is_chosen_once_whatever_it_is_called():
    make_platform(name="Plan 9", slug="plan9")
    chosen = facets_of({"platform": ["plan9", "Plan 9", "PLAN9"]}, families()).chosen
    assert [choice.value for choice in chosen] == ["plan9"]


def test_a_name_of_two_families_chooses_both_and_keeps_both_on_the_next_page(client):
    collection = make_collection()
    for slug in ("frobnix", "frobnia"):
        code = make_code(f"{slug}1", family=make_family(name=slug.title(), slug=slug, known_as="frob"))
        for _ in range(11):
            make_gotcha(collection=collection, title="Frobnication stops", codes=[code])
    page = client.get("/search/", {"q": "frobnication family:frob"}).content.decode()
    assert "family=frobnia&amp;family=frobnix&amp;page=2" in page


def test_a_chosen_value_that_nothing_has_keeps_its_checkbox(client):
    make_platform(name="Plan 9", slug="plan9")
    make_gotcha(title="A channel stops", platforms=[make_platform(name="Ultrix", slug="ultrix")])
    for q in ("channel", "", "nowhere"):
        response = client.get("/search/", {"q": q, "platform": "plan9"})
        check_page(response)
        assert 'form="find" name="platform" value="plan9" checked' in response.content.decode(), q


def test_values_that_as_many_results_have_stand_in_the_order_of_their_names():
    platforms = [
        make_platform(slug=slug, name=name)
        for slug, name in [("p1", "Zeta"), ("p2", "alpha"), ("p3", "Beta")]
    ]
    words = " ".join(facet("plat", platform.slug) for platform in platforms)
    shown = facets_of({}, families()).counted({words: 2}, {words: 2})
    assert [choice.label for one in shown for choice in one.choices] == ["alpha", "Beta", "Zeta"]


def test_values_of_one_facet_that_leave_nothing_are_taken_out_together(client):
    make_platform(name="Plan 9", slug="plan9")
    make_platform(name="Inferno", slug="inferno")
    make_gotcha(title="A channel stops", platforms=[make_platform(name="Ultrix")])
    (fewer,) = answer("channel", {"platform": ["plan9", "inferno"]}).without
    assert (fewer.values, fewer.label, fewer.count) == (("plan9", "inferno"), "Plan 9 or Inferno", 1)
    page = client.get("/search/", {"q": "channel", "platform": ["plan9", "inferno"]}).content.decode()
    assert '<a href="/search/?q=channel">Without Plan 9 or Inferno</a>: 1 result.' in page


def test_the_order_and_the_filters_go_along_with_the_next_search(client):
    make_gotcha(title="A channel stops", platforms=[make_platform(name="Ultrix", slug="ultrix")])
    page = client.get("/search/", {"q": "channel", "platform": "ultrix", "sort": "newest"}).content.decode()
    form = page[page.index('id="find"') : page.index("</form>", page.index('id="find"'))]
    assert '<input type="hidden" name="sort" value="newest">' in form
    assert 'name="sort"' not in client.get("/search/", {"q": "channel"}).content.decode()
