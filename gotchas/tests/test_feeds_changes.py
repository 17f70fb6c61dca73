"""The feeds of corrections and of revisions."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from gotchas.models import Correction, Notice
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
    shown = make_correction(gotcha, state="rejected", decision_reason="It is right.", decider_name="ada")
    make_correction(gotcha, visibility="waiting", proposed="Held back.")
    make_correction(make_gotcha(state="draft"), proposed="Unborn.")
    of = ("", f"{gotcha.collection.number}/", f"{gotcha.number}/")
    for address in (f"/feeds/corrections/{each}" for each in of):
        page = client.get(address).content.decode()
        assert f"Correction {shown.pk} of {gotcha}: rejected" in page
        assert "Rejected by ada: It is right." in page
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
    for address in (
        f"/feeds/revisions/{n}" for n in ("", f"{gotcha.collection.number}/", f"{gotcha.number}/")
    ):
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
        Notice.objects.create(gotcha=gotcha, text=f"Not {n}.")
    with django_assert_num_queries(2):
        client.get("/feeds/corrections/")
    with django_assert_num_queries(1):
        client.get("/feeds/revisions/")


def test_a_late_verdict_on_an_old_correction_comes_to_the_top(client, monkeypatch):
    monkeypatch.setattr("gotchas.feeds_changes.NEWEST", 2)
    gotcha = make_gotcha()
    old, *_, newest = (make_correction(gotcha) for _ in range(4))
    for address in ("/feeds/corrections/", f"/feeds/corrections/{gotcha.number}/"):
        assert f"/corrections/{old.pk}/" not in [entry.path for entry in entries_of(client.get(address))]
    old.reject(User.objects.create_user("ada"), "It is right.")
    for address in ("/feeds/corrections/", f"/feeds/corrections/{gotcha.number}/"):
        paths = [entry.path for entry in entries_of(client.get(address))]
        assert paths == [f"/corrections/{old.pk}/", f"/corrections/{newest.pk}/"]


def test_the_feed_of_an_article_has_its_own_alone_and_none_of_what_nobody_can_read(client):
    gotcha, other = make_gotcha(), make_gotcha()
    make_correction(other)
    for name in ("corrections", "revisions"):
        assert other.number not in client.get(f"/feeds/{name}/{gotcha.number}/").content.decode()
        assert client.get(f"/feeds/{name}/{make_gotcha(state='draft').number}/").status_code == 404
        assert client.get(f"/feeds/{name}/9999.1/").status_code == 404
        assert client.post(f"/feeds/{name}/{gotcha.number}/").status_code == 405


def test_a_notice_is_news_when_it_is_set_and_when_it_is_lifted(client):
    gotcha, ada = make_gotcha(title="Add or receive"), User.objects.create_user("ada")
    notice = Notice.objects.create(gotcha=gotcha, text="Do not run step 2.")
    Notice.objects.create(gotcha=make_gotcha(state="draft"), text="Unborn.")
    newer = make_correction(gotcha)
    of = ("", f"{gotcha.collection.number}/", f"{gotcha.number}/")
    path = f"{gotcha.get_absolute_url()}history/#notice-{notice.pk}"
    for address in (f"/feeds/corrections/{each}" for each in of):
        first, second = entries_of(client.get(address))
        assert (first.path, second.path) == (f"/corrections/{newer.pk}/", path)
        assert second.title == f"Danger on {gotcha.number}: Do not run step 2."
    assert f'id="notice-{notice.pk}"' in client.get(f"{gotcha.get_absolute_url()}history/").content.decode()
    notice.lift(ada, "Mended.")
    for address in (f"/feeds/corrections/{each}" for each in of):
        first, _ = entries_of(client.get(address))
        assert (first.path, first.title) == (path, f"Lifted on {gotcha.number}: Do not run step 2.")
        assert "Mended." in first.html
        assert first.updated > first.published


def test_pages_announce_them_to_feed_readers(client):
    gotcha = make_gotcha()
    collection = f"{gotcha.collection.number}/"
    pages = {"/": "", f"/{collection}": collection, gotcha.get_absolute_url(): f"{gotcha.number}/"}
    pages[f"{gotcha.get_absolute_url()}history/"] = f"{gotcha.number}/"
    for page, of in pages.items():
        html = client.get(page).content.decode()
        for name in ("corrections", "revisions"):
            assert f'href="/feeds/{name}/{of}">' in html


def test_the_feed_is_read_from_an_index():
    if (
        connection.vendor == "postgresql"
    ):  # which reads a table of one page whole, and sorts a handful of rows
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    rows = Correction.objects.public().newest_news_first()
    assert "correction_news" in rows[:50].explain()
    of_one = rows.filter(collection=make_gotcha().collection)
    # Among no rows PostgreSQL takes either index, as its statistics happen to be; both give the order.
    either = "correction_news" if connection.vendor == "postgresql" else "correction_news_of_collection"
    assert either in of_one[:50].explain()
