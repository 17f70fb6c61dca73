"""The pages about the site, the error pages, and what every page has."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from gotchas.tests.page_checks import check_page, text_of

TEXTS = ["/about/", "/privacy/", "/licence/"]
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "500.html", "503.html"]


@pytest.mark.parametrize("address", TEXTS)
def test_a_page_about_the_site_is_there_and_asks_the_database_nothing(
    client, db, django_assert_num_queries, address
):
    with django_assert_num_queries(0):
        response = client.get(address)
    check_page(response)


@pytest.mark.parametrize("address", TEXTS)
def test_a_page_about_the_site_is_read_only(client, address):
    assert client.post(address).status_code == 405


def test_the_licence_of_the_texts_is_the_one_that_is_set(client, settings):
    licence = settings.CONTENT_LICENCE
    page = client.get("/licence/").content.decode()
    assert licence.name in page
    assert f'href="{licence.address}"' in page


def test_every_page_has_skip_link_navigation_search_and_footer(client):
    page = client.get("/about/").content.decode()
    assert (
        page.index('href="#main"')
        < page.index("<nav")
        < page.index('<main id="main"')
        < page.index("<footer")
    )
    for address in ("/collections/", "/platforms/", "/codes/", "/about/", "/privacy/", "/licence/"):
        assert f'href="{address}"' in page
    assert 'role="search"' in page


def test_the_colour_scheme_is_said_before_the_style_sheet(client):
    page = client.get("/about/").content.decode()
    assert page.index('name="color-scheme"') < page.index('rel="stylesheet"')


@pytest.mark.parametrize("template", ERRORS)
def test_an_error_page_needs_neither_request_nor_database(template):
    html = render_to_string(template)
    assert "<h1>" in html
    assert 'href="/' in html


@pytest.mark.django_db
def test_an_address_that_is_not_there_gives_the_sites_own_404(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    check_page(response)
    assert "There is no page at this address" in text_of(response)


def test_a_fault_of_the_site_gives_a_page_without_the_database(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("gotchas.views.pages.render", broken)
    response = Client(raise_request_exception=False).get("/about/")
    assert response.status_code == 500
    check_page(response)
    assert "fault of the site" in text_of(response)
    assert "broken on purpose" not in response.content.decode()


def test_style_sheet_and_script_keep_to_their_budgets():
    static = Path(settings.BASE_DIR) / "static"
    assert len(gzip.compress((static / "css" / "site.css").read_bytes(), 6)) <= 8 * 1024
    assert len(gzip.compress((static / "js" / "site.js").read_bytes(), 6)) <= 6 * 1024


def test_every_class_of_a_template_of_these_pages_is_in_the_style_sheet():
    css = (Path(settings.BASE_DIR) / "static" / "css" / "site.css").read_text()
    used = set()
    for template in (Path(settings.BASE_DIR) / "templates" / "gotchas").glob("*.html"):
        for value in re.findall(r'class="([^"{%]*)"', template.read_text()):
            used |= set(value.split())
    known = set(re.findall(r"\.([a-z][\w-]*)", css))
    assert used - known <= {"diff"}
