"""A reply stands below its parent, also where an editor hangs the parent elsewhere at that moment."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from comments.models import Comment
from comments.tests.factories import make_comment, make_thread

pytestmark = pytest.mark.django_db


def test_a_parent_that_was_hung_elsewhere_since_the_form_was_read_takes_its_reply_along() -> None:
    thread = make_thread()
    top, moved = make_comment(thread=thread), make_comment(thread=thread)
    as_read = Comment.objects.get(pk=moved.pk)
    moved.hang_below(top, None)
    reply = make_comment(parent=as_read)
    assert reply.path.startswith(Comment.objects.get(pk=moved.pk).path)
    assert Comment.objects.get(pk=reply.pk).path == reply.path


def test_a_parent_that_went_to_another_thread_meanwhile_takes_its_reply_along() -> None:
    as_read, other = make_comment(), make_thread()
    Comment.objects.filter(pk=as_read.pk).update(thread=other)
    assert make_comment(parent=as_read).thread == other
    other.refresh_from_db()
    assert other.comment_count == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_reply_waits_for_a_move_that_is_under_way() -> None:
    thread = make_thread()
    top, moved = make_comment(thread=thread), make_comment(thread=thread)
    as_read = Comment.objects.get(pk=moved.pk)

    def reply() -> Comment:
        try:
            return make_comment(parent=as_read)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            moved.hang_below(top, None)
            posted = pool.submit(reply)
            # It cannot end before the move has; how long that is watched decides nothing when it is right.
            assert not wait([posted], timeout=0.2).done
        comment = posted.result(timeout=30)
    assert comment.path.startswith(Comment.objects.get(pk=moved.pk).path)
