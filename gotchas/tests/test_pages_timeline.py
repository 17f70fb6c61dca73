"""The timeline of a collection, and that of a gotcha's life on its history."""

import datetime

import html5lib
import pytest
from django.core.cache import cache

from comments.models import Comment
from comments.templatetags import timelines
from comments.tests.factories import make_comment, make_thread
from gotchas.models import Correction, Gotcha, Revision
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


def at(year, month, day=15, hour=12):
    return datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)


def make_gotcha_of(moment, **fields):
    gotcha = make_gotcha(recorded=False, **fields)
    Gotcha.objects.filter(pk=gotcha.pk).update(created_at=moment, published_at=moment)
    gotcha.record(author_name="Editor", note="First text.", at=moment)
    return gotcha


def make_applied(gotcha, moment, **fields):
    plain = {"gotcha": gotcha, "part": "solution", "proposed": "Say 1.15.", "created_at": moment}
    decided = {"state": "applied", "decided_at": moment, "decision_reason": "True."}
    return Correction.objects.create(**{**plain, **decided, **fields})


def page_of(client, collection):
    return client.get(f"/{collection.number}/timeline/")


def table_of(response):
    """The table behind the picture: a list of texts for each row."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    rows = tree.find(".//details").iter("tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def test_a_collection_shows_what_came_when_as_a_picture_and_as_a_table(client):
    collection = make_collection(title="TLS of queues", published_on=datetime.date(2007, 6, 29))
    gotcha = make_gotcha_of(at(2007, 7), collection=collection)
    make_gotcha_of(at(2007, 9), collection=collection)
    make_applied(gotcha, at(2007, 9))
    make_comment(on=collection, posted_at=at(2007, 8))
    make_comment(on=gotcha, posted_at=at(2007, 8))
    make_comment(on=gotcha, posted_at=at(2007, 10))
    response = page_of(client, collection)
    check_page(response)
    assert table_of(response) == [
        ["Month", "Gotchas", "Comments", "Corrections"],
        ["Jul 2007", "1", "0", "0"],
        ["Aug 2007", "0", "2", "0"],
        ["Sep 2007", "1", "0", "1"],
        ["Oct 2007", "0", "1", "0"],
        ["All", "2", "3", "1"],
    ]
    assert "first published on 29 June 2007" in text_of(response)


def test_the_picture_has_a_role_a_title_and_words(client):
    gotcha = make_gotcha_of(at(2007, 7))
    response = page_of(client, gotcha.collection)
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    picture = tree.find(f".//figure/{SVG}svg")
    named = {e.get("id"): e.text for e in picture if e.tag in (f"{SVG}title", f"{SVG}desc")}
    assert picture.get("role") == "img"
    assert [*named] == picture.get("aria-labelledby").split()
    assert [*named.values()] == [
        f"Timeline of {gotcha.collection.title}",
        "Gotchas: 1, in July 2007. Comments: none. Corrections: none.",
    ]


def test_what_a_stranger_cannot_read_is_not_counted(client):
    collection = make_collection()
    shown = make_gotcha_of(at(2007, 7), collection=collection)
    draft = make_gotcha_of(at(2008, 1), collection=collection, state="draft")
    make_gotcha_of(at(2008, 2), collection=collection, state="withdrawn", withdrawn_reason="Wrong.")
    make_comment(on=draft, posted_at=at(2008, 3))
    make_comment(on=shown, posted_at=at(2008, 4), state="waiting")
    make_comment(on=collection, posted_at=at(2008, 5), state="spam")
    make_applied(shown, at(2008, 6), visibility="spam")
    make_applied(shown, at(2008, 7), state="rejected")
    make_applied(draft, at(2008, 8))
    assert table_of(page_of(client, collection))[1:] == [["Jul 2007", "1"]]


def test_a_gotcha_stands_where_it_was_published_not_where_its_draft_was_begun(client):
    gotcha = make_gotcha_of(at(2007, 7))
    Gotcha.objects.filter(pk=gotcha.pk).update(published_at=at(2007, 9))
    assert table_of(page_of(client, gotcha.collection))[1:] == [["Sep 2007", "1"]]


def test_other_collections_are_not_counted(client):
    gotcha, other = make_gotcha_of(at(2007, 7)), make_gotcha_of(at(2008, 7))
    make_comment(on=other, posted_at=at(2008, 7))
    make_comment(on=other.collection, posted_at=at(2008, 7))
    assert table_of(page_of(client, gotcha.collection))[1:] == [["Jul 2007", "1"]]


def test_months_end_with_the_last_second_in_utc(client):
    collection = make_collection(time_zone="Pacific/Auckland")
    thread = make_thread(collection)
    make_comment(thread=thread, posted_at=datetime.datetime(2007, 8, 31, 23, 59, 59, 999999, datetime.UTC))
    make_comment(thread=thread, posted_at=at(2007, 9, 1, 0))
    assert table_of(page_of(client, collection))[1:3] == [
        ["Aug 2007", "1"],
        ["Sep 2007", "1"],
    ]


def test_nineteen_quiet_years_are_left_out_and_said_to_be(client):
    gotcha = make_gotcha_of(at(2026, 11))
    make_comment(on=gotcha.collection, posted_at=at(2007, 7))
    response = page_of(client, gotcha.collection)
    check_page(response)
    assert "nothing happened then: August 2007 to October 2026." in text_of(response)


def test_a_collection_without_anything_says_so(client):
    response = page_of(client, make_collection())
    check_page(response)
    assert "Nothing has happened yet" in text_of(response)
    assert b"<svg" not in response.content


def test_the_table_leaves_out_what_never_happened_and_the_words_say_so(client):
    gotcha = make_gotcha_of(at(2007, 7))
    make_comment(on=gotcha, posted_at=at(2007, 8))
    response = client.get(f"{gotcha.get_absolute_url()}history/")
    assert table_of(response) == [
        ["Month", "First text", "Comments"],
        ["Jul 2007", "1", "0"],
        ["Aug 2007", "0", "1"],
        ["All", "1", "1"],
    ]
    assert "Edited: none. Corrected: none." in response.content.decode()


def test_a_hostile_title_stays_text(client):
    hostile = '</title></svg><script>alert(1)</script>"'
    gotcha = make_gotcha_of(at(2007, 7), collection=make_collection(title=hostile), title=hostile)
    for address in (f"/{gotcha.collection.number}/timeline/", f"{gotcha.get_absolute_url()}history/"):
        response = client.get(address)
        check_page(response)
        assert b"<script>alert" not in response.content


def test_a_collection_leads_to_its_timeline_and_the_timeline_back(client):
    gotcha = make_gotcha()
    address = gotcha.collection.get_absolute_url()
    assert f'href="{address}timeline/"' in client.get(address).content.decode()
    assert f'href="{address}"' in client.get(f"{address}timeline/").content.decode()


def test_a_timeline_has_one_canonical_address(client, settings):
    collection = make_collection()
    tree = html5lib.parse(page_of(client, collection).content.decode(), namespaceHTMLElements=False)
    named = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"]
    assert named == [f"{settings.SITE_URL}/{collection.number}/timeline/"]


def test_the_timeline_is_read_only_and_that_of_no_collection_is_a_404(client):
    collection = make_collection()
    assert client.post(f"/{collection.number}/timeline/").status_code == 405
    assert client.get(f"/{collection.number + 1}/timeline/").status_code == 404


@pytest.mark.parametrize("count", [2, 60])
def test_a_timeline_takes_the_same_queries_however_much_happened(client, django_assert_num_queries, count):
    collection = make_collection()
    Gotcha.objects.bulk_create(
        Gotcha(collection=collection, position=n, title=f"Title {n}", state="published")
        for n in range(1, count + 1)
    )
    gotchas = list(collection.gotchas.all())
    for gotcha in gotchas:
        make_applied(gotcha, at(2000 + gotcha.position % 25, 1))
    threads = [make_thread(target) for target in (collection, *gotchas)]
    Comment.objects.bulk_create(
        Comment(thread=thread, path=str(n), posted_at=at(2007 + n % 19, n % 12 + 1))
        for n, thread in enumerate(threads)
    )
    with django_assert_num_queries(5):
        client.get(f"/{collection.number}/timeline/")


@pytest.fixture
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


def test_what_takes_long_to_count_is_counted_once_in_a_while(
    client, monkeypatch, nothing_kept, django_assert_num_queries
):
    monkeypatch.setattr(timelines, "MANY", 1)
    gotcha, other = make_gotcha_of(at(2007, 7)), make_gotcha_of(at(2007, 7))
    make_comment(on=gotcha, posted_at=at(2007, 7))
    first = page_of(client, gotcha.collection)
    make_comment(on=gotcha, posted_at=at(2007, 8))
    with django_assert_num_queries(1):
        assert page_of(client, gotcha.collection).content == first.content
    assert table_of(page_of(client, other.collection))[1:] == [["Jul 2007", "1"]]
    cache.clear()
    assert table_of(page_of(client, gotcha.collection))[-1] == ["All", "1", "2"]


def test_a_small_timeline_is_never_behind(client, nothing_kept):
    gotcha = make_gotcha_of(at(2007, 7))
    page_of(client, gotcha.collection)
    make_comment(on=gotcha, posted_at=at(2007, 8))
    assert table_of(page_of(client, gotcha.collection))[-1] == ["All", "1", "1"]


def test_a_life_shows_texts_corrections_comments_and_the_verification(client):
    gotcha = make_gotcha_of(at(2007, 7), verified_at=datetime.date(2007, 10, 31), verified_by="A. Editor")
    correction = make_applied(gotcha, at(2007, 9))
    gotcha.solution = "1. Say 1.15."
    gotcha.save()
    gotcha.record(note="Corrected.", correction=correction, at=at(2007, 9))
    gotcha.title = "A better title"
    gotcha.save()
    gotcha.record(note="Edited.", at=at(2007, 10))
    make_comment(on=gotcha, posted_at=at(2007, 8))
    make_comment(on=gotcha.collection, text=f"See {gotcha.number}.", posted_at=at(2007, 8))
    response = client.get(f"{gotcha.get_absolute_url()}history/")
    check_page(response)
    assert table_of(response) == [
        ["Month", "First text", "Edited", "Corrected", "Comments", "Verified"],
        ["Jul 2007", "1", "0", "0", "0", "0"],
        ["Aug 2007", "0", "0", "0", "2", "0"],
        ["Sep 2007", "0", "0", "1", "0", "0"],
        ["Oct 2007", "0", "1", "0", "0", "1"],
        ["All", "1", "1", "1", "2", "1"],
    ]


def test_a_life_without_anything_recorded_is_empty(client):
    gotcha = make_gotcha(recorded=False)
    response = client.get(f"{gotcha.get_absolute_url()}history/")
    check_page(response)
    assert "Nothing has happened yet" in text_of(response)


def test_older_pages_of_a_history_do_not_repeat_the_life(client):
    gotcha = make_gotcha(recorded=False)
    content = gotcha.content()
    Revision.objects.bulk_create(Revision(gotcha=gotcha, number=n, content=content) for n in range(1, 102))
    address = f"{gotcha.get_absolute_url()}history/"
    assert b"<svg" in client.get(address).content
    assert b"<svg" not in client.get(f"{address}?page=2").content
