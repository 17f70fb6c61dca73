"""Lines that import_gotchas does not take: each is named with its number and why, the rest is taken."""

from typing import Any

import pytest
from django.test import Client

from gotchas.models import Collection, Gotcha
from gotchas.tests.factories import make_collection
from tests.test_import_gotchas import Run, article, only, run

__all__ = ["run"]
pytestmark = pytest.mark.django_db


def test_broken_lines_are_named_and_leave_the_rest(run: Run) -> None:
    said = run(
        b"{broken",
        article(),
        b'{"title": "\xff"}',
        article(number="KB-2", title=""),
        b"",
        article(number="KB-3", codes=["MADE3"]),
    )
    assert "articles: 2 added" in said
    for line in ("line 1: is no JSON", "line 3: is not UTF-8", "line 4: title is empty", "refused: 3"):
        assert line in said
    assert "error: 3 lines were refused" in said
    assert [row.external_id for row in Gotcha.objects.order_by("position")] == ["KB-1", "KB-3"]


def test_what_the_database_refuses_is_one_line_of_its_batch(run: Run) -> None:
    said = run(
        article(), article(number="KB-2", source_number="5"), article(number="KB-3", source_number="5")
    )
    assert "articles: 2 added" in said
    assert "line 3: the database refuses it" in said
    assert Gotcha.objects.count() == 2


CODE = {"code": "A/B", "family": "made", "family_name": "Made up"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"collection": {"number": 10**9, "title": "a"}}, "number is no whole number from 1 to 999,999,999"),
        (article(position=10**9), "position is no whole number"),
        (article(codes=None, code_rows=[CODE | {"slug": "a/b"}]), "slug is no part of an address"),
        (article(codes=None, code_rows=[CODE | {"family": "a/b"}]), "family is no part of an address"),
        (article(platforms=["A"], platform_slugs=["a/b"]), "platform_slugs[0] is no part of an address"),
        (article(family_row=["a/b", "A"]), "family_row is no part of an address"),
        (
            article(comments=[{"author": "A", "body": "b", "codes": [["a/b", "1"]]}]),
            "is no part of an address",
        ),
    ],
)
def test_what_no_address_can_hold_is_refused_and_breaks_no_page(
    run: Run, client: Client, line: dict[str, Any], why: str
) -> None:
    said = run(line, article(number="KB-2", codes=["MADE2"], problem="See A/B."))
    assert "line 1: " in said
    assert why in said
    assert only().external_id == "KB-2"
    for address in ("/", "/collections/", "/codes/", "/platforms/", "/sitemap.xml", "/7/"):
        assert client.get(address).status_code == 200, address


def test_articles_of_a_collection_that_is_another_one_here_are_not_put_into_it(run: Run) -> None:
    make_collection(number=4, title="Ours")
    said = run(
        {"collection": {"number": 4, "title": "Theirs"}},
        article(collection=4),
        {"collection": {"number": 5, "title": "Free"}},
        article(collection=5),
        collection=None,
    )
    assert "line 1: collection 4 is another one here (Ours): say --collection N" in said
    assert "line 2: is of a collection that was refused" in said
    assert "error: 2 lines were refused" in said
    assert only().number == "5.1"


def test_without_a_title_a_missing_collection_stops_the_import(run: Run) -> None:
    assert "There is no collection 7: --title TITLE makes it." in run(article(), title="")
    assert "say --collection N" in run(article(), collection=None)
    assert not Collection.objects.exists()
