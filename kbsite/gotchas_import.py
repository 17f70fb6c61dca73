"""A whole import: articles, their comments and what they say of one another, batch after batch."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DatabaseError, transaction

from comments.transfer_jsonl import Comments, Talk, settle_mentions
from gotchas.models import Collection, Gotcha
from gotchas.transfer.jsonl_batches import Batch
from gotchas.transfer.jsonl_code_rows import spoken_of
from gotchas.transfer.jsonl_collection_rows import CollectionRefused, check_same, make_collection
from gotchas.transfer.jsonl_indexing import indexed
from gotchas.transfer.jsonl_records import ArticleRecord, CodeTalkRecord, CollectionRecord, LooseComment
from gotchas.transfer.jsonl_relations_rows import Relations
from gotchas.transfer.jsonl_render import Render
from gotchas.transfer.jsonl_rows import Articles

SETTLED_AT_ONCE = 400
Refuse = Callable[[int, str], object]
Lines = Sequence[tuple[int, Any]]
"""Line numbers with records of one kind."""


class ImportStopped(RuntimeError):
    """The import cannot go on at all; the message says what to do."""


class Import:
    """One run. `number` is the collection to import into, None for those that the file names."""

    def __init__(self, render: Render, refuse: Refuse, note: str, number: int | None, title: str) -> None:
        self.render, self.refuse, self.note = render, refuse, note
        self.number, self.title = number, title
        self.counts: Counter[str] = Counter()
        self.relations = Relations()
        self.mentions: list[tuple[int, str]] = []
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

    def _store(self, lines: Lines) -> None:
        counts, mentions = Counter[str](), list[tuple[int, str]]()
        kinds = {
            CollectionRecord: self._collection,
            ArticleRecord: self._articles,
            CodeTalkRecord: self._codes,
            LooseComment: self._loose,
        }
        with transaction.atomic():
            kinds[type(lines[0][1])](lines, counts, mentions)
        self.counts += counts
        self.mentions += mentions

    # What stands in a batch

    def _collection(self, lines: Lines, counts: Counter[str], mentions: list[tuple[int, str]]) -> None:
        for line, record in lines:
            try:
                collection = self._home(record.number, record)
            except CollectionRefused as refused:
                self.refuse(line, str(refused))
                self.without.add(record.number)
                continue
            self.without.discard(record.number)
            talk = Talk(
                collection,
                record.comments,
                closed_at=record.thread_closed_at,
                closed_reason=record.thread_closed_reason,
            )
            self._talk(collection, [talk], counts, mentions)

    def _articles(self, lines: Lines, counts: Counter[str], mentions: list[tuple[int, str]]) -> None:
        homes: dict[int, tuple[Collection, list[ArticleRecord]]] = {}
        for line, record in lines:
            try:
                home = self._home(record.collection)
            except CollectionRefused as refused:
                self.refuse(line, str(refused))
            else:
                homes.setdefault(home.pk, (home, []))[1].append(record)
        for home, records in homes.values():
            writer = self.articles.setdefault(home.pk, Articles(home, self.render, self.note))
            articles = writer.store(records)
            counts.update(name for record in records for name in record.shortened)
            counts["articles added"] += sum(one.new for one in articles)
            counts["articles changed"] += sum(one.changed for one in articles)
            counts["articles unchanged"] += sum(not one.written for one in articles)
            self.relations.note(articles)
            talks = [
                Talk(
                    one.row,
                    one.record.comments,
                    closed_at=one.record.thread_closed_at,
                    closed_reason=one.record.thread_closed_reason,
                )
                for one in articles
            ]
            self._talk(home, talks, counts, mentions, [one.row for one in articles if one.written])

    def _loose(self, lines: Lines, counts: Counter[str], mentions: list[tuple[int, str]]) -> None:
        try:
            home = self._home(None)
        except CollectionRefused as refused:
            for line, _ in lines:
                self.refuse(line, str(refused))
            return
        rows = home.gotchas.filter(external_id__in={record.article for _, record in lines})
        gotchas = {row.external_id: row for row in rows.only("external_id", "position", "collection")}
        talks: dict[int, Talk] = {}
        for line, record in lines:
            gotcha = gotchas.get(record.article)
            if gotcha is None:
                self.refuse(line, f"there is no article {record.article!r} in collection {home.number}")
            else:
                talks.setdefault(gotcha.pk, Talk(gotcha, [], loose=True)).comments.append(record.comment)
        self._talk(home, list(talks.values()), counts, mentions)

    def _codes(self, lines: Lines, counts: Counter[str], mentions: list[tuple[int, str]]) -> None:
        records = [record for _, record in lines]
        talks = [
            Talk(
                target,
                record.comments,
                closed_at=record.thread_closed_at,
                closed_reason=record.thread_closed_reason,
            )
            for record, target in zip(records, spoken_of(records), strict=True)
        ]
        self._talk(None, talks, counts, mentions)

    def _talk(
        self,
        home: Collection | None,
        talks: Sequence[Talk],
        counts: Counter[str],
        mentions: list[tuple[int, str]],
        gotchas: Sequence[Gotcha] = (),
    ) -> None:
        writer = self.comments.setdefault(home.pk if home else 0, Comments(home, self.render, self.relations))
        stored = writer.store(talks)
        counts["comments added"] += len(stored.added)
        counts["comments already there"] += stored.already
        mentions += stored.waiting
        indexed(gotchas, stored.added)

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
        """What articles and comments say of gotchas that came after them; the numbers that are nowhere."""
        lost: list[str] = []
        for at in range(0, len(self.relations.waiting), SETTLED_AT_ONCE):
            with transaction.atomic():
                lost += self.relations.settle(self.relations.waiting[at : at + SETTLED_AT_ONCE])
        for at in range(0, len(self.mentions), SETTLED_AT_ONCE):
            with transaction.atomic():
                lost += settle_mentions(self.mentions[at : at + SETTLED_AT_ONCE], self.relations)
        return sorted(set(lost))
