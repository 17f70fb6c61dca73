"""/comments/123/ leads to the page and place where comment 123 stands."""

import datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client

from comments import paging
from comments.models import Comment
from comments.tests.factories import make_comment, make_thread
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha

pytestmark = pytest.mark.django_db

DAY = datetime.datetime(2007, 7, 4, 1, 38, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 4)


def later(minutes: int) -> datetime.datetime:
    return DAY + datetime.timedelta(minutes=minutes)


def place(client: Client, comment: Comment) -> str:
    answer = client.get(comment.get_absolute_url())
    assert answer.status_code == 302
    return answer.url


def is_on_its_page(client: Client, comment: Comment) -> bool:
    address = urlsplit(place(client, comment))
    page = client.get(f"{address.path}?{address.query}").content.decode()
    return address.fragment == comment.anchor and f'id="{comment.anchor}"' in page


def test_a_comment_on_the_first_page_needs_no_page(client: Client) -> None:
    comment = make_comment(on=make_gotcha())
    assert place(client, comment) == f"{comment.thread.gotcha.get_absolute_url()}#comment-{comment.pk}"


def test_collections_and_codes_have_places_too(client: Client) -> None:
    for target in (make_collection(), make_code("XYZ0042", family=make_family(slug="xyz"))):
        assert is_on_its_page(client, make_comment(on=target))


def test_a_later_page_begins_at_the_start_of_the_conversation(client: Client) -> None:
    thread = make_thread()
    tops = [make_comment(thread=thread, posted_at=later(n)) for n in range(6)]
    reply = make_comment(parent=tops[5], posted_at=later(10))
    assert place(client, reply).endswith(f"?from={tops[5].pk}#comment-{reply.pk}")


def test_in_a_conversation_longer_than_a_page_the_page_begins_at_the_comment(client: Client) -> None:
    top = make_comment(posted_at=DAY)
    replies = [make_comment(parent=top, posted_at=later(n)) for n in range(1, 9)]
    assert place(client, replies[7]).endswith(f"?from={replies[7].pk}#comment-{replies[7].pk}")


def test_every_comment_is_found_on_the_page_that_its_address_leads_to(client: Client) -> None:
    thread = make_thread()
    comments: list[Comment] = []
    for n in range(20):
        parent = comments[n // 2] if n % 3 else None
        comments.append(make_comment(thread=thread, parent=parent, posted_at=later(n)))
    assert all(is_on_its_page(client, comment) for comment in comments)


def test_an_address_holds_when_the_thread_grows(client: Client) -> None:
    thread = make_thread()
    comments = [make_comment(thread=thread, posted_at=later(n)) for n in range(6)]
    before = place(client, comments[5])
    make_comment(thread=thread, posted_at=later(99))
    assert place(client, comments[5]) == before


def test_a_removed_comment_with_replies_keeps_its_place(client: Client) -> None:
    comment = make_comment()
    make_comment(parent=comment)
    Comment.objects.filter(pk=comment.pk).update(state="removed")
    assert is_on_its_page(client, comment)


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_what_is_not_shown_has_no_place(client: Client, state: str) -> None:
    assert client.get(make_comment(state=state).get_absolute_url()).status_code == 404


def test_a_comment_on_a_draft_has_no_place_for_strangers(client: Client) -> None:
    assert client.get(make_comment(on=make_gotcha(state="draft")).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", ["999", "999999999", "0", "9" * 30, "x"])
def test_a_number_never_given_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/comments/{number}/").status_code == 404


def test_it_is_read_only(client: Client) -> None:
    assert client.post(make_comment().get_absolute_url()).status_code == 405


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_what_no_thread_shows_leads_moderators_alone_to_the_desk(client: Client, state: str) -> None:
    comment = make_comment(state=state, removed_reason="advertising")
    moderator = signed_in(make_staff("moderator"))
    answer = moderator.get(comment.get_absolute_url())
    assert (answer.status_code, answer.url) == (302, f"/desk/comments/{comment.pk}/")
    assert moderator.get(answer.url).status_code == 200
    for visitor in (client, signed_in(make_staff("reader"))):
        assert visitor.get(comment.get_absolute_url()).status_code == 404
    Comment.objects.update(erased_at=DAY)
    assert moderator.get(comment.get_absolute_url()).status_code == 404
