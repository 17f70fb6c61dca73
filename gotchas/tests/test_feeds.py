"""The Atom feeds of new gotchas: of the site and of one collection."""

import datetime

import pytest

from gotchas import feeds
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_gotchas, make_platform
from gotchas.tests.feed_checks import entries_of

pytestmark = pytest.mark.django_db

ADDRESSES = ["/feeds/gotchas/", "/feeds/gotchas/1/"]


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "https://gotchas.example.org"


@pytest.fixture
def collection():
    return make_collection(number=1, title="Traps", authors="Ann and Bob")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_entry_holds_the_whole_article_with_the_risk_before_the_steps(client, collection, address):
    gotcha = make_gotcha(
        collection=collection,
        title="No certificate",
        problem="It stops with QQQ1234E.",
        cause="The label is wrong.",
        solution="1. Set it.",
        expected="It runs.",
        risk="restart",
        codes=[make_code("QQQ1234")],
        platforms=[make_platform(name="Old iron")],
    )
    (entry,) = entries_of(client.get(address))
    assert (entry.title, entry.author) == (f"{gotcha.number} No certificate", "Ann and Bob")
    assert entry.path == gotcha.get_absolute_url()
    parts = [
        "QQQ1234E",
        "Old iron",
        "It stops",
        "The label is",
        "Restarts a component",
        "Set it.",
        "It runs.",
    ]
    assert [entry.html.index(part) for part in parts] == sorted(entry.html.index(part) for part in parts)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "fields", [{"state": "draft"}, {"state": "withdrawn", "withdrawn_reason": "Wrong."}, {"state": "merged"}]
)
def test_what_a_stranger_cannot_read_is_never_in_it(client, collection, address, fields):
    shown = make_gotcha(collection=collection)
    if fields["state"] == "merged":
        fields = {**fields, "successor": shown}
    make_gotcha(collection=collection, title="Unseen", problem="Secret words.", **fields)
    response = client.get(address)
    assert [entry.path for entry in entries_of(response)] == [shown.get_absolute_url()]
    assert b"Secret" not in response.content
    assert b"Unseen" not in response.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_newest_fifty_are_in_it_newest_first(client, collection, address):
    gotchas = [make_gotcha(collection=collection, recorded=False) for _ in range(52)]
    shown = [entry.path for entry in entries_of(client.get(address))]
    assert shown == [row.get_absolute_url() for row in reversed(gotchas[2:])]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_draft_that_is_published_late_is_the_newest_and_of_that_day(client, collection, address):
    draft = make_gotcha(collection=collection, state="draft", recorded=False)
    begun = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    Gotcha.objects.filter(pk=draft.pk).update(created_at=begun)
    other = make_gotcha(collection=collection)
    draft.state = Gotcha.State.PUBLISHED
    draft.save()
    newest, older = entries_of(client.get(address))
    assert [newest.path, older.path] == [draft.get_absolute_url(), other.get_absolute_url()]
    assert newest.published == draft.published_at.isoformat()
    assert newest.updated >= newest.published > begun.isoformat()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_edit_moves_no_entry_and_changes_no_day_of_publication(client, collection, address):
    first, second = make_gotcha(collection=collection), make_gotcha(collection=collection)
    before = entries_of(client.get(address))
    first.title = "Another title"
    first.save()
    after = entries_of(client.get(address))
    assert [entry.path for entry in after] == [second.get_absolute_url(), first.get_absolute_url()]
    assert [entry.published for entry in after] == [entry.published for entry in before]


def test_a_collections_feed_has_its_own_gotchas_only(client, collection):
    own, other = make_gotcha(collection=collection), make_gotcha()
    assert [e.path for e in entries_of(client.get("/feeds/gotchas/1/"))] == [own.get_absolute_url()]
    assert {e.path for e in entries_of(client.get("/feeds/gotchas/"))} == {
        own.get_absolute_url(),
        other.get_absolute_url(),
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_of_an_article_are_whole_addresses(client, collection, address):
    make_gotcha(collection=collection)
    make_gotcha(
        collection=collection, problem='See 1.1 and [the manual](https://example.org/x), not `href="/1.1/"`.'
    )
    html = entries_of(client.get(address))[0].html
    assert 'href="https://gotchas.example.org/1.1/"' in html
    assert 'href="https://example.org/x"' in html
    assert '<code>href="/1.1/"</code>' in html


@pytest.mark.parametrize("bad", ["\x00", "\x0c", "\x1b", "\x85", "\ufffe", "\uffff", "\ud800", "\U0001fffe"])
def test_a_character_that_xml_cannot_hold_does_not_break_the_feed(bad):
    """Whatever way it got into a row: a database may hold what no form lets through."""
    feed = feeds.Atom(f"Feed{bad}", path="/feeds/gotchas/", about="/")
    at = feeds.NEVER
    feed.add_entry(
        f"Title{bad}", path="/1.1/", author=f"Ann{bad}", published=at, updated=at,
        html=f"<p>Text{bad}&#{ord(bad)};</p>", categories=[f"QQQ{bad}1"],
    )  # fmt: skip
    (entry,) = entries_of(feed.response())
    left = "\ufffd" if bad == "\ud800" else ""
    assert (entry.title, entry.author) == (f"Title{left}", f"Ann{left}")
    read_as = {"\x85": "\u2026", "\x00": "\ufffd", "\ud800": "\ufffd"}.get(bad, "")  # as HTML reads "&#133;"
    assert entry.html == f"<p>Text{left}{read_as}</p>"


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_people_typed_is_text_and_not_markup(client, collection, address):
    hostile = "<script>alert(1)</script>]]>&amp;"
    make_gotcha(collection=collection, title=hostile, problem=hostile, solution=hostile)
    Gotcha.objects.update(problem_html=f"{hostile}<p onclick=x id=main>Rest</p>")
    (entry,) = entries_of(client.get(address))
    assert hostile in entry.title
    assert "<p>Rest</p>" in entry.html


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_very_long_article_stands_there_with_its_beginning(client, collection, address):
    make_gotcha(collection=collection, problem="word <x> " * 7_000)
    (entry,) = entries_of(client.get(address))
    assert "word &lt;x&gt; word" in entry.html
    assert len(entry.html) < 2_000


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reader_who_has_the_newest_gets_a_304_until_something_changes(client, collection, address):
    gotcha = make_gotcha(collection=collection)
    first = client.get(address)
    tag, date = {"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}
    for known in (tag, date):
        again = client.get(address, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    gotcha.title = "Another title"
    gotcha.save()
    changed = client.get(address, headers=tag)
    assert "Another title" in entries_of(changed)[0].title


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_without_entries_is_valid_and_stays_the_same(client, collection, address):
    first = client.get(address)
    assert entries_of(first) == []
    assert client.get(address).content == first.content


@pytest.mark.parametrize("address", ["/feeds/gotchas/9/", "/feeds/gotchas/x/", "/feeds/"])
def test_a_feed_that_is_not_there_is_a_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_read_only_and_has_the_headers_of_a_page(client, collection, address):
    assert client.post(address).status_code == 405
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("count", [2, 60])
def test_a_feed_takes_the_same_queries_whatever_its_length(
    client, collection, django_assert_num_queries, count
):
    make_gotchas(
        count, collection=collection, platforms=[make_platform()], codes=[make_code()], indexed=False
    )
    with django_assert_num_queries(5):
        assert len(entries_of(client.get("/feeds/gotchas/"))) == min(count, feeds.NEWEST)
    with django_assert_num_queries(6):
        assert len(entries_of(client.get("/feeds/gotchas/1/"))) == min(count, feeds.NEWEST)
