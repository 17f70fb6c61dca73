"""Telling the editors of an unknown code: once a day for each address, and by a POST of this site alone."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone

from gotchas.intake import unanswered
from gotchas.models import MessageCode, UnansweredCode, UnansweredSighting
from gotchas.tests.factories import make_code
from gotchas.tests.log_site import amq, make_amq
from gotchas.tests.page_checks import check_page, text_of
from gotchas.tests.racing import at_once

pytestmark = pytest.mark.django_db

TELL = "/unanswered/tell/"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.LIMITS = True


def counts():
    return dict(UnansweredCode.objects.values_list("code", "count"))


def tell(client, code="AMQ9638", address="192.0.2.1", **headers):
    return client.post(TELL, {"code": code}, REMOTE_ADDR=address, headers=headers)


def test_told_codes_are_counted_and_the_reader_learns_what_happens_next():
    client = Client(enforce_csrf_checks=True)
    answer = tell(client)
    assert (answer.status_code, answer.url) == (302, "/unanswered/told/?family=ibm-mq-amq&code=AMQ9638")
    assert not answer.cookies
    page = client.get(answer.url)
    check_page(page)
    assert "Told. 1 reader asked for it." in text_of(page)
    assert "What happens next" in text_of(page)
    assert counts() == {"AMQ9638": 1}


def test_a_reader_counts_once_a_day_and_another_reader_counts_as_well(client, monkeypatch):
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        answer = tell(client, address=address)
    assert "Told. 2 readers asked for it." in text_of(client.get(answer.url))
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    tell(client)
    assert counts() == {"AMQ9638": 3}


@pytest.mark.parametrize("code", ["AMQ9638", "amq9638e", "AMQ9638E: something is wrong", " AMQ9638 "])
def test_any_spelling_counts_for_the_normal_form_and_nothing_else_is_kept(client, code):
    assert tell(client, code).status_code == 302
    assert list(UnansweredCode.objects.values_list("family__slug", "code")) == [("ibm-mq-amq", "AMQ9638")]
    assert "wrong" not in str(list(UnansweredSighting.objects.values()))


def test_a_code_of_no_family_is_counted_when_it_is_built_like_one(client):
    answer = tell(client, "ABC1234E")
    assert answer.url == "/unanswered/told/?family=&code=ABC1234E"
    page = client.get(answer.url)
    check_page(page)
    assert "ask about this code" not in text_of(page)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "certificate",
        "<script>1</script>",
        "'; DROP TABLE x; --",
        "A1" * 4000,
        f"AMQ9638 {'x' * 201}",
        "SHA256",
        "\u202eAMQ\u0301",
    ],
)
def test_what_is_no_code_is_refused_and_not_counted(client, code):
    body = urlencode({"code": code})
    answer = client.post(TELL, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert counts() == {}
    check_page(answer)


@pytest.mark.parametrize("body", [b"code=%ED%A0%80AMQ9638", b"code=AMQ9638%00", b"code=\xff"])
def test_bytes_that_are_no_text_are_refused(client, body):
    answer = client.post(TELL, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert counts() == {}


def test_a_form_without_the_field_is_refused(client):
    assert client.post(TELL).status_code == 422


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_counts_nothing_and_leads_to_the_list(client, method):
    answer = getattr(client, method)(f"{TELL}?code=AMQ9638")
    assert (answer.status_code, answer.url) == (302, "/unanswered/")
    for address in ("/AMQ9638", "/codes/ibm-mq-amq/AMQ9638/", "/search/?q=AMQ9638"):
        client.get(address)
    assert counts() == {}


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(client, method):
    assert getattr(client, method)(TELL).status_code == 405
    assert client.post("/unanswered/told/").status_code == 405


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"origin": "https://evil.example"},
        {"origin": "https://testserver.evil.example"},
        {"origin": "null"},
        {"origin": ""},
    ],
)
def test_what_another_site_makes_a_browser_send_is_refused(client, headers):
    answer = tell(client, **headers)
    assert answer.status_code == 403
    assert counts() == {}
    check_page(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
        {"origin": site_settings.SITE_URL},
    ],
)
def test_this_sites_own_pages_and_programs_are_heard(client, headers):
    assert tell(client, **headers).status_code == 302
    assert counts() == {"AMQ9638": 1}


def test_a_code_with_a_meaning_is_shown_instead_of_counted(client):
    code = make_amq("AMQ9637")
    assert tell(client, "AMQ9637").url == code.get_absolute_url()
    assert counts() == {}


def test_a_stored_code_without_a_meaning_is_counted(client):
    code = make_code("AMQ9637", family=amq(), meaning="", meaning_state="unknown")
    page = client.get(tell(client, "AMQ9637").url)
    assert code.get_absolute_url() in page.content.decode()
    assert counts() == {"AMQ9637": 1}


def test_telling_stores_no_code(client):
    tell(client)
    assert not MessageCode.objects.exists()


def test_one_address_tells_a_bounded_number_a_day(client, settings, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_A_DAY", 2)
    for n in range(2):
        assert tell(client, f"AMQ100{n}").status_code == 302
    answer = tell(client, "AMQ1009")
    assert answer.status_code == 429
    assert "Today more codes were told" in text_of(answer)
    assert "AMQ1009" not in counts()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?code=AMQ9638",
        "?family=oracle&code=AMQ9638",
        "?family=ibm-mq-amq&code=AMQ1000",
        "?code=%3Cscript%3E",
    ],
)
def test_nobody_is_told_of_what_nobody_asked_for(client, query):
    UnansweredCode.objects.create(family=amq(), code="AMQ9638", count=1)
    UnansweredCode.objects.create(family=amq(), code="AMQ1000", count=0)
    assert client.get(f"/unanswered/told/{query}").status_code == 404


def test_the_told_page_takes_the_same_queries(client, django_assert_num_queries):
    address = tell(client).url
    client.get(address)
    with django_assert_num_queries(2):
        client.get(address)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_readers_at_once_are_all_counted_and_one_reader_once():
    addresses = [f"192.0.2.{n}" for n in (1, 2, 3, 3, 3, 3)]
    answers = at_once(6, lambda: tell(Client(), address=addresses.pop()).status_code)
    assert answers == [302] * 6
    assert counts() == {"AMQ9638": 3}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("ICH408I", "ICH408"),
        ("ICH408", "ICH408"),
        ("fatal error LNK1104: cannot open file", "LNK1104"),
        ("SQLCODE -805", "SQL0805N"),
        ("AMQ9638E", "AMQ9638"),
    ],
)
def test_the_button_of_a_search_tells_the_code_that_was_seen(client, asked, code):
    page = client.get("/search/", {"q": asked}).content.decode()
    [value] = re.findall(r'<input type="hidden" name="code" value="([^"]*)">', page)
    assert client.post("/unanswered/tell/", {"code": value}).status_code == 302
    assert UnansweredCode.objects.get().code == code
