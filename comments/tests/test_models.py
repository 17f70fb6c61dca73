"""Threads and comments: places, counts, references, visibility."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from comments import paths
from comments.models import Comment, Thread
from comments.tests.factories import make_comment, make_thread
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha

DAY = datetime.datetime(2007, 7, 4, 1, 38, tzinfo=datetime.UTC)


@pytest.mark.django_db
def test_a_thread_hangs_on_exactly_one_thing() -> None:
    gotcha = make_gotcha()
    with pytest.raises(IntegrityError, match="thread_hangs_on_one_thing"), transaction.atomic():
        Thread.objects.create(gotcha=gotcha, collection=gotcha.collection)
    with pytest.raises(IntegrityError, match="thread_hangs_on_one_thing"), transaction.atomic():
        Thread.objects.create()


@pytest.mark.django_db
def test_a_thing_has_one_thread() -> None:
    gotcha = make_gotcha()
    assert Thread.objects.get_or_open(gotcha) == Thread.objects.get_or_open(gotcha)


@pytest.mark.django_db
def test_a_thread_reads_oldest_first_with_replies_below_what_they_answer() -> None:
    thread = make_thread()
    later = make_comment(thread=thread, posted_at=DAY + datetime.timedelta(days=2), text="later")
    first = make_comment(thread=thread, posted_at=DAY, text="first")
    reply = make_comment(parent=first, posted_at=DAY + datetime.timedelta(days=9), text="reply")
    assert list(thread.comments.in_order()) == [first, reply, later]


@pytest.mark.django_db
def test_replies_below_the_cap_become_siblings_and_keep_their_parent() -> None:
    comment = make_comment(posted_at=DAY)
    for n in range(10):
        comment = make_comment(parent=comment, posted_at=DAY + datetime.timedelta(hours=n + 1))
    assert comment.depth == paths.DEPTH
    assert comment.parent.depth == paths.DEPTH
    assert list(comment.thread.comments.in_order()) == list(comment.thread.comments.order_by("posted_at"))


times = st.datetimes(max_value=datetime.datetime(2484, 1, 1), timezones=st.just(datetime.UTC))
posters = st.tuples(times.map(lambda time: time.replace(microsecond=0)), st.integers(1, 10**9))


@given(st.lists(posters, min_size=2, max_size=8, unique=True))
def test_paths_of_siblings_sort_by_time_then_by_id(rows: list[tuple[datetime.datetime, int]]) -> None:
    made = sorted(paths.child_path("", time, i) for time, i in rows)
    assert made == [paths.child_path("", time, i) for time, i in sorted(rows)]


@given(st.lists(st.integers(0, 4), max_size=12))
def test_a_path_is_never_longer_than_its_column_and_lies_in_its_thread(levels: list[int]) -> None:
    path = paths.child_path("", DAY, 1)
    for n, _ in enumerate(levels, start=2):
        child = paths.child_path(path, DAY, n)
        assert len(child) <= paths.MAX_LENGTH
        assert paths.top(child) == paths.top(path)
        assert child > paths.top(path)
        path = child


@pytest.mark.django_db
def test_posting_counts_on_the_thread_and_on_what_it_hangs_on() -> None:
    gotcha = make_gotcha()
    make_comment(on=gotcha)
    make_comment(on=gotcha, state=Comment.State.WAITING)
    gotcha.refresh_from_db()
    assert (gotcha.comment_count, Thread.objects.get(gotcha=gotcha).comment_count) == (1, 1)


@pytest.mark.django_db
def test_a_comment_counts_for_every_gotcha_and_code_that_it_speaks_of() -> None:
    code = make_code("ABC1234", family=make_family(patterns=r"\b(ABC\d{4})E?\b", normal_form="{1}"))
    gotcha = make_gotcha(collection=make_collection(number=1), position=15)
    comment = make_comment(on=gotcha.collection, text="Yeah 1.15 is wrong, I got ABC1234E")
    gotcha.refresh_from_db()
    code.refresh_from_db()
    assert (gotcha.comment_count, code.comment_count) == (1, 1)
    assert list(comment.gotchas.all()) == [gotcha]
    assert list(comment.codes.all()) == [code]
    assert gotcha.get_absolute_url() in comment.html


@pytest.mark.django_db
def test_a_comment_refers_to_an_imported_comment_by_the_number_it_had_there() -> None:
    thread = make_thread()
    seventh = make_comment(thread=thread, source_number="7")
    make_comment(source_number="7")  # of another thread
    comment = make_comment(thread=thread, text="As comment 7 says.")
    assert list(comment.answers.all()) == [seventh]
    assert seventh.get_absolute_url() in comment.html


@pytest.mark.django_db
def test_a_removed_comment_leaves_a_tombstone_only_where_replies_hang() -> None:
    thread = make_thread()
    lone = make_comment(thread=thread)
    answered = make_comment(thread=thread)
    make_comment(parent=answered)
    Comment.objects.filter(pk__in=[lone.pk, answered.pk]).update(state=Comment.State.REMOVED)
    assert lone not in thread.comments.visible()
    assert answered in thread.comments.visible()


@pytest.mark.django_db
def test_imported_text_is_shown_exactly_as_printed() -> None:
    comment = make_comment(format=Comment.Format.PLAIN, text="*not bold* <Q3E\n  indented")
    assert "*not bold* &lt;Q3E\n  indented" in comment.html
