"""Threads as records of an exchange file."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from comments.models import Comment, Thread
from comments.models.thread import TARGET_FIELDS
from comments.transfer_jsonl import COPIED, Target
from gotchas.models import Gotcha
from gotchas.transfer.jsonl_identity import file_number
from gotchas.transfer.jsonl_records import CommentRecord


def threads_on(targets: Sequence[Target]) -> dict[int, Thread]:
    """The threads on targets of one kind, by the target's id."""
    if not targets:
        return {}
    name = TARGET_FIELDS[type(targets[0])]
    rows = Thread.objects.filter(**{f"{name}__in": [target.pk for target in targets]})
    return {getattr(row, f"{name}_id"): row for row in rows}


def talks_of(
    threads: Sequence[Thread], gotchas: "QuerySet[Gotcha]", everything: bool
) -> dict[int, tuple[CommentRecord, ...]]:
    """The comments of each thread, by its id, in the order in which they are read.

    Without `everything` published ones alone, without addresses and earlier texts; where such a one hangs on
    another that is not published, that stands there without author and text. `gotchas` are those that may be
    named.
    """
    rows = Comment.objects.filter(thread__in=threads).order_by("path").select_related("person").defer("html")
    numbers = gotchas.select_related("collection").only("position", "collection__number")
    rows = rows.prefetch_related(
        Prefetch("gotchas", numbers),
        "codes__family",
        Prefetch("answers", Comment.objects.only("pk")),
        *(["earlier_texts"] if everything else []),
    )
    by_thread: dict[int, list[Comment]] = defaultdict(list)
    for row in rows:
        by_thread[row.thread_id].append(row)
    return {pk: _records(rows, everything) for pk, rows in by_thread.items()}


def _records(rows: Sequence[Comment], everything: bool) -> tuple[CommentRecord, ...]:
    by_id = {row.pk: row for row in rows}
    kept = {row.pk for row in rows if everything or row.state == Comment.State.PUBLISHED}
    for pk in list(kept):
        parent = by_id[pk].parent_id
        while parent and parent not in kept:
            kept.add(parent)
            parent = by_id[parent].parent_id
    shown = [row for row in rows if row.pk in kept]
    numbers = {row.pk: file_number(row.external_id, place) for place, row in enumerate(shown, 1)}
    return tuple(_record(row, numbers, everything) for row in shown)


def _record(row: Comment, numbers: dict[int, str], everything: bool) -> CommentRecord:
    parent = numbers[row.parent_id] if row.parent_id else ""
    place: dict[str, Any] = {"number": numbers[row.pk], "parent": parent, "date": row.posted_at}
    if not everything and row.state != Comment.State.PUBLISHED:
        reason = row.removed_reason if row.state == Comment.State.REMOVED else ""
        return CommentRecord("", "", **place, state="removed", removed_reason=reason)
    copied = {name: getattr(row, name) for name in COPIED}
    return CommentRecord(
        author=row.author_name,
        email=row.author_email if everything else "",
        person=row.person.name if row.person else "",
        answers=tuple(sorted(numbers[other.pk] for other in row.answers.all() if other.pk in numbers)),
        gotchas=tuple(sorted(other.number for other in row.gotchas.all())),
        codes=tuple(sorted((code.family.slug, code.code) for code in row.codes.all())),
        earlier_texts=_earlier(row) if everything else (),
        **place,
        **copied,
    )


def _earlier(row: Comment) -> tuple[tuple[Any, str], ...]:
    return tuple(sorted((old.replaced_at, old.text) for old in row.earlier_texts.all()))
