"""What pages say of themselves to programs: JSON-LD, OpenGraph, the canonical address, the social picture."""

import datetime
import gzip
import json
from pathlib import Path

import html5lib
import pytest
from django.conf import settings as site_settings
from django.utils import timezone
from PIL import Image

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas import markup, structured
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform
from gotchas.tests.page_checks import check_page

pytestmark = pytest.mark.django_db

STATIC = Path(site_settings.BASE_DIR) / "static"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>&lt;/script&gt;",
    '"},"x":{"',
    "\\u003C/script>\u2028\u2029\\",
    "A\x0cB\x00\ufffeC\ud800D",
]


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "https://gotchas.example.org"


@pytest.fixture
def collection():
    return make_collection(number=1, title="Traps", authors="Ann Archer and Bob Baker")


def head_of(response):
    """The page by a browser's rules; it has no fault that a parser would have to mend."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(response.content.decode())


def nodes_of(response):
    """All that the page's blocks of data say, by type."""
    found = {}
    for block in head_of(response).iter("script"):
        if block.get("type") == "application/ld+json":
            data = json.loads(block.text)
            assert data["@context"] == "https://schema.org"
            for node in data.get("@graph", [data]):
                found.setdefault(node["@type"], []).append(node)
    return found


def comments_of(response):
    return [c for rows in nodes_of(response).values() for row in rows for c in row.get("comment", [])]


def test_an_article_is_published_when_it_could_first_be_read(client, collection):
    gotcha = make_gotcha(collection=collection)
    day = datetime.datetime(2031, 2, 3, tzinfo=datetime.UTC)
    Gotcha.objects.filter(pk=gotcha.pk).update(published_at=day)
    (article,) = nodes_of(client.get("/1.1/"))["TechArticle"]
    assert article["datePublished"] == article["dateModified"] == "2031-02-03T00:00:00Z"


def test_an_article_tells_its_author_dates_and_codes(client, collection):
    code = make_code("QQQ1234")
    gotcha = make_gotcha(
        collection=collection,
        title="No certificate",
        problem="It stops with `QQQ1234E`, at once.",
        codes=[code],
        platforms=[make_platform(name="Old iron")],
    )
    (article,) = nodes_of(client.get("/1.1/"))["TechArticle"]
    assert article["headline"] == "No certificate"
    assert article["url"] == article["@id"] == "https://gotchas.example.org/1.1/"
    assert [person["name"] for person in article["author"]] == ["Ann Archer", "Bob Baker"]
    assert article["datePublished"] == structured.moment(gotcha.published_at)
    assert article["dateModified"] == structured.moment(gotcha.edited_at)
    assert article["about"] == [
        {
            "@type": "DefinedTerm",
            "name": "QQQ1234",
            "url": f"https://gotchas.example.org{code.get_absolute_url()}",
        }
    ]
    assert article["keywords"] == ["Old iron"]
    assert article["description"] == "It stops with QQQ1234E, at once."
    assert article["isPartOf"]["@id"] == "https://gotchas.example.org/1/"


def test_the_way_to_a_page_is_the_one_that_it_shows(client, collection):
    code = make_code("QQQ1234")
    make_gotcha(collection=collection, title="No certificate")
    ways = {
        "/1.1/": ["Collections", "1 Traps", "1.1 No certificate"],
        "/1/": ["Collections", "1 Traps"],
        code.get_absolute_url(): ["Message codes", code.family.name, "QQQ1234"],
        code.family.get_absolute_url(): ["Message codes", code.family.name],
    }
    for address, names in ways.items():
        (crumbs,) = nodes_of(client.get(address))["BreadcrumbList"]
        steps = crumbs["itemListElement"]
        assert [(step["position"], step["name"]) for step in steps] == list(enumerate(names, 1))
        assert steps[-1]["item"] == f"https://gotchas.example.org{address}"
        for step in steps:
            assert client.get(step["item"].removeprefix("https://gotchas.example.org")).status_code == 200


@pytest.mark.parametrize("kind", ["collection", "gotcha", "code"])
def test_a_threads_comments_tell_who_said_what_when_and_to_whom(client, collection, kind):
    on = {"collection": collection, "gotcha": make_gotcha(collection=collection), "code": make_code()}[kind]
    first = make_comment(on=on, author_name="Ann", text="Does it *work*?\n\nOn 9.4?")
    make_comment(parent=first, author_name="Bob", text="Yes.")
    response = client.get(on.get_absolute_url())
    question, answer = comments_of(response)
    assert question["text"] == "Does it work? On 9.4?"
    assert question["author"] == {"@type": "Person", "name": "Ann"}
    assert question["datePublished"] == structured.moment(first.posted_at)
    assert question["url"] == f"https://gotchas.example.org{first.get_absolute_url()}"
    assert answer["parentItem"]["@id"] == question["@id"]
    types = [node for rows in nodes_of(response).values() for node in rows if node.get("comment")]
    assert types[0]["@id"] == f"https://gotchas.example.org{on.get_absolute_url()}"


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_a_comment_that_is_not_published_is_not_told_not_even_to_its_author(client, collection, state):
    hidden = make_comment(on=collection, author_name="Mallory", text="Secret words.")
    make_comment(parent=hidden, text="An answer.")
    Comment.objects.filter(pk=hidden.pk).update(state=state)
    session = client.session
    session["comments"] = [hidden.pk]
    session.save()
    (answer,) = comments_of(client.get("/1/"))
    assert "parentItem" not in answer


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"state": "withdrawn", "withdrawn_reason": "Wrong."}])
def test_a_page_that_is_for_editors_or_gone_says_nothing_to_programs(admin_client, collection, fields):
    make_gotcha(collection=collection, **fields)
    page = admin_client.get("/1.1/").content.decode()
    assert "ld+json" not in page
    assert "og:title" not in page
    assert 'name="robots" content="noindex"' in page


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_people_ends_its_block_or_becomes_an_element(client, text):
    """`\\x00` and half characters are refused by PostgreSQL, so they are tried without a row."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(
        f"<p>{markup.data_block({'text': text})}</p><i>after</i>"
    )
    (block,) = tree.iter("script")
    assert json.loads(block.text) == {"text": text.replace("\ufffe", "").replace("\ud800", "\ufffd")}
    assert tree.find("i").text == "after"


@pytest.mark.parametrize("text", HOSTILE[:5])
def test_hostile_texts_of_editors_and_readers_stay_texts(client, text):
    collection = make_collection(number=1, title=text, authors=text, introduction=text)
    code = make_code("QQQ1", meaning=text)
    make_gotcha(collection=collection, title=text, problem=text, codes=[code])
    for on in (collection, collection.gotchas.get(), code):
        make_comment(on=on, author_name=text[:80], text=f"```\n{text}\n```")
        response = client.get(on.get_absolute_url())
        check_page(response)
        (comment,) = comments_of(response)
        assert comment["author"]["name"] == text
        assert " ".join(text.split()) in comment["text"]
    assert nodes_of(client.get("/1.1/"))["TechArticle"][0]["headline"] == text


def test_a_long_comment_is_told_by_its_beginning(client, collection):
    make_comment(on=collection, text="word " * 1_900)
    (comment,) = comments_of(client.get("/1/"))
    assert 400 < len(comment["text"]) <= 500


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <em>two</em><code>3</code></p><p>four</p>", "One two3 four"),
        ('<p><a href="/1.1/" title="a > b">x</a>&lt;b&gt; &amp;amp;</p>', "x<b> &amp;"),
        ("<ul>\n<li>a<br>b</li><li>c</li></ul>", "a b c"),
        ("", ""),
    ],
)
def test_words_of_html_are_what_a_reader_sees(html, text):
    assert markup.words(html, 100) == text


def test_opengraph_and_the_canonical_address_name_the_page(client, collection):
    make_gotcha(collection=collection, title="No <b> certificate", problem="It stops.")
    tree = head_of(client.get("/1.1/?from=9&utm_source=x"))
    said = {meta.get("property"): meta.get("content") for meta in tree.iter("meta")}
    assert said["og:title"] == "1.1 No <b> certificate"
    assert said["og:description"] == "It stops."
    assert (said["og:type"], said["og:site_name"]) == ("article", "Gotchas")
    assert said["og:url"] == "https://gotchas.example.org/1.1/"
    assert said["og:image"].startswith("https://gotchas.example.org/static/social")
    links = {link.get("rel"): link.get("href") for link in tree.iter("link")}
    assert links["canonical"] == "https://gotchas.example.org/1.1/"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/collections/",
        "/platforms/",
        "/codes/",
        "/about/",
        "/privacy/",
        "/licence/",
        "/codes/ibm-mq-amq/",
    ],
)
def test_every_page_for_search_engines_has_one_canonical_address(client, address):
    links = [link for link in head_of(client.get(address)).iter("link") if link.get("rel") == "canonical"]
    assert [link.get("href") for link in links] == [f"https://gotchas.example.org{address}"]


def test_the_second_page_of_a_list_is_a_page_of_its_own(client):
    code = make_code()
    for _ in range(100):
        make_code(family=code.family)
    tree = head_of(client.get(f"{code.family.get_absolute_url()}?page=2"))
    (link,) = [link for link in tree.iter("link") if link.get("rel") == "canonical"]
    assert link.get("href").endswith(f"{code.family.get_absolute_url()}?page=2")


def test_pages_lead_to_the_feeds_that_belong_to_them(client, collection):
    make_gotcha(collection=collection)
    for address, feeds in {
        "/": ["/feeds/gotchas/", "/feeds/comments/", "/feeds/corrections/", "/feeds/revisions/"],
        "/1/": [
            "/feeds/gotchas/1/",
            "/feeds/comments/1/",
            "/feeds/corrections/1/",
            "/feeds/revisions/1/",
        ],
        "/1.1/": [
            "/feeds/gotchas/1/",
            "/feeds/comments/1/",
            "/feeds/corrections/1.1/",
            "/feeds/revisions/1.1/",
            "/feeds/comments/1.1/",
        ],
    }.items():
        links = [link for link in head_of(client.get(address)).iter("link") if link.get("rel") == "alternate"]
        assert [link.get("href") for link in links if link.get("type") == "application/atom+xml"] == feeds
        others = [link.get("href") for link in links if link.get("type") != "application/atom+xml"]
        assert others == (["/1.1.txt", "/1.1.md", "/1.1.json"] if address == "/1.1/" else [])
    page = client.get("/1/").content.decode()
    assert '<a href="/feeds/comments/1/">Comments feed</a>' in page


def test_an_article_with_twenty_comments_weighs_at_most_20_kb(client, collection):
    """Page, style sheet and script together, compressed as a server does; no two comments are alike."""
    gotcha = make_gotcha(collection=collection, problem="It stops. " * 40, solution="1. Look there.\n" * 10)
    words = (
        (STATIC / "css" / "site.css").read_text().split()
    )  # 600 different ones, and about as hard to press
    for n in range(20):
        text = " ".join(words[(n * 31 + k * 17) % len(words)].strip("{};:") for k in range(60))
        make_comment(on=gotcha, author_name=f"Reader {n}", text=f"```\n{text}\n```", posted_at=timezone.now())
    page = client.get(gotcha.get_absolute_url()).content
    files = [(STATIC / "css" / "site.css").read_bytes(), (STATIC / "js" / "site.js").read_bytes()]
    assert sum(len(gzip.compress(part, 6)) for part in (page, *files)) <= 20 * 1024


def test_the_social_picture_has_the_size_that_pages_say_and_is_small():
    with Image.open(STATIC / "social.png") as picture:
        assert picture.size == (1200, 630)
    assert (STATIC / "social.png").stat().st_size < 40_000
