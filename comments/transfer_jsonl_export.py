"""Threads as records of an exchange file."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch

from comments.models import Comment, Thread
from comments.models.thread import TARGET_FIELDS
from comments.transfer_jsonl import COPIED, Target
from gotchas.transfer.jsonl_export_rows import PORTION, Chosen, asked_record, code_record, numbers
from gotchas.transfer.jsonl_identity import file_number
from gotchas.transfer.jsonl_records import CodeTalkRecord, CommentRecord


def threads_on(targets: Sequence[Target]) -> dict[int, Thread]:
    """The threads on targets of one kind, by the target's id."""
    if not targets:
        return {}
    name = TARGET_FIELDS[type(targets[0])]
    rows = Thread.objects.filter(**{f"{name}__in": [target.pk for target in targets]})
    return {getattr(row, f"{name}_id"): row for row in rows}


def code_talks(chosen: Chosen) -> Iterator[CodeTalkRecord]:
    """The threads on codes by family and code, then those on codes that are not stored, some at a time.

    A thread in which there is nothing to read is left out.
    """
    rows = Thread.objects.select_related("code__family", "unanswered__family")
    stored = rows.exclude(code=None).order_by("code__family__slug", "code__code", "pk")
    asked = rows.exclude(unanswered=None).order_by("unanswered__family__slug", "unanswered__code", "pk")
    for some in (stored, asked) if chosen.everything else (stored.filter(comment_count__gt=0),):
        threads = list(some.values_list("pk", flat=True))
        for at in range(0, len(threads), PORTION):
            portion = some.filter(pk__in=threads[at : at + PORTION])
            yield from _code_talks(list(portion), chosen)


def _code_talks(threads: Sequence[Thread], chosen: Chosen) -> Iterator[CodeTalkRecord]:
    talks = talks_of(threads, chosen)
    for thread in threads:
        comments = talks.get(thread.pk, ())
        if comments or (thread.closed_at and thread.code):
            target = thread.code
            record = CodeTalkRecord(code_record(target)) if target else asked_record(thread.unanswered)
            yield replace(
                record,
                comments=comments,
                thread_closed_at=thread.closed_at,
                thread_closed_reason=thread.closed_reason,
            )


def talks_of(threads: Sequence[Thread], chosen: Chosen) -> dict[int, tuple[CommentRecord, ...]]:
    """The comments of each thread, by its id, in the order in which they are read.

    Where not everything is chosen, published ones alone, without addresses and earlier texts; where such a
    one hangs on another that is not published, that stands there without author and text.
    """
    rows = Comment.objects.filter(thread__in=threads).order_by("path").select_related("person").defer("html")
    rows = rows.prefetch_related(
        Prefetch("gotchas", numbers()),
        "codes__family",
        Prefetch("answers", Comment.objects.only("pk")),
        *(["earlier_texts"] if chosen.everything else []),
    )
    by_thread: dict[int, list[Comment]] = defaultdict(list)
    for row in rows:
        by_thread[row.thread_id].append(row)
    return {pk: _records(rows, chosen) for pk, rows in by_thread.items()}


def _records(rows: Sequence[Comment], chosen: Chosen) -> tuple[CommentRecord, ...]:
    by_id = {row.pk: row for row in rows}
    kept = {row.pk for row in rows if chosen.everything or row.state == Comment.State.PUBLISHED}
    for pk in list(kept):
        parent = by_id[pk].parent_id
        while parent and parent not in kept:
            kept.add(parent)
            parent = by_id[parent].parent_id
    shown = [row for row in rows if row.pk in kept]
    given = {row.pk: file_number(row.external_id, place) for place, row in enumerate(shown, 1)}
    return tuple(_record(row, given, chosen) for row in shown)


def _record(row: Comment, given: dict[int, str], chosen: Chosen) -> CommentRecord:
    parent = given[row.parent_id] if row.parent_id else ""
    place: dict[str, Any] = {"number": given[row.pk], "parent": parent, "date": row.posted_at}
    if not chosen.everything and row.state != Comment.State.PUBLISHED:
        reason = row.removed_reason if row.state == Comment.State.REMOVED else ""
        return CommentRecord("", "", **place, state="removed", removed_reason=reason)
    copied = {name: getattr(row, name) for name in COPIED}
    return CommentRecord(
        author=row.author_name,
        email=row.author_email if chosen.everything else "",
        person=row.person.name if row.person else "",
        answers=tuple(sorted(given[other.pk] for other in row.answers.all() if other.pk in given)),
        gotchas=tuple(sorted(other.number for other in row.gotchas.all() if chosen.holds(other))),
        codes=tuple(sorted((code.family.slug, code.code) for code in row.codes.all())),
        earlier_texts=_earlier(row) if chosen.everything else (),
        **place,
        **copied,
    )


def _earlier(row: Comment) -> tuple[tuple[Any, str], ...]:
    """Without hidden ones: the file says nothing of hiding, so an import would show them."""
    texts = row.earlier_texts.all()
    return tuple(sorted((old.replaced_at, old.text) for old in texts if old.hidden_at is None))
