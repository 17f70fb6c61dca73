"""Where the comments of an exchange file stand: their threads, and the rows of those that are stored.

A comment is known by its thread and external id, or, where it has none, by time, author and text. What was
merged into a gotcha keeps its thread, and a file brings the comments there with the gotcha: one that is not
in the gotcha's own thread is looked for in those.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from comments.models import Comment, Thread
from comments.models.thread import TARGET_FIELDS
from gotchas.models import Collection, Gotcha, MessageCode, UnansweredCode, merging
from gotchas.models.gotcha import LONG_TEXTS
from gotchas.transfer.jsonl_identity import comment_ids
from gotchas.transfer.jsonl_records import CommentRecord

Target = Collection | Gotcha | MessageCode | UnansweredCode
BATCH = 500


@dataclass(frozen=True, slots=True)
class Talk:
    """Comments on one article, collection or code, in order. `loose` ones came one a line, not as a list."""

    target: Target
    comments: Sequence[CommentRecord]
    loose: bool = False
    closed_at: datetime.datetime | None = None
    closed_reason: str = ""


@dataclass(slots=True)
class One:
    """A comment on its way to its row; `row` is a stored one where it is known."""

    record: CommentRecord
    thread: Thread
    external_id: str
    row: Comment | None = None
    new: bool = True


def key_of(target: Target) -> tuple[str, int]:
    return TARGET_FIELDS[type(target)], target.pk


def threads_of(talks: Sequence[Talk]) -> dict[tuple[str, int], Thread]:
    """The thread on each target, with that at hand; those that are missing are made."""
    threads: dict[tuple[str, int], Thread] = {}
    for name in TARGET_FIELDS.values():
        wanted = {talk.target.pk: talk for talk in talks if key_of(talk.target)[0] == name}
        if not wanted:
            continue
        rows = list(Thread.objects.filter(**{f"{name}__in": list(wanted)}))
        there = {getattr(row, f"{name}_id") for row in rows}
        new = [
            Thread(**{f"{name}_id": pk}, closed_at=talk.closed_at, closed_reason=talk.closed_reason)
            for pk, talk in wanted.items()
            if pk not in there
        ]
        rows += Thread.objects.bulk_create(new, batch_size=BATCH)
        for row in rows:
            setattr(row, name, wanted[getattr(row, f"{name}_id")].target)
        threads |= {(name, getattr(row, f"{name}_id")): row for row in rows}
    return threads


def ones_of(talk: Talk, thread: Thread) -> list[One]:
    """The comments of a talk, each with its external id. Loose ones that are equal are one."""
    if not talk.loose:
        ids = comment_ids(talk.comments)
        return [One(one, thread, name) for one, name in zip(talk.comments, ids, strict=True)]
    by_id = {comment_ids([comment])[0]: comment for comment in talk.comments}
    return [One(comment, thread, name) for name, comment in by_id.items()]


def find(every: Sequence[One]) -> None:
    """Give those that are stored already their rows."""
    threads = {one.thread.pk for one in every}
    named = {one.external_id for one in every if one.external_id}
    rows = Comment.objects.filter(thread__in=threads, external_id__in=named)
    found = {(row.thread_id, row.external_id): row for row in _places(rows)}
    nameless: dict[tuple[Any, ...], list[Comment]] = defaultdict(list)
    asked = {one.thread.pk for one in every if not one.external_id}
    for row in _places(Comment.objects.filter(thread__in=asked, external_id="").order_by("path")):
        nameless[row.thread_id, row.posted_at, row.author_name, row.text].append(row)
    for one in every:
        if one.external_id:
            one.row = found.get((one.thread.pk, one.external_id))
        else:
            record = one.record
            same = nameless[one.thread.pk, record.date, record.author, record.text]
            one.row = same.pop(0) if same else None
        one.new = one.row is None
    _find_merged([one for one in every if one.new and one.thread.gotcha_id])


def _find_merged(ones: Sequence[One]) -> None:
    """Give those their rows that stand in the thread of what was merged into their gotcha.

    Numbers count within a thread, so the same time and author are wanted as well; or else the same text, for
    a file leaves out a number that is there twice.
    """
    gotchas = {one.thread.gotcha_id for one in ones}
    merged = merging.merged_by(Gotcha.objects.defer(*LONG_TEXTS), gotchas) if gotchas else {}
    if not merged:
        return
    home = {row.pk: pk for pk, rows in merged.items() for row in rows}
    threads = {row.pk: row for row in Thread.objects.filter(gotcha__in=home).select_related("gotcha")}
    found: dict[tuple[Any, ...], list[Comment]] = defaultdict(list)
    for row in _places(Comment.objects.filter(thread__in=threads).order_by("path")):
        found[home[threads[row.thread_id].gotcha_id], row.posted_at, row.author_name].append(row)
    for one in ones:
        rows = found[one.thread.gotcha_id, one.record.date, one.record.author]
        same = next((row for row in rows if _is_same(one, row)), None)
        if same:
            rows.remove(same)
            one.row, one.new, one.thread = same, False, threads[same.thread_id]


def _is_same(one: One, row: Comment) -> bool:
    return row.external_id == one.external_id if one.external_id else row.text == one.record.text


def follow(whole: Sequence[Sequence[One]]) -> None:
    """Put new replies into the threads of what they answer, where some stand in those of merged gotchas."""
    for ones in whole:
        if len({one.thread.pk for one in ones}) < 2:
            continue
        by_number = {one.record.number: one for one in ones if one.record.number}
        for one in ones:
            branch, at = [], one
            while at.new and at.record.parent:
                branch.append(at)
                at = by_number[at.record.parent]
            for child in branch:
                child.thread = at.thread


def _places(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    return rows.only(
        "thread", "external_id", "author_name", "posted_at", "text", "path", "parent", "became", "state"
    )
