"""Articles of an exchange file to rows: a batch at a time, in few queries whatever its size.

An article is known by collection and external id. One that is there is changed only where the line says
something else than it did at the last import: what editors made of it since stays otherwise, and every text
it had stays as a revision.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from gotchas import markup
from gotchas.models import Collection, Gotcha
from gotchas.models.gotcha import REVISED, TEXTS
from gotchas.transfer.jsonl_code_rows import Codes
from gotchas.transfer.jsonl_content_rows import (
    EMPTY,
    Article,
    number_revisions,
    said,
    stored_content,
    with_content,
    write_links,
    write_revisions,
)
from gotchas.transfer.jsonl_identity import external_id
from gotchas.transfer.jsonl_ids_rows import insert, take_ids
from gotchas.transfer.jsonl_known_rows import UNRELATED, Known, digest
from gotchas.transfer.jsonl_lookup_rows import Families, Platforms, Sources
from gotchas.transfer.jsonl_names_rows import BatchNames
from gotchas.transfer.jsonl_records import ArticleRecord
from gotchas.transfer.jsonl_render import Job, Render

WRITTEN_AGAIN = [
    *REVISED,
    *(f"{part}_html" for part in TEXTS),
    "family",
    "renderer",
    "edited_at",
    "last_revision",
    "published_at",
    "imported_digest",
]


class Articles:
    """The articles of one collection, as an import goes on; what it finds once is remembered.

    To be made anew when a transaction was rolled back: it knows rows that are not there then.
    """

    def __init__(self, collection: Collection, render: Render, note: str) -> None:
        self.collection = collection
        self.render = render
        self.note = note[:300]
        self.platforms = Platforms()
        self.codes = Codes(Families(), self.platforms)

    def store(self, records: Sequence[ArticleRecord]) -> list[Article]:
        """Write a batch, within the caller's transaction. No two of `records` may be of one article."""
        self.collection = Collection.objects.select_for_update().get(pk=self.collection.pk)
        articles = self._articles(records)
        self._compare(articles)
        written = [one for one in articles if one.written]
        self._place([one for one in articles if one.new])
        self._fill(written)
        self._html(written)
        number_revisions(written)
        self._write(written)
        write_links(written)
        write_revisions(written, self.note)
        if written:
            Collection.objects.filter(pk=self.collection.pk).update(
                last_position=self.collection.last_position, version=F("version") + 1
            )
        return articles

    # What is there, and what is said

    def _articles(self, records: Sequence[ArticleRecord]) -> list[Article]:
        there = self._there(records)
        codes = self.codes.of(records)
        sources = Sources(source for record in records for source in record.sources or ())
        articles = []
        for record, seen in zip(records, codes, strict=True):
            row = _known_as(record, there)
            new = Gotcha(
                collection=self.collection,
                external_id=external_id(record),
                source_number=record.source_number,
            )
            platforms = (self.platforms.of(*one) for one in record.platforms or ())
            one = Article(
                record=record,
                row=row or new,
                new=row is None,
                codes=seen,
                platforms=list({row.pk: row for row in platforms}.values()),
                family=self.codes.families.of(*record.family) if record.family else None,
                sources=sources.of(record.sources or ()),
            )
            one.said = said(one)
            articles.append(one)
        return articles

    def _there(self, records: Sequence[ArticleRecord]) -> "dict[str | int, Gotcha]":
        """The stored gotchas that these may be: by external id, and by position those that have none."""
        rows = with_content(self.collection.gotchas.all())
        ids = {external_id(record) or record.number for record in records} - {""}
        places = {record.position for record in records if record.position and not external_id(record)}
        found: dict[str | int, Gotcha] = {row.external_id: row for row in rows.filter(external_id__in=ids)}
        if places:
            found |= {row.position: row for row in rows.filter(position__in=places, external_id="")}
        return found

    def _compare(self, articles: Sequence[Article]) -> None:
        """Whether a line says something new, and what the article's content is then."""
        known = Known.of(articles)
        for one in articles:
            if one.new:
                one.content = EMPTY | one.said
                continue
            now = stored_content(one.row)
            if one.row.imported_digest.startswith(UNRELATED):
                _note_unrelated(one, now)
            one.content = now | one.said
            news = known.is_news(one, now)
            one.changed = news and one.content != now
            if news and not one.changed:  # an editor was there before the line: its next change counts
                Gotcha.objects.filter(pk=one.row.pk).update(imported_digest=digest(one.said))

    # What is written

    def _place(self, new: Sequence[Article]) -> None:
        """Positions: the one given where it is free, else the next."""
        wanted = {one.record.position for one in new if one.record.position}
        taken = set(self.collection.gotchas.filter(position__in=wanted).values_list("position", flat=True))
        last = self.collection.last_position
        waiting = []
        for one in new:
            position = one.record.position
            if position and position not in taken:
                one.row.position = position
                taken.add(position)
                last = max(last, position)
            else:
                waiting.append(one)
        for one in waiting:
            one.row.position = last = last + 1
            one.row.external_id = one.row.external_id or one.record.number
        self.collection.last_position = last

    def _fill(self, written: Sequence[Article]) -> None:
        now = timezone.now()
        for one in written:
            for name in REVISED:
                setattr(one.row, name, one.content[name])
            if "family" in one.said:
                one.row.family = one.family
            day = one.content["verified_at"]
            one.row.verified_at = datetime.date.fromisoformat(day) if day else None
            if one.row.state == Gotcha.State.MERGED and not one.row.successor_id:
                one.row.state = Gotcha.State.DRAFT  # until its successor is there as well
            one.row.edited_at = one.record.edited_at if one.new and one.record.is_whole else now
            others = one.record.related or one.record.successor
            one.row.imported_digest = f"{UNRELATED if others else ''}{digest(one.said)}"
            if one.new:
                one.row.corrected_at = one.record.corrected_at
                one.row.published_at = one.record.published_at

    def _html(self, written: Sequence[Article]) -> None:
        for one in written:
            one.row.renderer = markup.RENDERER
            for part in TEXTS:
                setattr(one.row, f"{part}_html", "")
        texts = [
            (one.row, part, text) for one in written for part in TEXTS if (text := getattr(one.row, part))
        ]
        readable = [one.row for one in written if one.row.is_readable]
        coming = {row.number: row for row in readable} | {row.source_number: row for row in readable}
        names = BatchNames([text for *_, text in texts], self.collection, coming)
        jobs = [Job(text, "article", part, names.names(at)) for at, (_, part, text) in enumerate(texts)]
        for (row, part, _), html in zip(texts, self.render(jobs), strict=True):
            setattr(row, f"{part}_html", html)

    def _write(self, written: Sequence[Article]) -> None:
        changed = [one.row for one in written if one.changed]
        for row in changed:
            row.version += 1
        Gotcha.objects.bulk_create(
            changed,
            batch_size=200,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*WRITTEN_AGAIN, "version"],
        )
        now = timezone.now()
        new = [one for one in written if one.new]
        for one, pk in zip(new, take_ids(Gotcha, len(new)), strict=True):
            one.row.pk, one.row.created_at = pk, one.record.created_at or now
            one.row.note_publication(now)
        insert([one.row for one in new])


def _note_unrelated(one: Article, now: dict[str, Any]) -> None:
    """What an import that was broken off did not get to is no difference: `Relations` writes it now."""
    one.unrelated = True
    now["related"] = one.said.get("related", now["related"])
    if one.said.get("state") == "merged" and not one.row.successor_id:
        now |= {"state": "merged", "successor": one.said["successor"]}


def _known_as(record: ArticleRecord, there: "dict[str | int, Gotcha]") -> Gotcha | None:
    """The stored article that a line is.

    A line of this site's own export that has no external id is the article at its position which was made in
    the same moment; where another has that place, the one that took the line's number as its external id.
    """
    name = external_id(record)
    if name:
        return there.get(name)
    row = there.get(record.position) if record.position else None
    if row and row.created_at == record.created_at:
        return row
    return there.get(record.number)
