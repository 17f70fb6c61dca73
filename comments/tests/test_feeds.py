"""The Atom feeds of comments: of the site and of one collection."""

import datetime
import re

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.feeds import NEWEST
from gotchas.tests.factories import make_code, make_collection, make_gotcha
from gotchas.tests.feed_checks import entries_of

pytestmark = pytest.mark.django_db

ADDRESSES = ["/feeds/comments/", "/feeds/comments/1/"]


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "https://gotchas.example.org"


@pytest.fixture
def collection():
    return make_collection(number=1, title="Traps")


def paths(response):
    return [entry.path for entry in entries_of(response)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_entry_tells_who_wrote_what_where(client, collection, address):
    gotcha = make_gotcha(collection=collection, title="No certificate")
    comment = make_comment(on=gotcha, author_name="Ann", author_email="ann@example.org", text="It *worked*.")
    response = client.get(address)
    (entry,) = entries_of(response)
    assert (entry.title, entry.author) == ("Ann on 1.1 No certificate", "Ann")
    assert entry.path == comment.get_absolute_url()
    assert "<em>worked</em>" in entry.html
    assert b"ann@example.org" not in response.content


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_a_comment_that_is_not_published_is_never_in_it(client, collection, address, state):
    parent = make_comment(on=collection, state=state, author_name="Mallory", text="Secret words.")
    Comment.objects.filter(pk=parent.pk).update(state=state)
    reply = make_comment(parent=parent, text="An answer.")
    response = client.get(address)
    assert paths(response) == [reply.get_absolute_url()]
    assert entries_of(response)[0].answers == ""
    assert b"Secret" not in response.content
    assert b"Mallory" not in response.content


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("fields", [{"state": "draft"}, {"state": "withdrawn", "withdrawn_reason": "Wrong."}])
def test_a_comment_on_what_a_stranger_cannot_read_is_never_in_it(client, collection, address, fields):
    make_comment(on=make_gotcha(collection=collection, title="Unseen", **fields), text="Secret words.")
    response = client.get(address)
    assert entries_of(response) == []
    assert b"Unseen" not in response.content


def test_a_collections_feed_has_the_comments_on_it_and_on_its_gotchas(client, collection):
    on_it = make_comment(on=collection)
    on_gotcha = make_comment(on=make_gotcha(collection=collection))
    on_code, elsewhere = make_comment(on=make_code()), make_comment()
    assert paths(client.get("/feeds/comments/1/")) == [c.get_absolute_url() for c in (on_gotcha, on_it)]
    everything = [c.get_absolute_url() for c in (elsewhere, on_code, on_gotcha, on_it)]
    assert paths(client.get("/feeds/comments/")) == everything


def test_the_feed_of_a_gotcha_or_a_code_has_the_comments_on_it_alone(client, collection):
    gotcha, code = make_gotcha(collection=collection), make_code()
    on_gotcha, on_code = make_comment(on=gotcha), make_comment(on=code)
    make_comment(on=gotcha, state="waiting")
    make_comment(on=collection, text="See 1.1.")
    for target, what, comment in ((gotcha, "article", on_gotcha), (code, "code", on_code)):
        page = client.get(target.get_absolute_url()).content.decode()
        link = re.search(
            r'type="application/atom\+xml" title="Comments feed for this (\w+)" href="([^"]+)"', page
        )
        assert link[1] == what
        assert f'<a href="{link[2]}">Comments feed for this {what}</a>' in page
        assert paths(client.get(link[2])) == [comment.get_absolute_url()]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_nobody_can_read_has_no_feed(client, collection, state):
    make_gotcha(collection=collection, state=state, withdrawn_reason="Wrong.")
    assert client.get("/feeds/comments/1.1/").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_newest_fifty_are_in_it_newest_first(client, collection, address):
    begin = timezone.now() - datetime.timedelta(days=100)
    comments = [
        make_comment(on=collection, posted_at=begin + datetime.timedelta(days=day)) for day in range(52)
    ]
    assert paths(client.get(address)) == [c.get_absolute_url() for c in reversed(comments[2:])]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reply_names_what_it_answers(client, collection, address):
    parent = make_comment(on=collection)
    make_comment(parent=parent)
    reply, first = entries_of(client.get(address))
    assert (reply.answers, first.answers) == (first.id, "")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("bad", ["\x0c", "\x1b", "\ufffe", "\U0010ffff"])
@pytest.mark.parametrize("kind", ["markdown", "plain", "html"])
def test_a_form_feed_or_a_noncharacter_in_a_comment_does_not_break_the_feed(
    client, collection, address, bad, kind
):
    comment = make_comment(on=collection, author_name=f"A{bad}nn", text=f"Fine{bad}ly.", format=kind)
    Comment.objects.filter(pk=comment.pk).update(html=f"<p>Fine{bad}ly.</p>")
    (entry,) = entries_of(client.get(address))
    assert entry.author == "Ann"
    assert entry.html == "<p>Finely.</p>"


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_reader_typed_is_text_and_not_markup(client, collection, address):
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(1)>]]> [x](javascript:alert(1)) [y](//evil.test/)"
    )
    for kind in ("markdown", "plain", "html"):
        make_comment(on=collection, author_name="<b>Ann</b>", text=hostile, format=kind)
    for entry in entries_of(client.get(address)):
        assert entry.author == "<b>Ann</b>"
        assert 'href="' not in entry.html


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_of_a_comment_are_whole_addresses_and_stay_marked(client, collection, address):
    make_gotcha(collection=collection)
    make_comment(on=collection, text="See 1.1 and <https://example.org/x>.")
    html = entries_of(client.get(address))[0].html
    assert 'href="https://gotchas.example.org/1.1/"' in html
    assert 'rel="nofollow ugc noopener"' in html


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reader_who_has_the_newest_gets_a_304_until_something_changes(client, collection, address):
    comment = make_comment(on=collection)
    first = client.get(address)
    tag, date = {"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}
    for known in (tag, date):
        assert client.get(address, headers=known).status_code == 304
    comment.remove(None, "Advertising")
    assert entries_of(client.get(address, headers=tag)) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_edited_comment_is_updated(client, collection, address):
    comment = make_comment(on=collection, posted_at=timezone.now() - datetime.timedelta(days=9))
    before = entries_of(client.get(address))[0].updated
    comment.revise("Better words.")
    (entry,) = entries_of(client.get(address))
    assert entry.updated > before
    assert "Better words." in entry.html


def test_a_visitor_who_waits_for_an_editor_does_not_see_the_own_comment_in_the_feed(client, collection):
    waiting = make_comment(on=collection, state="waiting", text="Secret words.")
    session = client.session
    session["comments"] = [waiting.pk]
    session.save()
    assert b"Secret" in client.get("/1/").content
    assert b"Secret" not in client.get("/feeds/comments/").content


@pytest.mark.parametrize("address", ["/feeds/comments/9/", "/feeds/comments/x/"])
def test_a_feed_of_a_collection_that_is_not_there_is_a_404(client, address):
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
    targets = [collection, make_gotcha(collection=collection)]
    for n in range(count):
        make_comment(on=targets[n % 2])
    with django_assert_num_queries(2):
        assert len(entries_of(client.get("/feeds/comments/"))) == min(count, NEWEST)
    with django_assert_num_queries(3):
        assert len(entries_of(client.get("/feeds/comments/1/"))) == min(count, NEWEST)
