"""The sitemap index, its sections, and robots.txt."""

import re
from xml.etree import ElementTree

import pytest

from gotchas import sitemaps
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_gotchas, make_platform

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "https://gotchas.example.org"


def read(client, address):
    """The addresses of a sitemap with their times; a <loc> leads to this site and nowhere else."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    found = {row.findtext(f"{NAMESPACE}loc"): row.findtext(f"{NAMESPACE}lastmod") for row in root}
    assert all(address.startswith("https://gotchas.example.org/") for address in found)
    return {address.removeprefix("https://gotchas.example.org"): time for address, time in found.items()}


def everything(client):
    return {
        address: time
        for section in read(client, "/sitemap.xml")
        for address, time in read(client, section).items()
    }


def test_every_address_of_the_sitemap_is_a_page(client):
    make_gotcha(codes=[make_code("QQQ1234")], platforms=[make_platform()])
    addresses = everything(client)
    assert len(addresses) > 40
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_a_gotcha_a_code_a_collection_a_family_and_a_platform_are_in_it(client):
    code, platform = make_code("QQQ1234"), make_platform()
    gotcha = make_gotcha()
    addresses = everything(client)
    for row in (gotcha, gotcha.collection, code, code.family, platform):
        assert row.get_absolute_url() in addresses
    assert {"/", "/collections/", "/codes/", "/platforms/", "/about/"} <= addresses.keys()
    assert {"/log/", "/questions/", "/unanswered/", "/corrections/"} <= addresses.keys()


@pytest.mark.parametrize(
    "fields", [{"state": "draft"}, {"state": "withdrawn", "withdrawn_reason": "Wrong."}, {"state": "merged"}]
)
def test_what_a_stranger_cannot_read_is_not_in_it(client, fields):
    other = make_gotcha()
    if fields["state"] == "merged":
        fields = {**fields, "successor": other}
    hidden = make_gotcha(**fields)
    addresses = everything(client)
    assert other.get_absolute_url() in addresses
    assert hidden.get_absolute_url() not in addresses


def test_the_timeline_of_a_collection_is_in_it_once_something_has_happened_there(client):
    full, empty, unborn = make_gotcha().collection, make_collection(), make_gotcha(state="draft").collection
    spoken_of = make_collection()
    spoken_of.bump(comments=1)
    found = {address for address in everything(client) if address.endswith("/timeline/")}
    assert found == {f"{row.get_absolute_url()}timeline/" for row in (full, spoken_of)}
    assert {empty.get_absolute_url(), unborn.get_absolute_url()} <= everything(client).keys()


def test_a_historic_gotcha_is_in_it(client):
    assert make_gotcha(state="historic").get_absolute_url() in everything(client)


def test_the_time_is_that_of_the_last_edit(client):
    gotcha = make_gotcha()
    Gotcha.objects.update(edited_at="2026-03-04T05:06:07+00:00")
    assert everything(client)[gotcha.get_absolute_url()] == "2026-03-04T05:06:07Z"


def test_sections_are_cut_at_ids_and_an_empty_one_is_not_named(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "SECTION", 2)
    collection = make_collection()
    gotchas = [make_gotcha(collection=collection, recorded=False) for _ in range(8)]
    middle = [row.pk for row in gotchas if (row.pk - 1) // 2 == (gotchas[3].pk - 1) // 2]
    Gotcha.objects.filter(pk__in=middle).update(state="draft")
    sections = [name for name in read(client, "/sitemap.xml") if "gotchas" in name]
    held = [read(client, section) for section in sections]
    assert all(1 <= len(section) <= 2 for section in held)
    assert sum(len(section) for section in held) == 8 - len(middle)
    empty = f"/sitemap-gotchas-{(gotchas[3].pk - 1) // 2 + 1}.xml"
    assert empty not in sections
    assert client.get(empty).status_code == 404


def test_the_index_holds_when_ids_are_large_and_few(client, monkeypatch, django_assert_num_queries):
    """Two queries a kind: the last id, and which of the sections before it have rows."""
    monkeypatch.setattr(sitemaps, "SECTION", 1_000)
    collection = make_collection()
    first = make_gotcha(collection=collection, recorded=False)
    far = make_gotcha(collection=collection, recorded=False, pk=first.pk + 450_000)
    with django_assert_num_queries(2 * len(sitemaps.KINDS) - 1):  # there are no codes: one is enough
        sections = [name for name in read(client, "/sitemap.xml") if "gotchas" in name]
    assert sections == [f"/sitemap-gotchas-{(pk - 1) // 1_000 + 1}.xml" for pk in (first.pk, far.pk)]


def test_an_index_of_more_sections_than_one_query_may_ask_about_is_whole(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "SECTION", 1)
    monkeypatch.setattr(sitemaps, "AT_ONCE", 3)
    collection = make_collection()
    gotchas = [make_gotcha(collection=collection, recorded=False) for _ in range(10)]
    sections = [name for name in read(client, "/sitemap.xml") if "gotchas" in name]
    assert sections == [f"/sitemap-gotchas-{row.pk}.xml" for row in gotchas]


@pytest.mark.parametrize("count", [2, 200])
def test_a_section_takes_one_query_whatever_its_length(client, django_assert_num_queries, count):
    gotchas = make_gotchas(count, indexed=False)
    section = (gotchas[-1].pk - 1) // sitemaps.SECTION + 1
    with django_assert_num_queries(1):
        assert len(read(client, f"/sitemap-gotchas-{section}.xml")) == count


def test_an_address_with_an_ampersand_is_well_formed(client, settings):
    settings.SITE_URL = "https://gotchas.example.org/a&b"
    assert b"a&amp;b" in client.get("/sitemap.xml").content


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap-gotchas-9999.xml",
        "/sitemap-gotchas-999999999.xml",
        "/sitemap-pages-2.xml",
        "/sitemap-users-1.xml",
        "/sitemap-gotchas-0.xml",
        "/sitemap-gotchas.xml",
    ],
)
def test_a_section_that_is_not_there_is_a_404(client, address):
    assert client.get(address).status_code == 404


def test_a_robot_that_knows_the_sitemap_gets_a_304(client):
    first = client.get("/sitemap.xml")
    again = client.get("/sitemap.xml", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def rules(text):
    """The disallowed paths of robots.txt as patterns, as RFC 9309 reads them."""
    lines = re.findall(r"^Disallow: (\S+)$", text, re.MULTILINE)
    return [re.compile(re.escape(line).replace(r"\*", ".*")) for line in lines]


def test_robots_may_read_pages_and_are_kept_from_forms_admin_and_searches(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert "\nSitemap: https://gotchas.example.org/sitemap.xml\n" in text
    closed = rules(text)
    for path in (
        "/",
        "/1/",
        "/1.15/",
        "/codes/ibm-mq-amq/AMQ9637/",
        "/comments/1/",
        "/feeds/comments/",
        "/static/x.css",
    ):
        assert not any(rule.match(path) for rule in closed), path
    for path in (
        "/admin/",
        "/search/?q=x",
        "/1/comment/",
        "/1.15/comment/",
        "/codes/a/B1/comment/",
        "/comments/1/reply/",
    ):
        assert any(rule.match(path) for rule in closed), path


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/sitemap-pages-1.xml"])
def test_it_is_read_only_and_has_the_headers_of_a_page(client, address):
    assert client.post(address).status_code == 405
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
