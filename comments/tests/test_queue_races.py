"""Two moderators at once: each comment is decided by one of them, and the other is told."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from comments.desk import KEY
from comments.models import Comment
from comments.moderation import items_of
from comments.tests.factories import make_comment
from gotchas.models import Decision
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.factories import make_collection

# `make drill` sends a hundred.
PAIRS = int(os.environ.get("PAIRS", "4"))
QUEUE = "/desk/comments/"
STATES = {"ada": "published", "bo": "removed"}

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def pair(db: None) -> tuple[Client, Client]:
    return tuple(signed_in(make_staff("moderator", username=name)) for name in STATES)


def at_once(pair: Sequence[Client], chosen: Sequence[list[str]]) -> list[Any]:
    """The answers to ada, who approves what she chose, and to bo, who removes what he chose."""
    together = threading.Barrier(2)

    def press(who: int) -> Any:
        together.wait(30)
        try:
            sent = {"comment": chosen[who], "reason": "advertising"}
            return pair[who].post(f"{QUEUE}{('approve', 'remove')[who]}/", sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(press, (0, 1)))


def seen(comments: Sequence[Comment]) -> list[str]:
    return [str(item.seen) for item in items_of(comments)]


def test_of_two_decisions_at_once_one_counts_and_the_other_moderator_is_told(
    pair: tuple[Client, Client],
) -> None:
    collection = make_collection()
    for n in range(PAIRS):
        comment = make_comment(on=collection, state="waiting")
        answers = at_once(pair, [seen([comment])] * 2)
        assert sorted(answer.status_code for answer in answers) == [302, 409], n
        told = next(answer for answer in answers if answer.status_code == 409)
        assert "Decided by another editor meanwhile" in told.content.decode()
        decision = Decision.objects.get(object_id=comment.pk)
        assert Comment.objects.get(pk=comment.pk).state == decision.after == STATES[decision.by_name]
    collection.refresh_from_db()
    assert collection.comment_count == Comment.objects.published().count()


def test_of_two_batches_at_once_each_comment_is_decided_once_and_an_undo_takes_back_its_own(
    pair: tuple[Client, Client],
) -> None:
    collection = make_collection()
    for _ in range(max(2, PAIRS // 5)):
        comments = [make_comment(on=collection, state="waiting") for _ in range(8)]
        at_once(pair, [seen(comments[:6]), seen(comments[:1:-1])])
        ids = [comment.pk for comment in comments]
        by = dict(Decision.objects.filter(object_id__in=ids).values_list("object_id", "by_name"))
        assert Decision.objects.filter(object_id__in=ids).count() == len(by) == 8
        assert (by[ids[0]], by[ids[7]]) == ("ada", "bo")
        token = pair[0].session[KEY][0]["token"]
        pair[0].post(f"{QUEUE}undo/", {"token": token})
        after = dict(Comment.objects.filter(pk__in=ids).values_list("pk", "state"))
        assert after == {pk: "waiting" if who == "ada" else "removed" for pk, who in by.items()}
        Comment.objects.filter(pk__in=ids).update(state="removed")
