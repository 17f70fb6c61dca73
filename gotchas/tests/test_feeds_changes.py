"""The feeds of corrections and of revisions."""

import pytest

from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_gotcha
from gotchas.tests.feed_checks import entries_of
from gotchas.tests.test_pages_correct import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://gotchas.example.org"


def test_the_feed_of_corrections_has_public_ones_with_their_verdict(client):
    gotcha = make_gotcha(title="Add or receive")
    shown = make_correction(gotcha, state="rejected", decision_reason="It is right.")
    make_correction(gotcha, visibility="waiting", proposed="Held back.")
    make_correction(make_gotcha(state="draft"), proposed="Unborn.")
    for address in ("/feeds/corrections/", f"/feeds/corrections/{gotcha.collection.number}/"):
        page = client.get(address).content.decode()
        assert f"Correction {shown.pk} of {gotcha}: rejected" in page
        assert "It is right." in page
        assert f"/corrections/{shown.pk}/" in page
        assert "Held back" not in page
        assert "Unborn" not in page
    assert client.get("/feeds/corrections/999/").status_code == 404


def test_the_feed_of_revisions_has_every_version_of_what_can_be_read(client):
    gotcha = make_gotcha(title="Add or receive")
    gotcha.title = "Receive"
    gotcha.save()
    gotcha.record(author_name="Ada", note="Says what it is.", correction=make_correction(gotcha))
    make_gotcha(title="Unborn", state="draft")
    for address in ("/feeds/revisions/", f"/feeds/revisions/{gotcha.collection.number}/"):
        page = client.get(address).content.decode()
        assert "Receive, version 2" in page
        assert "Says what it is. Thanks to Neil Casey." in page
        assert f"{gotcha.get_absolute_url()}diff/1/2/" in page
        assert "Unborn" not in page


def test_hostile_text_and_controls_leave_the_feeds_well_formed(client):
    gotcha = make_gotcha(title=HOSTILE)
    make_correction(gotcha, proposed=HOSTILE + "\x0c", reason=HOSTILE, proposer_name=HOSTILE)
    gotcha.title = HOSTILE + "!"
    gotcha.save()
    gotcha.record(note=HOSTILE + "\x0c")
    for address in ("/feeds/corrections/", "/feeds/revisions/"):
        entries = entries_of(client.get(address))
        assert entries
        assert all("<script" not in entry.html for entry in entries)


@pytest.mark.parametrize("count", [2, 20])
def test_the_feeds_take_the_same_queries_however_long(client, django_assert_num_queries, count):
    gotcha = make_gotcha()
    for n in range(count):
        make_correction(gotcha, proposed=f"Say {n}.")
    with django_assert_num_queries(1):
        client.get("/feeds/corrections/")
    with django_assert_num_queries(1):
        client.get("/feeds/revisions/")
