"""A gotcha is merged into another: its comments stay, at an address that its successor's page names."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import paging
from comments.models import Comment
from comments.tests.factories import make_comment
from comments.tests.posting import filled
from gotchas.models import Gotcha
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def successor() -> Gotcha:
    return make_gotcha(title="What stays")


@pytest.fixture
def merged(successor: Gotcha) -> Gotcha:
    return make_gotcha(title="What went", state="merged", successor=successor)


def address(gotcha: Gotcha) -> str:
    return f"{gotcha.get_absolute_url()}comments/"


def page_of(client: Client, gotcha: Gotcha) -> str:
    response = client.get(gotcha.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_its_thread_has_a_page_which_says_where_the_gotcha_went(
    client: Client, merged: Gotcha, successor: Gotcha
) -> None:
    comment = make_comment(on=merged, text="Said before the merge.")
    response = client.get(address(merged))
    check_page(response)
    assert f"Comments on {merged.number} What went" in text_of(response)
    assert "Said before the merge." in text_of(response)
    assert f'href="{successor.get_absolute_url()}comment/">Write a new comment' in response.content.decode()
    assert f'href="/comments/{comment.pk}/reply/"' in response.content.decode()


def test_the_successors_page_leads_to_the_threads_that_were_merged_into_it(
    client: Client, merged: Gotcha, successor: Gotcha
) -> None:
    before = make_gotcha(state="merged", successor=merged)
    for gotcha in (merged, merged, before):
        make_comment(on=gotcha)
    make_gotcha(state="merged", successor=successor, title="Never discussed")
    page = page_of(client, successor)
    assert f'<a href="{address(merged)}">2 comments on {merged}</a>' in page
    assert f'<a href="{address(before)}">1 comment on {before}</a>' in page
    assert "Never discussed" not in page
    check_page(client.get(successor.get_absolute_url()))


def test_a_permalink_lands_on_the_comment(
    client: Client, merged: Gotcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    comments = [make_comment(on=merged) for _ in range(5)]
    for comment in comments:
        response = client.get(comment.get_absolute_url(), follow=True)
        assert response.redirect_chain[-1][0].startswith(address(merged))
        assert f'id="{comment.anchor}"' in response.content.decode()


def test_an_undone_merge_brings_the_thread_back_to_its_page(client: Client, merged: Gotcha) -> None:
    comment = make_comment(on=merged)
    kept = f"{address(merged)}?from={comment.pk}"
    merged.state, merged.successor = "published", None
    merged.save()
    assert client.get(kept).url == f"{merged.get_absolute_url()}?from={comment.pk}"
    assert client.get(comment.get_absolute_url()).url == f"{merged.get_absolute_url()}#{comment.anchor}"
    assert f'id="{comment.anchor}"' in page_of(client, merged)


@pytest.mark.parametrize(("state", "status"), [("published", 302), ("withdrawn", 302), ("draft", 404)])
def test_only_a_merged_ones_thread_has_a_page_of_its_own(client: Client, state: str, status: int) -> None:
    reason = "Wrong." if state == "withdrawn" else ""
    gotcha = make_gotcha(state=state, withdrawn_reason=reason)
    assert client.get(address(gotcha)).status_code == status


def test_it_is_read_only_and_a_number_never_given_is_not_found(client: Client, merged: Gotcha) -> None:
    assert client.post(address(merged)).status_code == 405
    assert client.get("/999.1/comments/").status_code == 404


def test_a_comment_that_was_being_written_during_the_merge_is_not_lost(
    client: Client, merged: Gotcha, no_limits: None
) -> None:
    response = client.post(f"{merged.get_absolute_url()}comment/", filled(text="Typed before it was merged."))
    comment = Comment.objects.get()
    assert response.url == f"{address(merged)}#{comment.anchor}"


def test_feeds_go_on_telling_its_comments(client: Client, merged: Gotcha, successor: Gotcha) -> None:
    comment = make_comment(on=merged, text="Said before the merge.")
    number, place = successor.collection.number, f"{successor.collection.number}.{successor.position}"
    assert number != merged.collection.number
    feeds = ["/feeds/comments/", f"/feeds/comments/{merged.collection.number}/", f"/feeds/comments/{place}/"]
    for feed in feeds:
        assert comment.get_absolute_url() in client.get(feed).content.decode()
    response = client.get(f"/feeds/comments/{merged.number}/")
    assert (response.status_code, response["Location"]) == (301, feeds[-1])


def test_who_spoke_of_it_is_named_on_the_successors_page(
    client: Client, merged: Gotcha, successor: Gotcha
) -> None:
    Gotcha.objects.filter(pk=merged.pk).update(state="published", successor=None)
    collection = make_collection()
    comment = make_comment(on=collection, text=f"See {merged.number} and {successor.number}.")
    own = make_comment(on=merged, text=f"As in {successor.number}.")
    Gotcha.objects.filter(pk=merged.pk).update(state="merged", successor=successor)
    mentioned = page_of(client, successor).partition('id="mentions"')[2].partition("</section>")[0]
    assert mentioned.count(f'href="{comment.get_absolute_url()}"') == 1
    assert own.get_absolute_url() not in mentioned
    speaks_of = client.get(collection.get_absolute_url()).content.decode()
    assert f'<a href="{merged.get_absolute_url()}">{merged.number}</a>' in speaks_of


def test_its_page_takes_as_many_queries_for_40_comments_as_for_2(
    client: Client, merged: Gotcha, django_assert_num_queries: object
) -> None:
    for count in (2, 38):
        for _ in range(count):
            make_comment(on=merged)
        with django_assert_num_queries(10):
            client.get(address(merged))


def test_ten_merged_threads_take_as_many_queries_as_one(client: Client, successor: Gotcha) -> None:
    counts = []
    for count in (1, 9):
        for _ in range(count):
            make_comment(on=make_gotcha(state="merged", successor=successor))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(successor.get_absolute_url())
        counts.append(len(captured))
    assert counts[0] == counts[1]
