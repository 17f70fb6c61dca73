"""/questions/: what is open, in pages that cost the same however large the site is."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments import questions
from comments.models import Comment, Thread
from comments.tests.factories import make_comment
from comments.tests.posting import page_of
from gotchas.models import Collection, Gotcha, Policy
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_code, make_collection, make_gotcha
from gotchas.tests.feed_checks import entries_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def site_url(settings: Any) -> None:
    settings.SITE_URL = "https://gotchas.example.org"


def ask(on: Any, days: int = 0, **fields: Any) -> Comment:
    return make_comment(on=on, kind="question", posted_at=NOW - datetime.timedelta(days=days), **fields)


def listed(client: Client, address: str) -> list[int]:
    page = page_of(client.get(address))
    return [int(pk) for pk in re.findall(r'<h2><a href="/comments/(\d+)/"', page)]


@pytest.fixture
def collection() -> Collection:
    return make_collection(number=1, title="Traps")


@pytest.fixture
def asked(collection: Collection) -> list[int]:
    """Open questions newest first: on a gotcha, on its collection, on another collection, on a code."""
    places = [make_gotcha(collection=collection), collection, make_collection(number=2), make_code()]
    return [ask(on, days, text=f"Why {days}?").pk for days, on in enumerate(places)]


def test_open_questions_stand_newest_first_or_oldest_first(client: Client, asked: list[int]) -> None:
    assert listed(client, "/questions/") == asked
    assert listed(client, "/questions/?order=oldest") == asked[::-1]
    page = page_of(client.get("/questions/"))
    assert "Why 0?" in page
    assert 'href="/questions/"' in client.get("/").content.decode()


def test_those_of_one_collection_are_those_on_it_and_on_its_gotchas(client: Client, asked: list[int]) -> None:
    assert 'href="?collection=1"' in page_of(client.get("/questions/"))
    assert listed(client, "/questions/?collection=1") == asked[:2]
    assert listed(client, "/questions/?collection=2") == asked[2:3]
    for unknown in ("3", "x", "0", "9" * 30):
        assert client.get(f"/questions/?collection={unknown}").status_code == 404


def test_what_is_answered_waits_or_cannot_be_read_is_not_open(client: Client, collection: Collection) -> None:
    answered = ask(collection)
    make_comment(parent=answered).mark_as_answer([answered], None, "Neil")
    ask(collection, state="waiting")
    ask(make_gotcha(collection=collection, state="draft"))
    make_comment(on=collection)
    replied = ask(collection)
    make_comment(parent=replied)
    assert listed(client, "/questions/") == listed(client, "/questions/?collection=1") == [replied.pk]
    assert "1 reply, none marked" in page_of(client.get("/questions/"))


def test_pages_begin_at_a_question_and_none_is_left_out(
    client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions.open_questions, "__kwdefaults__", {"begin": "", "size": 2})
    gotcha = make_gotcha(collection=collection)
    asked = [ask((gotcha, collection)[n % 2], n // 2) for n in range(5)]  # two a day
    wanted = sorted(asked, key=lambda row: (row.posted_at, row.pk))
    for order, way in (("", -1), ("&order=oldest", 1)):
        address = f"/questions/?collection=1{order}"
        found: list[int] = []
        while address:
            found += listed(client, address)
            later = re.search(r'href="(\?[^"]*)" rel="next"', client.get(address).content.decode())
            address = f"/questions/{later[1]}".replace("&amp;", "&") if later else ""
        assert found == [row.pk for row in wanted[::way]]
    for strange in ("x", "0", "9" * 30):
        assert client.get(f"/questions/?from={strange}").status_code == 200


@pytest.mark.parametrize("count", [2, 30])
def test_a_page_takes_the_same_queries(
    client: Client, collection: Collection, count: int, django_assert_num_queries: Any
) -> None:
    gotchas = [make_gotcha(collection=collection) for _ in range(2)]
    rows = [ask(gotchas[n % 2], n) for n in range(count)]
    with django_assert_num_queries(2):
        client.get("/questions/")
    with django_assert_num_queries(3):
        client.get(f"/questions/?from={rows[1].pk}")
    with django_assert_num_queries(4):
        client.get("/questions/?collection=1")
    with django_assert_num_queries(2):
        client.get("/feeds/questions/")


def test_no_reply_is_offered_where_the_thread_is_closed(client: Client, asked: list[int]) -> None:
    replies = [reverse("comment_reply", args=[pk]) for pk in asked]
    closed = Comment.objects.get(pk=asked[0]).thread
    Thread.objects.filter(pk=closed.pk).update(closed_at=timezone.now(), closed_reason="Answered.")
    page = page_of(client.get("/questions/"))
    open_ones = [Comment.objects.get(pk=pk).thread_id != closed.pk for pk in asked]
    assert [reply in page for reply in replies] == open_ones
    assert "Its thread takes no more comments." in page
    Thread.objects.update(closed_at=None, closed_reason="")
    policy = Policy.objects.create(form="comment", closed_after_days=1)
    Comment.objects.update(posted_at=timezone.now() - datetime.timedelta(days=9))
    Gotcha.objects.update(published_at=timezone.now() - datetime.timedelta(days=9))
    Collection.objects.update(created_at=timezone.now() - datetime.timedelta(days=9))
    assert not any(reply in page_of(client.get("/questions/")) for reply in replies)
    policy.closed_after_days = 10
    policy.save()
    assert all(reply in page_of(client.get("/questions/")) for reply in replies)
    policy.mode = Policy.Mode.CLOSED
    policy.save()
    assert not any(reply in page_of(client.get("/questions/")) for reply in replies)


def test_each_list_is_read_from_an_index_of_open_questions(collection: Collection) -> None:
    """On SQLite; PostgreSQL weighs, and takes a scan while the table is small."""
    if connection.vendor != "sqlite":
        return
    ask(collection)
    with CaptureQueriesContext(connection) as taken:
        for of in (None, collection):
            questions.open_questions(of, oldest_first=False)
    plans = []
    with connection.cursor() as cursor:
        for query in taken.captured_queries:
            if "ORDER BY" in query["sql"] and "posted_at" in query["sql"]:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plans.append(" ".join(row[3] for row in cursor.fetchall()))
    for index, plan in zip(
        ("question_open", "question_open_of_collection", "question_open_in_thread"), plans, strict=True
    ):
        assert f"INDEX {index} " in f"{plan} "
        assert "TEMP B-TREE" not in plan


def test_the_feed_has_the_same_questions(client: Client, asked: list[int]) -> None:
    for address, wanted in (("/feeds/questions/", asked), ("/feeds/questions/1/", asked[:2])):
        entries = entries_of(client.get(address))
        assert [entry.path for entry in entries] == [f"/comments/{pk}/" for pk in wanted]
    assert client.get("/feeds/questions/9/").status_code == 404


def test_editors_see_the_longest_open_first_and_others_nothing(client: Client, asked: list[int]) -> None:
    assert client.get("/desk/questions/").url == "/admin/login/?next=/desk/questions/"
    client.force_login(make_staff("moderator"))
    assert listed(client, "/desk/questions/") == asked[::-1]
    assert listed(client, "/desk/questions/?collection=1") == asked[1::-1]
    assert "open for 3" in page_of(client.get("/desk/questions/"))
    client.force_login(make_staff("reader"))
    assert client.get("/desk/questions/").status_code == 404


def test_pages_are_read_only(client: Client) -> None:
    assert client.post("/questions/").status_code == 405
    assert "No question is open." in page_of(client.get("/questions/"))


def test_a_comment_knows_the_collection_of_its_gotcha(collection: Collection) -> None:
    gotcha = make_gotcha(collection=collection)
    assert make_comment(on=gotcha).of_collection == collection
    assert make_comment(on=collection).of_collection is None
