"""What comments that came with an import count at the pages that show them."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import F, Model

from comments.models import Comment, Thread
from comments.transfer_jsonl_places import BATCH
from gotchas.models import Collection, Gotcha, MessageCode

Spoken = dict[type[Model], Counter[int]]
"""How many published comments speak of each row, by table and id."""
ABOUT_GOTCHAS, ABOUT_CODES, ANSWERS = (
    Comment.gotchas.through, Comment.codes.through, Comment.answers.through,
)  # fmt: skip


def count(spoken: Mapping[type[Model], Counter[int]]) -> None:
    """Raise the count of comments of rows, by table and id: a statement for each number, not for each row.

    Tables are written in the order in which comments lock them.
    """
    for table in (Thread, Gotcha, MessageCode, Collection):
        by_number: dict[int, list[int]] = defaultdict(list)
        for pk, number in spoken.get(table, {}).items():
            by_number[number].append(pk)
        for number, ids in sorted(by_number.items()):
            for at in range(0, len(ids), BATCH):
                table.objects.filter(pk__in=sorted(ids)[at : at + BATCH]).update(
                    comment_count=F("comment_count") + number, version=F("version") + 1
                )


def count_replies(replies: Mapping[int, int]) -> None:
    """Raise the count of replies of comments, by id."""
    by_number: dict[int, list[int]] = defaultdict(list)
    for pk, number in replies.items():
        by_number[number].append(pk)
    for number, ids in by_number.items():
        for at in range(0, len(ids), BATCH):
            rows = Comment.objects.filter(pk__in=ids[at : at + BATCH])
            rows.update(reply_count=F("reply_count") + number)
