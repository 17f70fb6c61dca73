"""The home page."""

import pytest

from gotchas.models import Gotcha
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def test_home_shows_search_collections_and_changes(client):
    collection = make_collection(title="TLS of queues")
    gotcha = make_gotcha(collection=collection, title="No certificate")
    response = client.get("/")
    check_page(response)
    page = response.content.decode()
    assert f'href="/{collection.number}/"' in page
    assert f'href="{gotcha.get_absolute_url()}"' in page
    assert 'action="/search/"' in page
    assert "First text." in text_of(response)


def test_an_empty_site_says_what_to_do(client):
    response = client.get("/")
    check_page(response)
    assert "No collection yet" in text_of(response)
    assert "Nothing has been published yet" in text_of(response)


def test_a_draft_is_neither_counted_nor_listed(client):
    collection = make_collection()
    make_gotcha(collection=collection)
    make_gotcha(collection=collection, state="draft", title="Not for strangers")
    words = text_of(client.get("/"))
    assert "1 gotcha " in words
    assert "Not for strangers" not in words


def test_a_withdrawn_and_a_merged_gotcha_are_not_among_the_changes(client):
    other = make_gotcha(title="The one that stays")
    make_gotcha(state="withdrawn", withdrawn_reason="Wrong.", title="Taken back")
    make_gotcha(state="merged", successor=other, title="Gone into another")
    words = text_of(client.get("/"))
    assert "The one that stays" in words
    assert "Taken back" not in words
    assert "Gone into another" not in words


def test_the_newest_change_stands_first_with_its_note(client):
    collection = make_collection()
    first = make_gotcha(collection=collection, title="Written first")
    make_gotcha(collection=collection, title="Written second")
    first.solution = "Another way."
    first.save()
    first.record(author_name="Editor", note="Names another way.")
    words = text_of(client.get("/"))
    assert words.index("Written first") < words.index("Written second")
    assert "Names another way." in words


def test_twenty_changes_are_shown_and_no_more(client):
    collection = make_collection()
    for number in range(22):
        make_gotcha(collection=collection, title=f"Title {number} end", recorded=False)
    words = text_of(client.get("/"))
    assert "Title 21 end" in words
    assert "Title 2 end" in words
    assert "Title 1 end" not in words


@pytest.mark.parametrize("count", [2, 60])
def test_home_takes_two_queries_however_much_there_is(client, django_assert_num_queries, count):
    for _ in range(2):
        collection = make_collection()
        Gotcha.objects.bulk_create(
            Gotcha(collection=collection, position=n + 1, title=f"T{n}", state="published")
            for n in range(count // 2)
        )
    Gotcha.objects.update(edited_at="2026-01-01T00:00:00Z")
    with django_assert_num_queries(2):
        client.get("/")


def test_home_is_read_only(client):
    assert client.post("/").status_code == 405
