"""What the site says of itself to programs, and to people who write them."""

from xml.etree.ElementTree import fromstring

import pytest

from gotchas.tests.factories import make_code, make_family, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_a_browser_can_search_here(client, settings):
    settings.SITE_URL = "https://gotchas.example"
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    root = fromstring(response.content)
    assert root.tag == f"{SPACE}OpenSearchDescription"
    assert 0 < len(root.find(f"{SPACE}ShortName").text) <= 16
    templates = {each.get("type"): each.get("template") for each in root.findall(f"{SPACE}Url")}
    assert templates["text/html"] == "https://gotchas.example/search/?q={searchTerms}"
    assert templates["application/json"] == "https://gotchas.example/search.json?q={searchTerms}"
    assert templates["application/x-suggestions+json"] == "https://gotchas.example/suggest/?q={searchTerms}"
    assert root.find(f"{SPACE}Image").text.startswith("https://gotchas.example/static/")


def test_every_page_names_the_description_for_the_address_bar(client):
    page = client.get("/about/").content.decode()
    assert '<link rel="search" type="application/opensearchdescription+xml"' in page


def test_the_descriptions_are_not_sent_again_while_nothing_changed(client):
    for path in ("/opensearch.xml", "/openapi.json", "/programs/"):
        tag = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert client.post(path).status_code == 405


def test_the_page_for_programs_has_a_line_for_each_answer(client, settings):
    settings.SITE_URL = "https://gotchas.example"
    response = client.get("/programs/")
    check_page(response)
    words = text_of(response)
    for line in (
        "curl --data-binary @FILE https://gotchas.example/log",
        "https://gotchas.example/api/log",
        "curl https://gotchas.example/1.15.txt",
        "curl https://gotchas.example/1.15/comments.json",
        "curl -L https://gotchas.example/AMQ9637",
        "https://gotchas.example/api/search?q=",
        settings.CONTENT_LICENCE.name,
    ):
        assert line in words
    assert 'href="/openapi.json"' in response.content.decode()


def test_footer_and_about_lead_to_it(client):
    page = client.get("/about/").content.decode()
    assert page.count('href="/programs/"') == 2
    assert client.get("/privacy/").content.decode().count('href="/programs/"') == 1
    assert client.get("/api/")["Location"] == "/programs/"


@pytest.mark.django_db
def test_the_pages_of_a_gotcha_and_of_a_code_lead_to_their_other_forms(client):
    code = make_code("E1.2", family=make_family(slug="node"))
    gotcha = make_gotcha(codes=[code])
    for page, address in ((gotcha, f"/{gotcha.number}"), (code, "/codes/node/E1.2")):
        response = client.get(page.get_absolute_url())
        check_page(response)
        html = response.content.decode()
        for form, kind in (
            ("txt", "text/plain"),
            ("md", "text/markdown"),
            ("json", "application/json"),
        ):
            assert f'<link rel="alternate" type="{kind}" href="{address}.{form}">' in html
            assert html.count(f'href="{address}.{form}"') == 2
            assert client.get(f"{address}.{form}").status_code == 200


@pytest.mark.django_db
def test_a_withdrawn_gotcha_and_a_draft_lead_to_no_other_form(client, admin_client):
    withdrawn = make_gotcha(state="withdrawn", withdrawn_reason="Never true.")
    draft = make_gotcha(state="draft")
    for page in (
        client.get(withdrawn.get_absolute_url()),
        admin_client.get(draft.get_absolute_url()),
    ):
        assert ".json" not in page.content.decode()
