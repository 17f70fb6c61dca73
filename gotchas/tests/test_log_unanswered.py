"""Codes without an answer are counted: once for each code, day and visitor; never the text around them."""

import datetime

import pytest
from django.utils import timezone

from gotchas.intake import unanswered
from gotchas.models import CodeFamily, DailySalt, UnansweredCode, UnansweredSighting
from gotchas.tests.log_site import amq, make_amq
from gotchas.tests.page_checks import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings):
    settings.LIMITS = True


def counts():
    return dict(UnansweredCode.objects.values_list("code", "count"))


def paste(client, text, address="192.0.2.1"):
    assert client.post("/log/", {"text": text}, REMOTE_ADDR=address).status_code == 200


def test_an_unknown_code_is_counted_with_its_family_and_a_known_one_is_not(client):
    make_amq("AMQ9637")
    paste(client, "AMQ9637E and AMQ9638E\nABC1234E: odd")
    assert set(UnansweredCode.objects.values_list("family__slug", "code", "count")) == {
        ("ibm-mq-amq", "AMQ9638", 1),
        (None, "ABC1234E", 1),
    }


def test_a_visitor_counts_once_a_day_for_each_code(client):
    for text in ("AMQ9638E", "AMQ9638E again", "AMQ9638 and AMQ9639E"):
        paste(client, text)
    assert counts() == {"AMQ9638": 1, "AMQ9639": 1}
    paste(client, "AMQ9638E", address="192.0.2.2")
    assert counts()["AMQ9638"] == 2


def test_the_addresses_of_a_household_are_one_visitor(client):
    paste(client, "AMQ9638E", address="2001:db8::1")
    paste(client, "AMQ9638E", address="2001:db8::2")
    assert counts() == {"AMQ9638": 1}


def test_on_the_next_day_the_same_visitor_counts_again_and_cannot_be_recognised(client, monkeypatch):
    paste(client, "AMQ9638E")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    paste(client, "AMQ9638E")
    assert counts() == {"AMQ9638": 2}
    assert UnansweredSighting.objects.values("visitor").distinct().count() == 2
    assert list(DailySalt.objects.values_list("day", flat=True)) == [tomorrow.date()]


def test_curl_counts_as_well_and_looking_does_not(client):
    client.post("/log", b"AMQ9638E", content_type="text/plain")
    assert counts() == {"AMQ9638": 1}
    client.get("/log/", {"text": "AMQ9639E"})
    client.head("/log/")
    assert counts() == {"AMQ9638": 1}


def test_words_that_only_look_like_codes_are_not_counted(client):
    paste(
        client,
        "SHA256 RFC2616: x ISO8601 UTF8 x509 TX3304 1414 rc=7 id=AB12 (C7) user=U3225 JIRA-4711 TLSv1.3",
    )
    assert counts() == {}


def test_one_paste_counts_a_bounded_number_of_codes(client):
    paste(client, "\n".join(f"AMQ{n}E" for n in range(8000, 8100)))
    assert len(counts()) == unanswered.MOST_AT_ONCE


def test_a_visitor_adds_a_bounded_number_a_day(client, settings, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_A_DAY", 3)
    paste(client, "AMQ8001E AMQ8002E")
    paste(client, "AMQ8003E AMQ8004E")
    assert len(counts()) == 2
    settings.LIMITS = False
    paste(client, "AMQ8003E AMQ8004E")
    assert len(counts()) == 4


def test_that_codes_were_counted_is_said_only_where_they_were(client, monkeypatch):
    def said(codes):
        return text_of(client.post("/log/", {"text": codes}))

    assert "They were counted, so that" in said("AMQ8001E AMQ8002E")
    assert "They were counted, so that" in said("AMQ8001E AMQ8002E")  # the second time today
    monkeypatch.setattr(unanswered, "MOST_AT_ONCE", 2)
    assert "The first 2 were counted, so that" in said("AMQ8001E AMQ8002E AMQ8003E")
    monkeypatch.setattr(unanswered, "MOST_A_DAY", 2)
    beyond = said("AMQ8008E AMQ8009E")
    assert "were counted" not in beyond
    assert "Search for the words that stand beside them" in beyond


def test_nothing_but_the_code_is_kept(client):
    paste(client, "AMQ9638E for host shop.example.org (192.0.2.7) of marker")
    kept = str(list(UnansweredCode.objects.values())) + str(list(UnansweredSighting.objects.values()))
    assert "AMQ9638" in kept
    for word in ("shop", "192.0.2", "marker"):
        assert word not in kept


def test_a_code_that_is_counted_for_one_family_is_another_one_for_the_next():
    oracle = CodeFamily.objects.get(slug="oracle")
    assert unanswered.count([(amq(), "X1"), (oracle, "X1"), (None, "X1"), (None, "X1")], "192.0.2.1") == 3
    assert unanswered.count([(amq(), "X1")], "192.0.2.1") == 0
    assert unanswered.count([], "192.0.2.1") == 0
