"""Whole conversations from outside: taken once, hung where they belong, counted where they show."""

import datetime
from typing import Any

import pytest

from comments.models import Comment, Thread
from comments.tests.factories import make_comment, make_thread
from comments.transfer import GivenComment, add_comments
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha

pytestmark = pytest.mark.django_db

START = datetime.datetime(2007, 7, 4, 9, 0, tzinfo=datetime.UTC)


def give(name: str, **fields: Any) -> GivenComment:
    plain = {"author_name": "Ann", "posted_at": START, "text": f"text of {name}"}
    return GivenComment(external_id=name, **{**plain, **fields})


def by_name(thread: Thread) -> dict[str, Comment]:
    return {row.external_id: row for row in thread.comments.select_related("parent")}


def test_comments_are_added_in_the_order_given() -> None:
    thread = make_thread()
    taken = add_comments(thread, [give("a"), give("b")])
    assert [row.external_id for row in taken.added] == ["a", "b"]
    assert (taken.already, thread.comments.count()) == (0, 2)


def test_the_second_time_nothing_is_added_and_nothing_changes() -> None:
    thread = make_thread()
    add_comments(thread, [give("a"), give("b", parent="a")])
    before = list(thread.comments.values())
    taken = add_comments(thread, [give("a", text="other"), give("b", parent="a")])
    assert (taken.added, taken.already) == ([], 2)
    assert list(thread.comments.values()) == before


def test_a_reply_may_stand_above_its_parent() -> None:
    thread = make_thread()
    add_comments(thread, [give("c", parent="b"), give("b", parent="a"), give("a")])
    rows = by_name(thread)
    assert rows["c"].parent == rows["b"]
    assert [row.external_id for row in thread.comments.in_order()] == ["a", "b", "c"]
    assert [row.reply_count for row in thread.comments.in_order()] == [1, 1, 0]


def test_a_reply_to_a_comment_taken_before_is_hung_and_counted_there() -> None:
    thread = make_thread()
    add_comments(thread, [give("a")])
    add_comments(thread, [give("b", parent="a"), give("c", parent="a")])
    rows = by_name(thread)
    assert rows["b"].path.startswith(rows["a"].path)
    assert rows["a"].reply_count == 2


def test_paths_are_those_of_comments_that_are_posted_here() -> None:
    thread = make_thread()
    first = make_comment(thread=thread, posted_at=START, text="posted")
    add_comments(thread, [give("a", posted_at=START - datetime.timedelta(hours=1))])
    assert list(thread.comments.in_order()) == [by_name(thread)["a"], first]


def test_a_long_chain_keeps_every_parent() -> None:
    thread = make_thread()
    add_comments(thread, [give(str(n), parent=str(n - 1) if n else "") for n in range(1000)])
    rows = by_name(thread)
    assert all(rows[str(n)].parent == rows[str(n - 1)] for n in range(1, 1000))


@pytest.mark.parametrize(
    "given",
    [
        [give("a", parent="a")],
        [give("a", parent="b"), give("b", parent="a")],
        [give("a", parent="nobody")],
        [give("a", answers=("nobody",))],
        [give("a"), give("a")],
        [give("")],
    ],
)
def test_what_cannot_hang_together_is_refused_whole(given: list[GivenComment]) -> None:
    thread = make_thread()
    with pytest.raises(ValueError, match=r"external id|hangs on"):
        add_comments(thread, given)
    assert thread.comments.count() == 0


def test_the_thread_and_its_collection_count_published_comments() -> None:
    thread = make_thread()
    add_comments(thread, [give("a"), give("b", state=Comment.State.WAITING), give("c", parent="b")])
    thread.refresh_from_db()
    assert thread.comment_count == 2
    assert thread.target.comment_count == 2
    assert by_name(thread)["b"].reply_count == 1


def test_what_a_text_names_is_linked_and_referred_to() -> None:
    collection = make_collection()
    gotcha = make_gotcha(collection=collection, source_number="9.15")
    thread = make_thread(collection)
    add_comments(
        thread,
        [
            give("a", source_number="1"),
            give("b", source_number="2", text="9.15 is wrong, see comment 1", kind=Comment.Kind.CORRECTION),
        ],
    )
    rows = by_name(thread)
    assert list(rows["b"].gotchas.all()) == [gotcha]
    assert list(rows["b"].answers.all()) == [rows["a"]]
    assert gotcha.get_absolute_url() in rows["b"].html
    assert rows["a"].get_absolute_url() in rows["b"].html
    assert Gotcha.objects.get(pk=gotcha.pk).comment_count == 1


def test_what_is_given_is_referred_to_beside_what_is_named() -> None:
    gotcha, code = make_gotcha(), make_code()
    thread = make_thread()
    add_comments(thread, [give("a"), give("b", gotchas=(gotcha,), codes=(code,), answers=("a",))])
    row = by_name(thread)["b"]
    assert (list(row.gotchas.all()), list(row.codes.all())) == ([gotcha], [code])
    assert [c.external_id for c in row.answers.all()] == ["a"]
    code.refresh_from_db()
    assert code.comment_count == 1


@pytest.mark.parametrize(
    ("format_", "html"),
    [("plain", "*a*"), ("markdown", "<em>a</em>"), ("html", "*a*")],
)
def test_each_format_is_rendered_its_own_way(format_: str, html: str) -> None:
    thread = make_thread()
    add_comments(thread, [give("a", text="*a*", format=format_)])
    assert html in by_name(thread)["a"].html


def test_three_hundred_comments_take_a_few_dozen_statements(
    django_assert_max_num_queries: Any,
) -> None:
    thread = make_thread()
    with django_assert_max_num_queries(42):
        add_comments(thread, [give(str(n), parent=str(n - 1) if n % 3 else "") for n in range(300)])


def test_progress_is_told_for_every_comment() -> None:
    done: list[int] = []
    add_comments(make_thread(), [give(str(n)) for n in range(500)], done.append)
    assert sum(done) == 500
