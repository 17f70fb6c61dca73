"""The thread of a page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments import access, paging
from comments.models import Comment
from comments.rows import addresses
from comments.tests.factories import make_comment, make_thread
from comments.tests.tags import DAY, later, queries_of, shown
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha
from gotchas.tests.page_checks import check_page

pytestmark = pytest.mark.django_db


def thread_of(target: Any, query: str = "") -> str:
    return shown("{% thread target %}", target, query)


def ids(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'id="comment-(\d+)"', page)]


@pytest.mark.parametrize("name", ["comment", "comment_reply", "comment_correct", "comment_report"])
def test_addresses_made_for_a_whole_page_are_those_of_the_table(name: str) -> None:
    assert addresses(name)(1234) == reverse(name, args=[1234])


def test_an_empty_thread_asks_and_links_to_the_form() -> None:
    gotcha = make_gotcha()
    page = thread_of(gotcha)
    assert "No comments yet. Did it work on your release?" in page
    assert f'href="{gotcha.get_absolute_url()}comment/"' in page
    assert "<form" not in page


def test_an_empty_thread_on_a_code_does_not_ask_what_worked() -> None:
    page = thread_of(make_code())
    assert "No comments yet. Did you see this code?" in page
    assert "Did it work" not in page


def test_comments_stand_oldest_first_with_replies_nested_and_foldable() -> None:
    thread = make_thread()
    first = make_comment(thread=thread, posted_at=DAY, author_name="Neil")
    other = make_comment(thread=thread, posted_at=later(60))
    reply = make_comment(parent=first, posted_at=later(90))
    deeper = make_comment(parent=reply, posted_at=later(95))
    page = thread_of(thread.target)
    assert ids(page) == [first.pk, reply.pk, deeper.pk, other.pk]
    assert page.count("<details open>") == 1
    assert "2 replies to <bdi>Neil</bdi>" in page
    assert page.count("<ol") == page.count("</ol>") == 3
    assert "4 comments</h2>" in page


def test_a_comment_shows_who_when_and_what_it_is() -> None:
    comment = make_comment(
        on=make_collection(time_zone="Europe/London"),
        author_name="Neil Casey",
        posted_at=DAY,
        kind="worked",
        worked_version="9.3",
        worked_platform="AIX",
        staff=True,
        source_number="7",
        retold=True,
        source_url="https://example.org/blog",
        edited_at=later(5),
    )
    page = thread_of(comment.thread.target)
    time = '<time datetime="2007-07-04T01:38:00Z">4 July 2007, 02:38 BST</time>'
    assert f'<a href="/comments/{comment.pk}/">{time}</a>' in page
    for part in (
        "<h3><bdi>Neil Casey</bdi></h3>",
        '<span class="tag">editor</span>',
        "Worked on 9.3, AIX",
        "comment 7",
        'Retold by the editors from <a href="https://example.org/blog"',
        "Edited on 4 July 2007, 02:43 BST",
        f'href="/comments/{comment.pk}/reply/"',
    ):
        assert part in page


def test_an_original_at_a_strange_address_is_not_linked() -> None:
    comment = make_comment(retold=True, source_url="javascript:alert(1)")
    assert "javascript:" not in thread_of(comment.thread.target)


def test_a_parent_that_was_inferred_says_so_until_an_editor_confirms_it() -> None:
    parent = make_comment(author_name="Steve")
    reply = make_comment(parent=parent, parent_confidence=0.8)
    page = thread_of(parent.thread.target)
    assert "· reply inferred" in page
    assert "confidence of 80 %" in page
    assert page.count("no editor has confirmed it") == 1
    Comment.objects.filter(pk=reply.pk).update(parent_confirmed_at=timezone.now())
    assert "inferred" not in thread_of(parent.thread.target)


def test_what_a_comment_speaks_of_is_linked() -> None:
    gotcha, code = make_gotcha(), make_code("XYZ0042", family=make_family(slug="xyz"))
    comment = make_comment(on=gotcha.collection, text=f"See {gotcha.number}.")
    comment.codes.add(code)
    page = thread_of(gotcha.collection)
    assert f'Speaks of <a href="{gotcha.get_absolute_url()}">{gotcha.number}</a>' in page
    assert '<a href="/codes/xyz/XYZ0042/">XYZ0042</a>' in page


def test_a_gotcha_that_became_a_draft_is_no_longer_spoken_of() -> None:
    gotcha = make_gotcha(title="Secret plan")
    make_comment(on=gotcha.collection, text=f"See {gotcha.number}.")
    Gotcha.objects.filter(pk=gotcha.pk).update(state="draft")
    assert "Speaks of" not in thread_of(gotcha.collection)


def test_comments_that_answer_two_are_linked_both_ways() -> None:
    thread = make_thread()
    first = make_comment(thread=thread, posted_at=DAY, source_number="1", author_name="Neil")
    third = make_comment(thread=thread, posted_at=later(1), source_number="3", author_name="Brian")
    reply = make_comment(parent=first, posted_at=later(2), author_name="Ian", text="See comment 3.")
    page = thread_of(thread.target)
    assert f'Answers also <a href="#comment-{third.pk}"><bdi>Brian</bdi> (comment 3)</a>' in page
    assert f'Answered also by <a href="#comment-{reply.pk}"><bdi>Ian</bdi></a>' in page


def test_a_removed_comment_leaves_a_tombstone_only_where_replies_hang_on_it() -> None:
    thread = make_thread()
    answered = make_comment(thread=thread, author_name="Spammer", text="Buy pills")
    reply = make_comment(parent=answered)
    alone = make_comment(thread=thread, text="Buy more")
    Comment.objects.filter(pk__in=[answered.pk, alone.pk]).update(
        state="removed", removed_reason="advertising"
    )
    page = thread_of(thread.target)
    assert ids(page) == [answered.pk, reply.pk]
    assert "Removed by an editor: advertising." in page
    assert "Spammer" not in page
    assert "pills" not in page
    assert "in reply to a removed comment" in page


@pytest.mark.parametrize("state", ["waiting", "spam"])
def test_what_waits_is_not_shown_to_strangers(state: str) -> None:
    comment = make_comment(state=state, text="unseen words")
    page = thread_of(comment.thread.target)
    assert "unseen" not in page
    assert "0 comments" not in page


def test_the_name_of_a_hidden_parent_is_not_shown() -> None:
    parent = make_comment(author_name="Hidden One")
    make_comment(parent=parent)
    Comment.objects.filter(pk=parent.pk).update(state="spam")
    assert "Hidden One" not in thread_of(parent.thread.target)


def test_a_closed_thread_says_why_and_offers_no_form() -> None:
    thread = make_comment().thread
    thread.closed_at, thread.closed_reason = timezone.now(), "Answered in full."
    thread.save()
    page = thread_of(thread.target)
    assert "No more comments here: Answered in full." in page
    assert "/comment/" not in page
    assert "/reply/" not in page


def test_an_unknown_time_zone_is_the_sites() -> None:
    comment = make_comment(on=make_collection(time_zone="Mars/Olympus"), posted_at=DAY)
    assert "4 July 2007, 01:38 UTC" in thread_of(comment.thread.target)


class TestPages:
    @pytest.fixture(autouse=True)
    def small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paging, "PAGE", 3)

    def test_pages_follow_each_other_without_gap_or_double(self) -> None:
        thread = make_thread()
        comments = [make_comment(thread=thread, posted_at=later(n)) for n in range(8)]
        seen, query = [], ""
        while True:
            page = thread_of(thread.target, query)
            seen += ids(page)
            link = re.search(r'href="/page/(\?from=\d+)#comments">Later', page)
            if not link:
                break
            query = link[1]
        assert seen == [comment.pk for comment in comments]

    def test_a_page_leads_back_to_the_one_before(self) -> None:
        thread = make_thread()
        comments = [make_comment(thread=thread, posted_at=later(n)) for n in range(9)]
        page = thread_of(thread.target, f"?from={comments[6].pk}")
        assert f'href="/page/?from={comments[3].pk}#comments">Earlier' in page
        page = thread_of(thread.target, f"?from={comments[3].pk}")
        assert 'href="/page/#comments">Earlier' in page
        assert "Earlier" not in thread_of(thread.target)

    def test_each_page_leads_to_both_ends_and_to_the_newest_comment_wherever_it_stands(self) -> None:
        thread = make_thread()
        comments = [make_comment(thread=thread, posted_at=later(n)) for n in range(10)]
        newest = make_comment(parent=comments[4], posted_at=later(60))
        last = f'href="/page/?from={comments[7].pk}#comments">Last comments'
        newest_link = f'href="/comments/{newest.pk}/" rel="nofollow">Newest comment, 4 July 2007'
        first, middle = (thread_of(thread.target, query) for query in ("", f"?from={comments[3].pk}"))
        end = thread_of(thread.target, f"?from={comments[7].pk}")
        assert [newest_link in page for page in (first, middle, end)] == [True, True, True]
        assert [last in page for page in (first, middle, end)] == [True, True, False]
        assert ["First comments" in page for page in (first, middle, end)] == [False, True, True]
        assert ids(end) == [comment.pk for comment in comments[7:]]
        assert 'data-newest="2007-07-04T02:38:00Z"' in first

    def test_a_conversation_that_goes_on_on_the_next_page_says_so(self) -> None:
        thread = make_thread()
        top = make_comment(thread=thread, posted_at=DAY, author_name="Neil")
        for n in range(3):
            make_comment(parent=top, posted_at=later(n + 1))
        assert "2 replies to <bdi>Neil</bdi> on this page" in thread_of(thread.target)
        make_comment(thread=thread, posted_at=later(9))
        assert "on this page" not in thread_of(
            thread.target, f"?from={Comment.objects.order_by('path')[3].pk}"
        )

    def test_a_few_long_comments_make_two_pages_with_their_ways(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thread = make_thread()
        comments = [make_comment(thread=thread, text="long " * 50, posted_at=later(n)) for n in range(2)]
        monkeypatch.setattr(paging, "PAGE_CHARACTERS", len(comments[0].html) + 10)
        page = thread_of(thread.target)
        assert ids(page) == [comments[0].pk]
        assert "Later comments" in page
        assert "Newest comment" in page

    def test_who_wrote_all_of_a_thread_still_gets_to_its_other_pages(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thread = make_thread()
        comments = [make_comment(thread=thread, posted_at=later(n)) for n in range(4)]
        monkeypatch.setattr(access, "own_comments", lambda request: [comment.pk for comment in comments])
        assert "Later comments" in thread_of(thread.target)
        assert "First comments" in thread_of(thread.target, f"?from={comments[3].pk}")

    def test_a_thread_of_one_page_needs_no_such_ways(self) -> None:
        page = thread_of(make_comment(posted_at=DAY).thread.target)
        assert "data-newest" not in page
        assert "Newest" not in page

    def test_a_page_begins_at_what_is_new_since_a_time(self) -> None:
        thread = make_thread()
        comments = [make_comment(thread=thread, posted_at=later(n)) for n in range(8)]
        make_comment(thread=thread, posted_at=later(4), state="waiting")
        reply = make_comment(parent=comments[1], posted_at=later(60))
        page = thread_of(thread.target, "?new=2007-07-04T01:42:30.000Z")
        assert ids(page) == [comment.pk for comment in comments[5:]]
        assert ids(thread_of(thread.target, "?new=2007-07-04T02:00:00Z"))[0] == reply.pk

    @pytest.mark.parametrize(
        "query", ["x", "", "2007-07-04T01:42:30", "2007-99-04T01:42:30Z", "2030-01-01T00:00:00Z"]
    )
    def test_no_time_and_a_time_after_which_nothing_is_new_ask_for_the_first_page(self, query: str) -> None:
        comment = make_comment(posted_at=DAY)
        assert ids(thread_of(comment.thread.target, f"?new={query}")) == [comment.pk]

    @pytest.mark.parametrize(
        "query", ["?from=", "?from=x", "?from=-1", "?from=\u0663", f"?from={'9' * 40}", "?from=0"]
    )
    def test_an_unknown_beginning_is_the_first_page(self, query: str) -> None:
        comment = make_comment()
        assert ids(thread_of(comment.thread.target, query)) == [comment.pk]

    def test_a_comment_that_waits_is_no_beginning_for_a_stranger(self) -> None:
        shown = make_comment(posted_at=later(0))
        waiting = make_comment(thread=shown.thread, state=Comment.State.WAITING, posted_at=later(1))
        assert ids(thread_of(shown.thread.target, f"?from={waiting.pk}")) == [shown.pk]

    def test_long_comments_make_a_page_end_earlier_and_permalinks_follow(
        self, monkeypatch: pytest.MonkeyPatch, client: Any
    ) -> None:
        thread = make_thread()
        comments = [make_comment(thread=thread, text="long " * 50, posted_at=later(n)) for n in range(3)]
        monkeypatch.setattr(paging, "PAGE_CHARACTERS", 2 * len(comments[0].html) + 10)
        page = thread_of(thread.target)
        assert ids(page) == [comments[0].pk, comments[1].pk]
        assert f"?from={comments[2].pk}#comments" in page
        address = client.get(comments[2].get_absolute_url()).url
        assert address == f"{thread.target.get_absolute_url()}?from={comments[2].pk}#comment-{comments[2].pk}"
        assert "?from" not in client.get(comments[1].get_absolute_url()).url

    def test_a_comment_of_another_thread_is_no_beginning(self) -> None:
        comment, other = make_comment(), make_comment()
        assert ids(thread_of(comment.thread.target, f"?from={other.pk}")) == [comment.pk]


def test_a_thread_takes_as_many_queries_for_200_comments_as_for_60_and_one_fewer_for_one_page() -> None:
    gotcha, code = make_gotcha(), make_code()
    collection = gotcha.collection
    first = make_comment(on=collection, text=f"See {gotcha.number}.", source_number="1")
    first.codes.add(code)
    make_comment(parent=first, text="As comment 1 says.")
    asked = "{% thread target %}"
    query = f"?from={first.pk}"
    counts = {2: (queries_of(asked, collection), queries_of(asked, collection, query))}
    for n in range(33):
        top = make_comment(on=collection, text=f"See {gotcha.number}.", source_number=str(n + 2))
        for _ in range(5):
            make_comment(parent=top, text=f"comment {n + 1} and {gotcha.number}").codes.add(code)
        if Comment.objects.count() in (62, 200):
            one = queries_of(asked, collection), queries_of(asked, collection, query)
            counts[Comment.objects.count()] = one
    assert counts == {2: (7, 9), 62: (8, 10), 200: (8, 10)}


def test_a_page_without_a_session_sets_no_cookie_and_varies_by_none(client: Client) -> None:
    comment = make_comment(on=make_gotcha())
    answer = client.get(comment.thread.gotcha.get_absolute_url())
    assert f'id="comment-{comment.pk}"' in answer.content.decode()
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_a_page_with_every_sort_of_comment_is_valid_and_the_same_for_all(client: Client) -> None:
    gotcha = make_gotcha()
    top = make_comment(on=gotcha, kind="question", author_name="\u202e<b>", text="```\nlog\n```", staff=True)
    reply = make_comment(parent=top, parent_confidence=0.5, confirmed_at=DAY, answer_marked_at=DAY)
    Comment.objects.filter(pk=make_comment(parent=reply).parent_id).update(state="removed")
    make_comment(on=gotcha.collection, text=f"{gotcha.number} is wrong", format="plain")
    check_page(client.get(gotcha.get_absolute_url()))
    check_page(client.get(gotcha.collection.get_absolute_url()))
