"""Threads as records of an exchange file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch

from comments.models import Comment, Thread
from comments.models.kept import FACTS
from comments.models.thread import TARGET_FIELDS
from comments.transfer_jsonl import COPIED
from comments.transfer_jsonl_places import Target
from gotchas.models import Gotcha, MessageCode, merging
from gotchas.models.gotcha import LONG_TEXTS
from gotchas.transfer.jsonl_export_rows import (
    OF_A_CODE,
    PORTION,
    Chosen,
    asked_record,
    code_record,
    numbers,
)
from gotchas.transfer.jsonl_export_word_rows import asked, bare_codes
from gotchas.transfer.jsonl_identity import correction_number, file_number
from gotchas.transfer.jsonl_records import CodeTalkRecord, CommentRecord


def threads_on(targets: Sequence[Target]) -> dict[int, Thread]:
    """The threads on targets of one kind, by the target's id."""
    if not targets:
        return {}
    name = TARGET_FIELDS[type(targets[0])]
    rows = Thread.objects.filter(**{f"{name}__in": [target.pk for target in targets]})
    return {getattr(row, f"{name}_id"): row for row in rows}


def article_talks(
    articles: Sequence[Gotcha], chosen: Chosen
) -> tuple[dict[int, Thread], dict[int, tuple[CommentRecord, ...]]]:
    """The threads on articles and the comments that go with each, by the article's id.

    Where not everything is chosen, what was merged into an article has no line of its own: the comments there
    go with the article, as its page leads to them.
    """
    threads = threads_on(articles)
    ids = [row.pk for row in articles]
    merged = {} if chosen.everything else merging.merged_by(Gotcha.objects.defer(*LONG_TEXTS), ids)
    into = {row.pk: pk for pk, rows in merged.items() for row in rows}
    absorbed = threads_on([row for rows in merged.values() for row in rows])
    home = {thread.pk: into[pk] for pk, thread in absorbed.items()}
    return threads, talks_of(threads, chosen, home)


def code_talks(chosen: Chosen) -> Iterator[CodeTalkRecord]:
    """Codes that stand in no article or have a thread, then what was looked for and is not stored.

    Each by family and code, sorted here and not by the database. A thread without anything to read is none.
    """
    talked_of = Thread.objects.exclude(code=None)
    if not chosen.everything:
        talked_of = talked_of.filter(comment_count__gt=0)
    bare = set(bare_codes(chosen).values_list("pk", flat=True))
    codes = MessageCode.objects.filter(pk__in=talked_of.values("code")) | bare_codes(chosen)
    rows = MessageCode.objects.select_related("family").prefetch_related(*OF_A_CODE)
    for code, thread, comments in _with_talk(rows, _in_order(codes), chosen):
        if code.pk in bare or comments or (thread and thread.closed_at):
            yield _talk(CodeTalkRecord(code_record(code)), thread, comments)
    rows = asked(chosen)
    for row, thread, comments in _with_talk(rows, _in_order(rows), chosen):
        if row.count or row.dismissed_at or comments:
            yield _talk(asked_record(row), thread, comments)


def _in_order(rows: Any) -> list[int]:
    """Ids by family and code."""
    named = rows.order_by().values_list("family__slug", "code", "pk")
    return [pk for *_, pk in sorted((slug or "", code, pk) for slug, code, pk in named)]


def _with_talk(rows: Any, order: Sequence[int], chosen: Chosen) -> Iterator[tuple[Any, Thread | None, Any]]:
    """Each of the rows in this order with its thread and the comments in that."""
    for at in range(0, len(order), PORTION):
        there = rows.in_bulk(order[at : at + PORTION])
        threads = threads_on(list(there.values()))
        talks = talks_of(threads, chosen)
        for pk in order[at : at + PORTION]:
            yield there[pk], threads.get(pk), talks.get(pk, ())


def _talk(record: CodeTalkRecord, thread: Thread | None, comments: Any) -> CodeTalkRecord:
    if thread is None:
        return record
    return replace(
        record,
        comments=comments,
        thread_closed_at=thread.closed_at,
        thread_closed_reason=thread.closed_reason,
    )


def talks_of(
    threads: Mapping[int, Thread], chosen: Chosen, merged: Mapping[int, int] | None = None
) -> dict[int, tuple[CommentRecord, ...]]:
    """The comments on each target, by its id as `threads` has it, in the order of their paths.

    `merged` has by a thread's id the gotcha that comments of a merged one go with.
    Where not everything is chosen, published ones alone, without addresses and earlier texts; where such a
    one hangs on another that is not published, that stands there without author and text.
    """
    home = {thread.pk: pk for pk, thread in threads.items()} | dict(merged or {})
    rows = Comment.objects.filter(thread__in=home).order_by("path").defer("html")
    rows = rows.select_related("person", *(["parent_confirmed_by"] if chosen.everything else []))
    rows = rows.prefetch_related(
        Prefetch("gotchas", numbers()),
        "codes__family",
        Prefetch("answers", Comment.objects.only("pk")),
        Prefetch("became", chosen.named_corrections()),
        *(["earlier_texts"] if chosen.everything else []),
    )
    by_target: dict[int, list[Comment]] = defaultdict(list)
    for row in rows:
        by_target[home[row.thread_id]].append(row)
    return {pk: _records(rows, chosen, merged or {}) for pk, rows in by_target.items()}


def _records(rows: Sequence[Comment], chosen: Chosen, merged: Mapping[int, int]) -> tuple[CommentRecord, ...]:
    by_id = {row.pk: row for row in rows}
    kept = {row.pk for row in rows if chosen.everything or row.state == Comment.State.PUBLISHED}
    for pk in list(kept):
        parent = by_id[pk].parent_id
        while parent and parent not in kept:
            kept.add(parent)
            parent = by_id[parent].parent_id
    shown = [row for row in rows if row.pk in kept]
    given = _numbers(shown, merged)
    return tuple(_record(row, given, chosen, merged.get(row.thread_id)) for row in shown)


def _numbers(shown: Sequence[Comment], merged: Mapping[int, int]) -> dict[int, str]:
    """The number of each in the file; one that the thread of a merged gotcha has as well is given once."""
    given: dict[int, str] = {}
    taken: set[str] = set()
    places = {row.pk: place for place, row in enumerate(shown, 1)}
    for row in sorted(shown, key=lambda row: row.thread_id in merged):
        number = file_number(row.external_id, places[row.pk])
        given[row.pk] = file_number("", places[row.pk]) if number in taken else number
        taken.add(number)
    return given


def _record(row: Comment, given: dict[int, str], chosen: Chosen, about: int | None) -> CommentRecord:
    """`about` is the gotcha that it goes with where it was said on one that is merged into that."""
    parent = given[row.parent_id] if row.parent_id else ""
    place: dict[str, Any] = {"number": given[row.pk], "parent": parent, "date": row.posted_at}
    if not chosen.everything and row.state != Comment.State.PUBLISHED:
        reason = row.removed_reason if row.state == Comment.State.REMOVED else ""
        return CommentRecord("", "", **place, state="removed", removed_reason=reason)
    copied = {name: getattr(row, name) for name in COPIED}
    return CommentRecord(
        author=row.author_name,
        email=row.author_email if chosen.everything else "",
        person=row.person.name if row.person and chosen.everything else "",
        marked_answer=given.get(row.marked_answer_id, ""),
        became=correction_number(row.became) if row.became else "",
        answers=tuple(sorted(given[other.pk] for other in row.answers.all() if other.pk in given)),
        gotchas=tuple(
            sorted(other.number for other in row.gotchas.all() if other.pk != about and chosen.holds(other))
        ),
        codes=tuple(sorted((code.family.slug, code.code) for code in row.codes.all())),
        **(_private(row) if chosen.everything else {}),
        **place,
        **copied,
    )


def _private(row: Comment) -> dict[str, Any]:
    """What readers see of no comment."""
    shown: list[tuple[Any, ...]] = []
    hidden: list[tuple[Any, ...]] = []
    for old in row.earlier_texts.all():
        facts = [getattr(old, name) for name in FACTS] if old.kind else []
        if old.hidden_at is None:
            shown.append((old.replaced_at, old.text, *facts))
        else:
            hidden.append((old.replaced_at, old.text, old.hidden_at, old.hidden_by, *facts))
    return {
        "parent_confirmed_by": row.parent_confirmer,
        "earlier_texts": tuple(sorted(shown)),
        "hidden_texts": tuple(sorted(hidden)),
    }
