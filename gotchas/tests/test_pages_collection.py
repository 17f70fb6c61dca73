"""The list of collections and the page of one."""

import datetime
import re

import pytest

from comments.tests.factories import make_comment
from gotchas.models import Gotcha
from gotchas.templatetags.pages import list_address
from gotchas.tests.factories import (
    make_code,
    make_collection,
    make_gotcha,
    make_gotchas,
    make_platform,
    make_source,
)
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def fill(collection, count):
    Gotcha.objects.bulk_create(
        Gotcha(
            collection=collection,
            position=n,
            title=f"Title {n} end",
            problem_html="<p>Text.</p>",
            state="published",
        )
        for n in range(1, count + 1)
    )


def test_all_collections_are_listed_with_their_counts(client):
    collection = make_collection(title="TLS of queues", authors="A. Writer")
    make_gotcha(collection=collection)
    response = client.get("/collections/")
    check_page(response)
    assert "TLS of queues" in text_of(response)
    assert "1 gotcha · by A. Writer" in text_of(response)


def test_without_collections_the_list_says_so(client):
    response = client.get("/collections/")
    check_page(response)
    assert "No collection yet" in text_of(response)


def test_the_list_and_a_collection_are_read_only(client):
    collection = make_collection()
    assert client.post("/collections/").status_code == 405
    assert client.post(f"/{collection.number}/").status_code == 405


def test_a_collection_shows_every_gotcha_in_full_at_its_anchor(client):
    collection = make_collection(
        title="TLS of queues",
        introduction="All we met.",
        authors="A. Writer",
        published_on=datetime.date(2007, 6, 29),
        source=make_source(title="The old list", address="example.org/list"),
    )
    gotcha = make_gotcha(
        collection=collection,
        title="No certificate",
        problem="It stops.",
        cause="A label.",
        solution="1. Look.\n2. Set it.",
        expected="It runs.",
        platforms=[make_platform(name="z/OS of old")],
        codes=[make_code("QQQ1234")],
        risk="restart",
    )
    make_gotcha(collection=collection, solution="1. Another first step.")
    response = client.get(f"/{collection.number}/")
    check_page(response)
    words = text_of(response)
    for part in (
        "All we met.", "A. Writer", "29 June 2007", "The old list", "It stops.", "A label.", "Set it.",
        "It runs.", "z/OS of old", "QQQ1234E", "Restarts a component",
    ):  # fmt: skip
        assert part in words
    assert f'id="{gotcha.number}"' in response.content.decode()


def test_a_collection_shows_corrections_counts_and_who_spoke(client):
    gotcha = make_gotcha()
    gotcha.corrected_at = datetime.datetime(2026, 3, 12, tzinfo=datetime.UTC)
    gotcha.comment_count = 3
    gotcha.save(update_fields=["corrected_at", "comment_count"])
    response = client.get(f"/{gotcha.collection.number}/")
    assert "corrected on 12 March 2026" in text_of(response)
    assert "3 comments" in text_of(response)


def test_a_collection_shows_its_thread_and_the_way_to_write(client):
    collection = make_collection()
    comment = make_comment(on=collection, text="Thank you for the list.")
    response = client.get(f"/{collection.number}/")
    check_page(response)
    assert "Thank you for the list." in text_of(response)
    assert f'id="comment-{comment.pk}"' in response.content.decode()
    assert f'href="/{collection.number}/comment/"' in response.content.decode()


def test_drafts_and_withdrawn_gotchas_are_not_in_the_list(client):
    collection = make_collection()
    make_gotcha(collection=collection, state="draft", title="Not for strangers")
    make_gotcha(collection=collection, state="withdrawn", withdrawn_reason="Wrong.", title="Taken back")
    words = text_of(client.get(f"/{collection.number}/"))
    assert "Not for strangers" not in words
    assert "Taken back" not in words
    assert "no gotchas yet" in words


def test_a_historic_gotcha_says_so_in_the_list(client):
    gotcha = make_gotcha(state="historic")
    assert "historic" in text_of(client.get(f"/{gotcha.collection.number}/"))


def test_fifty_gotchas_stand_in_full_and_fifty_one_in_rows(client):
    collection = make_collection()
    fill(collection, 50)
    address = f"/{collection.number}/"
    assert text_of(client.get(address)).count("Text.") == 50
    fill_one_more = Gotcha(collection=collection, position=51, title="One more", state="published")
    Gotcha.objects.bulk_create([fill_one_more])
    response = client.get(address)
    check_page(response)
    assert text_of(response).count("Text.") == 0
    assert f'id="{collection.number}.51"' in response.content.decode()


def test_rows_are_paged_by_a_hundred(client):
    collection = make_collection()
    fill(collection, 130)
    second = client.get(f"/{collection.number}/?page=2")
    check_page(second)
    assert "Title 101 end" in text_of(second)
    assert "Title 100 end" not in text_of(second)
    assert "101 to 130 of 130" in second.content.decode()


def test_a_link_from_a_gotcha_opens_the_page_of_the_list_that_holds_its_row(client):
    collection = make_collection()
    fill(collection, 130)
    Gotcha.objects.filter(collection=collection, position=3).update(state="draft")  # all after it move up
    rows = Gotcha.objects.filter(collection=collection, position__in=[2, 101, 102])
    addresses = {row.position: list_address(row) for row in rows.select_related("collection")}
    number = collection.number
    later = {n: f"/{number}/?at={n}#{number}.{n}" for n in (101, 102)}
    assert addresses == {2: f"/{number}/#{number}.2", **later}
    assert addresses[102] in client.get(f"/{number}.102/").content.decode()
    assert addresses[102] in client.get(f"/{number}.102/history/").content.decode()
    assert client.get(f"/{number}/?at=101")["Location"] == f"/{number}/#{number}.101"
    assert client.get(f"/{number}/?at=102")["Location"] == f"/{number}/?page=2#{number}.102"
    assert f'id="{number}.102"' in client.get(f"/{number}/?page=2").content.decode()


def test_a_place_of_the_list_that_nobody_can_read_leads_to_the_gotcha_which_says_why(client):
    gotcha = make_gotcha(state="withdrawn", withdrawn_reason="It was never true.")
    number = gotcha.collection.number
    answer = client.get(f"/{number}/?at={gotcha.position}")
    assert (answer.status_code, answer["Location"]) == (302, gotcha.get_absolute_url())
    assert list_address(gotcha) == f"/{number}/"


def test_a_place_can_be_told_by_a_number_and_by_the_one_where_the_gotcha_came_from(client):
    collection = make_collection()
    fill(collection, 101)
    number, last = collection.number, collection.gotchas.get(position=101)
    Gotcha.objects.filter(pk=last.pk).update(source_number="71.15")
    there = f"/{number}/?page=2#{number}.101"
    assert client.get(f"/{number}/?at={number}.101")["Location"] == there
    assert client.get(f"/{number}/?at=71.15")["Location"] == there
    assert client.get(f"/{number}/?at=71.16").status_code == 404
    Gotcha.objects.filter(pk=last.pk).update(state="draft")
    assert client.get(f"/{number}/?at=71.15").status_code == 404


@pytest.mark.parametrize("at", ["0", "x", "-1", "9" * 40, "\u0663", "1."])
def test_a_place_that_is_no_number_is_a_404(client, at):
    assert client.get(f"/{make_collection().number}/", {"at": at}).status_code == 404


@pytest.mark.parametrize(
    ("source_number", "has_anchor"),
    [("71.15", True), ("71.2.3", True), ("7.1", False), ("a b", False), ("comments", False), ("", False)],
)
@pytest.mark.parametrize("count", [1, 51])
def test_the_number_from_where_a_gotcha_came_is_an_anchor_too(client, source_number, has_anchor, count):
    """Not where it looks like the number of another row: an id stands once."""
    collection = make_collection(number=7)
    fill(collection, count)
    Gotcha.objects.filter(collection=collection, position=1).update(source_number=source_number)
    response = client.get("/7/")
    check_page(response)
    ids = re.findall(r' id="([^"]*)"', response.content.decode())
    assert len(ids) == len(set(ids))
    assert ids.count(source_number) == has_anchor + (source_number in ("7.1", "comments"))


@pytest.mark.parametrize("page", ["3", "0", "-1", "x", "9" * 40, "1e1"])
def test_a_page_that_is_not_there_is_a_404(client, page):
    collection = make_collection()
    fill(collection, 130)
    response = client.get(f"/{collection.number}/", {"page": page})
    assert response.status_code == 404


@pytest.mark.parametrize("address", ["/99/", "/0/", "/01/", "/9999999999999999999999/"])
def test_a_collection_that_is_not_there_is_a_404(client, address):
    make_collection(number=1)
    assert client.get(address).status_code == 404


def test_the_address_without_its_slash_gets_it(client):
    response = client.get("/1")
    assert (response.status_code, response["Location"]) == (301, "/1/")


@pytest.mark.parametrize("count", [2, 50])
def test_a_collection_in_full_takes_the_same_queries(client, django_assert_num_queries, count):
    collection = make_collection()
    make_gotchas(
        count, collection=collection, platforms=[make_platform()], codes=[make_code()], indexed=False
    )
    with django_assert_num_queries(11):
        client.get(f"/{collection.number}/")


@pytest.mark.parametrize("count", [60, 200])
def test_a_collection_of_rows_takes_the_same_queries(client, django_assert_num_queries, count):
    collection = make_collection()
    fill(collection, count)
    with django_assert_num_queries(8):
        client.get(f"/{collection.number}/")


@pytest.mark.parametrize("count", [2, 50])
def test_the_list_of_collections_takes_the_same_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        make_collection()
    with django_assert_num_queries(2):
        client.get("/collections/")
