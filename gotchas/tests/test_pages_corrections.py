"""The list of corrections, and each of them, for everybody to read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gotchas.answers import passages
from gotchas.models import Correction, Gotcha
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import text_of
from gotchas.views import corrections

pytestmark = pytest.mark.django_db

LIST = "/corrections/"
QUERIES = 1
"""All rows, with the article and the collection of each."""


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(collection=make_collection(number=1))


def shown(client: Client, address: str) -> list[int]:
    response = client.get(address)
    assert response.status_code == 200
    return [row.pk for row in response.context["corrections"]]


def test_the_newest_comes_first_with_what_it_would_change(client: Client, gotcha: Gotcha) -> None:
    old, new = make_correction(gotcha), make_correction(gotcha, proposed="Renew the label.")
    assert shown(client, LIST) == [new.pk, old.pk]
    page = text_of(client.get(LIST))
    assert "Renew the label." in page
    assert "Neil Casey" in page


def test_each_state_is_a_link_and_shows_its_own(client: Client, gotcha: Gotcha) -> None:
    rows = {
        state: make_correction(gotcha, state=state)
        for state in ("reported", "disputed", "held", "rejected", "applied")
    }
    page = client.get(LIST).content.decode()
    for state in Correction.State.values:
        address = f"?state={state}"
        assert f'href="{address}"' in page
        assert shown(client, LIST + address) == ([rows[state].pk] if state in rows else [])
        chosen = client.get(LIST + address).content.decode()
        assert f'href="{address}" aria-current="page"' in chosen
        assert "noindex" in chosen
    assert "There are none of this kind." in text_of(client.get(f"{LIST}?state=duplicate"))


def test_those_of_one_article_are_narrowed_by_state_too(client: Client, gotcha: Gotcha) -> None:
    make_correction()
    own, held = make_correction(gotcha), make_correction(gotcha, state="held")
    assert shown(client, f"{LIST}?gotcha=1.1") == [held.pk, own.pk]
    assert shown(client, f"{LIST}?gotcha=1.1&state=held") == [held.pk]
    assert 'href="?gotcha=1.1&amp;state=held"' in client.get(f"{LIST}?gotcha=1.1").content.decode()


def test_the_form_shows_the_newest_of_its_part_and_leads_to_all_of_the_article(
    client: Client, gotcha: Gotcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = "/1.1/correct/?part=solution"
    assert "All corrections of" not in text_of(client.get(form))
    monkeypatch.setattr(passages, "MOST_SHOWN", 1)
    old, new = (make_correction(gotcha, proposed=f"2. Say {n}.") for n in (1, 2))
    response = client.get(form)
    assert f"Correction {old.pk} " not in text_of(response)
    assert f"Correction {new.pk} " in text_of(response)
    assert f'<a href="{LIST}?gotcha=1.1">All corrections of 1.1</a>' in response.content.decode()
    assert shown(client, f"{LIST}?gotcha=1.1") == [new.pk, old.pk]


def test_older_ones_stand_on_the_next_page_of_the_same_list(
    client: Client, gotcha: Gotcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "PER_PAGE", 2)
    rows = [make_correction(gotcha, state="held") for _ in range(3)]
    make_correction(gotcha)
    address = f"{LIST}?gotcha=1.1&state=held"
    assert shown(client, address) == [rows[2].pk, rows[1].pk]
    following = f"?gotcha=1.1&amp;state=held&amp;before={rows[1].pk}"
    page = client.get(address).content.decode()
    assert f'href="{following}" rel="next"' in page
    last = f"{address}&before={rows[1].pk}"
    assert shown(client, last) == [rows[0].pk]
    assert 'rel="next"' not in client.get(last).content.decode()


@pytest.mark.parametrize("query", ["state=odd", "gotcha=9.9", "gotcha=x", "gotcha=1"])
def test_what_is_no_list_is_missing(client: Client, gotcha: Gotcha, query: str) -> None:
    make_correction(gotcha)
    assert client.get(f"{LIST}?{query}").status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1.5", ""])
def test_an_odd_place_begins_with_the_newest(client: Client, gotcha: Gotcha, before: str) -> None:
    row = make_correction(gotcha)
    assert shown(client, f"{LIST}?before={before}") == [row.pk]


def test_without_any_it_says_where_to_begin(client: Client) -> None:
    assert "No correction was sent yet." in text_of(client.get(LIST))


@pytest.mark.parametrize("visibility", ["waiting", "spam"])
def test_what_an_editor_has_not_seen_stands_nowhere(client: Client, gotcha: Gotcha, visibility: str) -> None:
    row = make_correction(gotcha, visibility=visibility)
    assert shown(client, LIST) == shown(client, f"{LIST}?gotcha=1.1&state=reported") == []
    assert client.get(f"{LIST}{row.pk}/").status_code == 404


def test_the_lists_and_one_of_them_are_only_read(client: Client, gotcha: Gotcha) -> None:
    row = make_correction(gotcha)
    for address in (LIST, f"{LIST}{row.pk}/", f"{LIST}status/{row.status_token}/"):
        response = client.post(address)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD"), address


@pytest.mark.parametrize("count", [2, 60])
def test_a_list_of_many_costs_as_many_queries_as_one_of_two(client: Client, count: int) -> None:
    gotcha = make_gotcha()
    Correction.objects.bulk_create(
        Correction(
            gotcha=gotcha,
            collection=gotcha.collection,
            base=gotcha.revisions.first(),
            part="solution",
            quoted="1. Do.",
            proposed=f"1. Do {n}.",
        )
        for n in range(count)
    )
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(LIST).status_code == 200
    assert len(captured) == QUERIES
