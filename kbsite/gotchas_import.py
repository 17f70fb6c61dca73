"""A whole import: articles, their comments and what they say of one another, batch after batch."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction

from comments import transfer_jsonl_settle as settle
from comments.transfer_jsonl import Comments
from comments.transfer_jsonl_places import Talk
from gotchas.models import Collection, Gotcha
from gotchas.transfer.jsonl_batches import Batch
from gotchas.transfer.jsonl_code_rows import spoken_of
from gotchas.transfer.jsonl_collection_rows import CollectionRefused, check_same, make_collection
from gotchas.transfer.jsonl_indexing import indexed
from gotchas.transfer.jsonl_records import (
    ArticleRecord,
    CodeLinkRecord,
    CodeTalkRecord,
    CollectionRecord,
    CorrectionRecord,
    LooseComment,
    NoticeRecord,
)
from gotchas.transfer.jsonl_relations_rows import Relations
from gotchas.transfer.jsonl_render import Render
from gotchas.transfer.jsonl_rows import Articles
from gotchas.transfer.jsonl_spool import Spool
from gotchas.transfer.jsonl_word_rows import Corrections, Links, Notices, Refused

SETTLED_AT_ONCE = 400
OPEN_COLLECTIONS = 20
"""Of so many is kept what is found once, before it is all looked up again."""
LOST = 1_000
"""So many numbers that are nowhere are named, of a file with more."""
Refuse = Callable[[int, str], object]
Lines = Sequence[tuple[int, Any]]
"""Line numbers with records of one kind."""


class ImportStopped(RuntimeError):
    """The import cannot go on at all; the message says what to do."""


@dataclass(slots=True)
class Told:
    """What a transaction did; it counts when it is committed."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    mentions: list[tuple[int, str]] = field(default_factory=list)
    """Id of a comment, number of a gotcha that it speaks of."""
    codes: list[tuple[int, str, str]] = field(default_factory=list)
    """Id of a comment, family and code that it speaks of."""
    became: list[tuple[int, str]] = field(default_factory=list)
    """Id of a comment, number of the correction that was made of it."""
    early: list[tuple[int]] = field(default_factory=list)
    """Id of a comment that came before what it names."""


class Import:
    """One run. `number` is the collection to import into, None for those that the file names."""

    def __init__(self, render: Render, refuse: Refuse, note: str, number: int | None, title: str) -> None:
        self.render, self.refuse, self.note = render, refuse, note
        self.number, self.title = number, title
        self.counts: Counter[str] = Counter()
        self.relations = Relations()
        self.mentions, self.codes, self.became, self.early = Spool(), Spool(), Spool(), Spool()
        self.named: int | None = None
        """The one collection of the file that goes into `number`."""
        self.without: set[int] = set()
        """Collections of the file that were refused, and with them what is of them."""
        self.collections: dict[int, Collection] = {}
        self.articles: dict[int, Articles] = {}
        self.comments: dict[int, Comments] = {}

    def store(self, batch: Batch) -> None:
        """Write a batch in one transaction; where the database refuses it, line by line."""
        try:
            self._store(batch.records)
        except DatabaseError:
            for line in batch.records:
                self._store_alone(line)
        if len(self.collections) > OPEN_COLLECTIONS:
            self._forget()

    def _store_alone(self, line: tuple[int, Any]) -> None:
        self._forget()
        try:
            self._store([line])
        except DatabaseError as error:
            self._forget()
            self.refuse(line[0], f"the database refuses it: {str(error).splitlines()[0]}")
            if isinstance(line[1], CollectionRecord):
                self.without.add(line[1].number)

    def _forget(self) -> None:
        """What was found in a transaction that was taken back may not be there."""
        self.articles.clear()
        self.comments.clear()
        self.collections.clear()
        self.relations.forget()

    def _store(self, lines: Lines) -> None:
        told = Told()
        kinds = {
            CollectionRecord: self._collection,
            ArticleRecord: self._articles,
            CodeTalkRecord: self._codes,
            CodeLinkRecord: self._links,
            CorrectionRecord: self._corrections,
            NoticeRecord: self._notices,
            LooseComment: self._loose,
        }
        with transaction.atomic():
            kinds[type(lines[0][1])](lines, told)
        self.counts += told.counts
        self.mentions.add(told.mentions)
        self.codes.add(told.codes)
        self.became.add(told.became)
        self.early.add(told.early)
        self.relations.keep()
        for line, why in told.refused:
            self.refuse(line, why)

    # What stands in a batch

    def _collection(self, lines: Lines, told: Told) -> None:
        for line, record in lines:
            try:
                collection = self._home(record.number, record)
            except CollectionRefused as refused:
                told.refused.append((line, str(refused)))
                self.without.add(record.number)
            else:
                self.without.discard(record.number)
                self._talk(collection, [_talk_of(collection, record)], told)

    def _articles(self, lines: Lines, told: Told) -> None:
        homes: dict[int, tuple[Collection, list[ArticleRecord]]] = {}
        for line, record in lines:
            try:
                home = self._home(record.collection)
            except CollectionRefused as refused:
                told.refused.append((line, str(refused)))
            else:
                homes.setdefault(home.pk, (home, []))[1].append(record)
        for home, records in homes.values():
            writer = self.articles.setdefault(home.pk, Articles(home, self.render, self.note))
            articles = writer.store(records)
            told.counts.update(name for record in records for name in record.shortened)
            told.counts["articles added"] += sum(one.new for one in articles)
            told.counts["articles changed"] += sum(one.changed for one in articles)
            told.counts["articles unchanged"] += sum(not one.written for one in articles)
            self.relations.note(articles)
            talks = [_talk_of(one.row, one.record) for one in articles]
            self._talk(home, talks, told, [one.row for one in articles if one.written])

    def _loose(self, lines: Lines, told: Told) -> None:
        try:
            home = self._home(None)
        except CollectionRefused as refused:
            told.refused += [(line, str(refused)) for line, _ in lines]
            return
        rows = home.gotchas.filter(external_id__in={record.article for _, record in lines})
        gotchas = {row.external_id: row for row in rows.only("external_id", "position", "collection")}
        talks: dict[int, Talk] = {}
        for line, record in lines:
            gotcha = gotchas.get(record.article)
            if gotcha is None:
                why = f"there is no article {record.article!r} in collection {home.number}"
                told.refused.append((line, why))
            else:
                talks.setdefault(gotcha.pk, Talk(gotcha, [], loose=True)).comments.append(record.comment)
        self._talk(home, list(talks.values()), told)

    def _codes(self, lines: Lines, told: Told) -> None:
        records = [record for _, record in lines]
        targets = zip(records, spoken_of(records), strict=True)
        self._talk(None, [_talk_of(target, record) for record, target in targets], told)

    def _talk(
        self, home: Collection | None, talks: Sequence[Talk], told: Told, gotchas: Sequence[Gotcha] = ()
    ) -> None:
        writer = self.comments.setdefault(home.pk if home else 0, Comments(home, self.render, self.relations))
        stored = writer.store(talks)
        told.counts["comments added"] += len(stored.added)
        told.counts["comments already there"] += stored.already
        told.mentions += stored.waiting
        told.codes += stored.codes
        told.became += stored.became
        told.early += [(pk,) for pk in stored.early]
        indexed(gotchas, stored.added)

    def _corrections(self, lines: Lines, told: Told) -> None:
        batch = Corrections([record for _, record in lines], self.relations)
        self._take(lines, batch, lambda one: batch.take(one, self._home(one.collection)), told, "corrections")

    def _notices(self, lines: Lines, told: Told) -> None:
        batch = Notices([record for _, record in lines], self.relations)
        self._take(lines, batch, batch.take, told, "notices")

    def _links(self, lines: Lines, told: Told) -> None:
        batch = Links([record for _, record in lines])
        self._take(lines, batch, batch.take, told, "links")

    def _take(self, lines: Lines, batch: Any, take: Callable[[Any], bool], told: Told, what: str) -> None:
        """Take each that is not there yet, and write them."""
        for line, record in lines:
            try:
                is_new = take(record)
            except (Refused, CollectionRefused) as refused:
                told.refused.append((line, str(refused)))
            else:
                told.counts[f"{what} {'added' if is_new else 'already there'}"] += 1
        batch.write()

    def _home(self, named: int | None, record: CollectionRecord | None = None) -> Collection:
        """The collection of a line that names `named` and, where it is a collection's own, is `record`."""
        if record is None and named in self.without:
            raise CollectionRefused("is of a collection that was refused")
        if self.number is not None and named is not None:
            self.named = self.named or named
            if named != self.named:
                raise CollectionRefused(
                    f"is of collection {named} of the file: it needs an import of its own"
                )
        number = named if self.number is None else self.number
        if number is None:
            raise ImportStopped("The lines name no collection: say --collection N.")
        if number not in self.collections:
            there = Collection.objects.filter(number=number).first()
            if there and record and self.number is None:
                check_same(there, record)
            self.collections[number] = there or self._new_collection(number, record)
        return self.collections[number]

    def _new_collection(self, number: int, record: CollectionRecord | None) -> Collection:
        if record is None and not self.title:
            raise ImportStopped(f"There is no collection {number}: --title TITLE makes it.")
        return make_collection(number, record or CollectionRecord(number, self.title), self.title)

    def finish(self) -> list[str]:
        """What articles and comments say of what came after them; the numbers that are nowhere."""
        lost: set[str] = set()
        for spool, write in (
            (self.relations.waiting, self.relations.settle),
            (self.mentions, lambda rows: settle.mentions(rows, self.relations, self.render)),
            (self.codes, lambda rows: settle.codes(rows, self.render)),
            (self.became, settle.became),
            (self.early, lambda rows: settle.link_again((pk for (pk,) in rows), self.render)),
        ):
            for rows in spool.portions(SETTLED_AT_ONCE):
                with transaction.atomic():
                    missing = write(rows)
                lost |= set(missing[: LOST - len(lost)])
            spool.close()
        return sorted(lost)


def _talk_of(target: Any, record: Any) -> Talk:
    """The comments that a line brings for what it is about."""
    return Talk(
        target,
        record.comments,
        closed_at=record.thread_closed_at,
        closed_reason=record.thread_closed_reason,
    )
