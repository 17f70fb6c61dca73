"""A reader proposes a whole gotcha."""

import re

import pytest
from django.test import Client

from gotchas.intake import once, stamp
from gotchas.models import CodeFamily, Correction, Platform, Policy, UnansweredCode
from gotchas.tests.factories import make_collection
from gotchas.tests.page_checks import text_of
from gotchas.tests.test_pages_correct import HOSTILE, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_waiting(settings):
    settings.LIMITS = False


@pytest.fixture
def collection():
    return make_collection(number=1, title="TLS of queues")


def send(client, address="/new/", **fields):
    plain = {
        "title": "No certificate",
        "codes": "AMQ9637E, CSQX642E",
        "platforms": ["zos"],
        "problem": "It stops with AMQ9637E.",
        "cause": "",
        "solution": "1. Look.\n2. Set the label.",
        "expected": "",
        "reason": "",
        "collection": "1",
        "seen_on": "",
        "author_name": "Neil",
        "author_email": "",
        "homepage": "",
        "stamp": stamp.seal(once.issue()),
    }
    return client.post(address, {**plain, **fields})


def test_a_proposal_is_kept_with_all_its_fields_and_has_a_page_for_its_sender(client, collection):
    assert "Propose a gotcha" in text_of(client.get("/new/"))
    response = send(client, reason="Tried.", wants_mail="on", author_email="neil@example.org")
    correction = Correction.objects.get()
    assert correction.gotcha is None
    assert correction.collection == collection
    assert correction.proposal == {
        "title": "No certificate",
        "kind": "problem",
        "codes": ["AMQ9637E", "CSQX642E"],
        "platforms": ["zos"],
        "problem": "It stops with AMQ9637E.",
        "cause": "",
        "solution": "1. Look.\n2. Set the label.",
        "expected": "",
    }
    assert (correction.proposer_name, correction.wants_mail, correction.reason) == ("Neil", True, "Tried.")
    for address in (response["Location"], f"/corrections/{correction.pk}/"):
        words = text_of(client.get(address))
        for said in ("No certificate", "AMQ9637E, CSQX642E", "z/OS", "2. Set the label.", "Tried."):
            assert said in words
        assert "neil@example.org" not in words
    assert "A new gotcha: No certificate" in text_of(client.get("/corrections/"))


def test_an_applied_proposal_leads_to_its_gotcha_which_was_never_corrected(client, collection, admin_user):
    send(client)
    correction = Correction.objects.get()
    correction.apply(admin_user, "Good.")
    made = collection.gotchas.get()
    assert f'href="{made.get_absolute_url()}"' in page_of(client.get(f"/corrections/{correction.pk}/"))
    words = text_of(client.get(made.get_absolute_url()))
    assert "Set the label." in words
    assert "Corrected on" not in words
    assert f"Proposed by Neil: correction {correction.pk}" in words
    assert "Proposed by Neil (correction" in text_of(client.get(f"{made.get_absolute_url()}history/"))


def test_the_preview_shows_the_article_and_keeps_nothing(client, collection):
    page = page_of(send(client, "/new/preview/"))
    assert '<li id="preview-solution-step-2">' in page
    platform = Platform.objects.get(slug="zos").name
    assert f"In 1 TLS of queues · Messages: AMQ9637E, CSQX642E · Platforms: {platform}" in page
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": " "}, "Give it a title"),
        ({"problem": ""}, "Write what you see"),
        ({"solution": "\u2800"}, "Write what to do"),
        ({"platforms": ["no-such"]}, "Choose among the platforms"),
        ({"collection": "77"}, "Choose one of the collections"),
        ({"codes": "A1," * 21}, "Name the 20 codes"),
        ({"wants_mail": "on"}, "Write the address"),
        ({"problem": "x" * 10_001}, "Leave out 1."),
    ],
)
def test_what_is_not_taken_is_told_and_what_was_typed_stays(client, collection, fields, says):
    response = send(client, **{"cause": "Because of that.", **fields})
    assert response.status_code == 422
    assert says in text_of(response)
    assert "Because of that." in page_of(response)
    assert not Correction.objects.exists()


def test_an_unanswered_code_can_be_answered_with_the_code_filled_in(client, collection):
    family = CodeFamily.objects.get(slug="ibm-mq-amq")
    UnansweredCode.objects.create(family=family, code="AMQ9638", count=3)
    page = client.get("/unanswered/").content.decode()
    link = re.search(r'href="(/new/[^"]*)"[^>]*>I know this one', page)[1]
    assert 'value="AMQ9638"' in page_of(client.get(link))
    assert 'value="&lt;b&gt;"' in page_of(client.get("/new/?code=<b>"))


def test_private_words_are_asked_about_and_masked(client, collection):
    asked = send(client, problem="Seen on mq.prod.corp.")
    assert "Not sent yet" in text_of(asked)
    assert not Correction.objects.exists()
    assert "mq.prod.corp" not in page_of(send(client, "/new/preview/?mask", problem="Seen on mq.prod.corp."))


def test_hostile_text_is_shown_as_text(client, collection):
    hostile = dict.fromkeys(("title", "codes", "problem", "cause", "solution", "expected", "reason"), HOSTILE)
    response = send(client, **hostile)
    pages = [
        client.get(response["Location"]),
        client.get(f"/corrections/{Correction.objects.get().pk}/"),
        client.get("/corrections/"),
        send(client, "/new/preview/", **hostile),
    ]
    for page in pages:
        assert "<script>alert" not in page_of(page)
        assert "<b onclick" not in page_of(page)


def test_a_closed_site_and_one_without_a_collection_take_nothing(client):
    assert client.get("/new/").status_code == 403
    make_collection()
    assert client.get("/new/").status_code == 200
    Policy.objects.create(form="correction", mode="closed")
    response = send(client, problem="Kept for you.")
    assert response.status_code == 403
    assert "Kept for you." in page_of(response)


def test_a_form_whose_session_ran_out_comes_back_filled(collection):
    response = send(Client(enforce_csrf_checks=True), problem="Kept for you.")
    assert response.status_code == 403
    assert "Kept for you." in page_of(response)


def test_the_form_takes_the_same_queries_however_many_platforms_there_are(
    client, collection, django_assert_num_queries
):
    Platform.objects.bulk_create(Platform(slug=f"p{n}", name=f"P {n}") for n in range(30))
    with django_assert_num_queries(6):
        client.get("/new/")
