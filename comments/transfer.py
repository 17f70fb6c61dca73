"""Take comments from outside into a thread: whole conversations at once, again and again without doubling.

Who calls this has read some format into `GivenComment`s first; ids of other comments are the external ids
of the same source, never ids of this site.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import F

from comments import paths, searchable
from comments.models import Comment, Person, Thread
from gotchas import markup
from gotchas.models import CodeFamily, Gotcha, MessageCode
from gotchas.models.linking import ArticleLinker, numbered
from gotchas.text.families import FoundCode, Recogniser
from gotchas.text.references import references
from gotchas.transfer.local_times import instant
from gotchas.transfer.thread_records import Note, ThreadComment, ThreadFile
from gotchas.transfer.thread_replies import Proposal
from gotchas.transfer.thread_rows import StoredThread

BATCH = 400
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class GivenComment:
    """One comment as its source gives it.

    `external_id` is unique in the thread; `parent` and `answers` are external ids of comments given with it
    or taken before. `posted_at` is aware. `gotchas` and `codes` are what it speaks of beside what its text
    names. `parent_confidence` is None where the parent is known and 0 to 1 where it was inferred.
    """

    external_id: str
    author_name: str
    posted_at: datetime.datetime
    text: str
    source_number: str = ""
    format: str = Comment.Format.PLAIN
    kind: str = Comment.Kind.OTHER
    state: str = Comment.State.PUBLISHED
    parent: str = ""
    parent_confidence: float | None = None
    answers: tuple[str, ...] = ()
    gotchas: tuple[Gotcha, ...] = ()
    codes: tuple[MessageCode, ...] = ()
    person: Person | None = None
    retold: bool = False
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What `add_comments` did: the rows it made, in the order given, and how many stood there before."""

    added: list[Comment]
    already: int


def no_progress(done: int) -> object:
    return None


@transaction.atomic
def add_comments(thread: Thread, given: Sequence[GivenComment], progress: Progress = no_progress) -> Taken:
    """Add those of `given` that the thread does not have yet, by external id; nothing that is there changes.

    Counts them on the thread, on their parents and on all they speak of. `progress` is called with the
    number of comments done since the last call. Raises ValueError for an id that is given twice and for a
    parent or an answered comment that is nowhere.
    """
    rows = dict(thread.comments.exclude(external_id="").values_list("external_id", "pk"))
    new = [one for one in given if one.external_id not in rows]
    _check_ids(new, rows)
    added = _create(thread, new)
    by_id = {row.external_id: row for row in added}
    _hang(thread, new, by_id)
    linker = ThreadLinker(thread, [one.text for one in new])
    for batch in _batches(list(zip(new, added, strict=True))):
        for one, row in batch:
            row.html = _html(one, linker)
        progress(len(batch))
    published = [row for row in added if row.state == Comment.State.PUBLISHED]
    _count_replies(published, {row.pk for row in added})
    _write_again(added)
    _count(thread, len(published), _refer(new, by_id, rows, linker))
    searchable.index_comments(Comment.objects.filter(pk__in=[row.pk for row in added]))
    return Taken(added, len(given) - len(new))


def _batches(rows: Sequence[Any], size: int = BATCH) -> Iterable[list[Any]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def _check_ids(new: Sequence[GivenComment], stored: dict[str, int]) -> None:
    counted = Counter(one.external_id for one in new)
    for name, times in counted.items():
        if times > 1 or not name:
            raise ValueError(f"external id {name!r} is given {times} times")
    for one in new:
        for name in (one.parent, *one.answers):
            if name and (name == one.external_id or (name not in counted and name not in stored)):
                raise ValueError(f"comment {one.external_id!r} hangs on {name!r}, which is not there")


def _create(thread: Thread, new: Sequence[GivenComment]) -> list[Comment]:
    copied = (
        "external_id", "author_name", "posted_at", "text", "source_number", "format", "kind", "state",
        "parent_confidence", "person", "retold", "source_url",
    )  # fmt: skip
    of = thread.gotcha.collection if thread.gotcha else None
    rows = [
        Comment(
            thread=thread,
            of_collection=of,
            renderer=markup.RENDERER,
            **{name: getattr(one, name) for name in copied},
        )
        for one in new
    ]
    return Comment.objects.bulk_create(rows, batch_size=BATCH)


def _write_again(rows: Sequence[Comment]) -> None:
    """Write what needed the ids: rows that conflict with themselves, far faster than `bulk_update`."""
    fields = ["parent", "path", "html", "reply_count"]
    Comment.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _hang(thread: Thread, new: Sequence[GivenComment], by_id: dict[str, Comment]) -> None:
    """Give each new row its parent and its path, parents first; a circle of parents is a ValueError."""
    wanted = {one.parent for one in new if one.parent and one.parent not in by_id}
    above = {row.external_id: row for batch in _batches(sorted(wanted)) for row in _rows_of(thread, batch)}
    parents = {one.external_id: one.parent for one in new}
    for name in parents:
        branch: list[str] = []
        while name in by_id and not by_id[name].path:
            if len(branch) > len(parents):
                raise ValueError(f"comment {name!r} hangs on itself")
            branch.append(name)
            name = parents[name]
        for child in reversed(branch):
            row = by_id[child]
            row.parent = by_id.get(parents[child]) or above.get(parents[child])
            row.path = paths.child_path(row.parent.path if row.parent else "", row.posted_at, row.pk)


def _rows_of(thread: Thread, external_ids: list[str]) -> models.QuerySet[Comment]:
    return thread.comments.filter(external_id__in=external_ids).only("external_id", "path")


def _html(one: GivenComment, linker: "ThreadLinker") -> str:
    if one.format == Comment.Format.PLAIN:
        return markup.plain(one.text, linker)
    if one.format == Comment.Format.HTML:
        return markup.imported_html(one.text, linker)
    return markup.comment(one.text, linker)


def _refer(
    new: Sequence[GivenComment], by_id: dict[str, Comment], stored: dict[str, int], linker: "ThreadLinker"
) -> Counter[Gotcha | MessageCode]:
    """Write what each new comment refers to; how many published ones speak of each gotcha and code."""
    ids = stored | {name: row.pk for name, row in by_id.items()}
    spoken_of: Counter[Gotcha | MessageCode] = Counter()
    gotchas, codes, answers = (getattr(Comment, name).through for name in ("gotchas", "codes", "answers"))
    links: list[Any] = []
    for one in new:
        row = by_id[one.external_id]
        named = linker.named(one.text)
        about_gotchas = {*one.gotchas, *named.gotchas}
        about_codes = {*one.codes, *named.codes}
        others = ({ids[name] for name in one.answers} | named.comments) - {row.pk, row.parent_id}
        links += [gotchas(comment_id=row.pk, gotcha_id=gotcha.pk) for gotcha in about_gotchas]
        links += [codes(comment_id=row.pk, messagecode_id=code.pk) for code in about_codes]
        links += [answers(from_comment_id=row.pk, to_comment_id=other) for other in others]
        if row.state == Comment.State.PUBLISHED:
            spoken_of.update([*about_gotchas, *about_codes])
    for table in (gotchas, codes, answers):
        table.objects.bulk_create([link for link in links if type(link) is table], batch_size=BATCH)
    return spoken_of


def _count_replies(rows: Sequence[Comment], new: set[int]) -> None:
    """Count published replies on their parents: in memory on `new` ones, in the database on older ones."""
    older: Counter[int] = Counter()
    for row in rows:
        if row.parent and row.parent.pk in new:
            row.parent.reply_count += 1
        elif row.parent:
            older[row.parent.pk] += 1
    for parent, times in older.items():
        Comment.objects.filter(pk=parent).update(reply_count=F("reply_count") + times)


def _count(thread: Thread, comments: int, spoken_of: Counter[Gotcha | MessageCode]) -> None:
    if comments:
        thread.bump(comments)
    for target, times in spoken_of.items():
        target.bump(times)


def thread_comments(
    thread: ThreadFile, proposals: Sequence[Proposal], stored: StoredThread, zone: ZoneInfo
) -> tuple[list[GivenComment], list[Note]]:
    """The comments of a saved blog post, exactly as printed, with notes on times that had to be decided.

    A comment's external id is a digest of its date, author and text, so that a later copy of the same page
    with more comments adds only those.
    """
    ids = _ids_of(thread.comments)
    given: list[GivenComment] = []
    notes: list[Note] = []
    before: datetime.datetime | None = None
    for comment, proposal in zip(thread.comments, proposals, strict=True):
        posted_at, decided = instant(comment.posted, zone, before)
        before = posted_at
        if decided:
            notes.append(Note(comment.line, "noted", f"comment {comment.number}: {decided}"))
        seen = {(code.family, code.code) for code in comment.codes}
        given.append(
            GivenComment(
                external_id=ids[comment.number],
                source_number=str(comment.number),
                author_name=comment.author,
                posted_at=posted_at,
                text=comment.text,
                parent=ids[proposal.parent] if proposal.parent else "",
                parent_confidence=proposal.confidence,
                answers=tuple(ids[number] for number in proposal.answers),
                gotchas=tuple(stored.gotchas[number] for number in proposal.gotchas),
                codes=tuple(stored.codes[key] for key in sorted(seen & stored.codes.keys())),
            )
        )
    return given, notes


def _ids_of(comments: Sequence[ThreadComment]) -> dict[int, str]:
    """External ids by number; equal comments of one person in one minute are told apart by count."""
    times: Counter[str] = Counter()
    ids: dict[int, str] = {}
    for comment in comments:
        whole = f"{comment.posted.isoformat()}\n{comment.author}\n{comment.text}"
        digest = hashlib.sha256(whole.encode()).hexdigest()[:24]
        times[digest] += 1
        ids[comment.number] = f"thread-{digest}" + (f"-{times[digest]}" if times[digest] > 1 else "")
    return ids


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names; comments by id."""

    gotchas: list[Gotcha]
    codes: list[MessageCode]
    comments: set[int]


class _Remembered:
    """A recogniser that scans no text twice: each is scanned to look codes up, to link and to refer."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._scan = recogniser.scan
        self._seen: dict[str, list[FoundCode]] = {}

    def scan(self, text: str) -> list[FoundCode]:
        if text not in self._seen:
            self._seen[text] = self._scan(text)
        return self._seen[text]


class ThreadLinker(ArticleLinker):
    """The linker of many comments of one thread: a few look-ups however many texts there are."""

    def __init__(self, thread: Thread, texts: Sequence[str]) -> None:
        self.recogniser = _Remembered(CodeFamily.objects.recogniser())
        self.own = thread
        hits = {(hit.family, hit.code): hit for text in texts for hit in self.recogniser.scan(text)}
        self.codes = {}
        for batch in _batches(list(hits.values())):
            self.codes |= MessageCode.objects.found(batch)
        found = {(r.kind, r.number) for text in texts for r in references(text)}
        self.gotchas = {}
        for batch in _batches([number for kind, number in found if kind == "gotcha"], 200):
            self.gotchas |= numbered(Gotcha.objects.all(), batch, thread.home_collection)
        self.comments: dict[str, Comment] = {}
        for batch in _batches([number for kind, number in found if kind == "comment"]):
            rows = thread.comments.published().filter(source_number__in=batch).order_by("-pk")
            self.comments |= {row.source_number: row for row in rows}

    def link_of(self, reference: Any) -> markup.Link | None:
        if reference.kind == "comment" and (row := self.comments.get(reference.number)):
            return markup.Link(reference.start, reference.end, row.get_absolute_url(), row.author_name)
        return super().link_of(reference)

    def named(self, text: str) -> Named:
        hits = self.recogniser.scan(text)
        codes = {c.pk: c for hit in hits if (c := self.codes.get((hit.family, hit.code)))}
        seen = references(text)
        gotchas = {g.pk: g for r in seen if r.kind == "gotcha" and (g := self.gotchas.get(r.number))}
        others = {c.pk for r in seen if r.kind == "comment" and (c := self.comments.get(r.number))}
        return Named(
            gotchas=[g for g in gotchas.values() if g.pk != self.own.gotcha_id],
            codes=[c for c in codes.values() if c.pk != self.own.code_id],
            comments=others,
        )
