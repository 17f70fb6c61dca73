"""Collections and articles as records of an exchange file, a portion of rows at a time.

Lists are sorted here and not by the database: two databases sort letters differently, and equal content
makes equal files.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from gotchas.models import (
    Collection,
    Correction,
    Gotcha,
    GotchaCode,
    MessageCode,
    Platform,
    PrintedMessage,
    Revision,
    Source,
    UnansweredCode,
)
from gotchas.models.gotcha import REVISED
from gotchas.transfer.jsonl_identity import correction_number
from gotchas.transfer.jsonl_records import (
    ArticleRecord,
    AskedRecord,
    CodeRecord,
    CodeTalkRecord,
    CollectionRecord,
    PrintedRecord,
    RevisionRecord,
    SourceRecord,
)

PORTION = 100
OF_A_CODE = ("aliases", "platforms", "sources", "printed__source")
"""What hangs on a code and goes with it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The articles that a file holds: those of some collections that can be read, or all of them."""

    collections: frozenset[int]
    """By number."""

    everything: bool

    def holds(self, row: Gotcha) -> bool:
        """Whether the file may name it. As a condition of a query it makes SQLite read all articles."""
        return row.collection.number in self.collections and (self.everything or row.is_readable)

    def of_corrections(self, rows: "QuerySet[Correction]") -> "QuerySet[Correction]":
        """Those of `rows` that the file may name."""
        if self.everything:
            return rows
        readable = Q(gotcha=None) | Q(gotcha__state__in=Gotcha.READABLE)
        return rows.filter(readable, visibility=Correction.Visibility.PUBLIC)

    def named_corrections(self) -> "QuerySet[Correction]":
        """What `correction_number` reads, of those that the file may name."""
        return self.of_corrections(Correction.objects.only("external_id", "created_at"))


def numbers() -> "QuerySet[Gotcha]":
    """Gotchas with all that `Chosen.holds` and their number read."""
    return Gotcha.objects.select_related("collection").only("position", "state", "collection__number")


def portions(collection: Collection, chosen: Chosen) -> Iterator[list[Gotcha]]:
    """The gotchas of a collection in order, with all that `article_record` reads, some at a time."""
    codes = GotchaCode.objects.select_related("code__family")
    codes = codes.prefetch_related(*(f"code__{name}" for name in OF_A_CODE))
    among = collection.gotchas.all()
    rows = (
        (among if chosen.everything else among.published())
        .order_by("position")
        .select_related("collection", "family", "successor__collection")
        .defer("problem_html", "cause_html", "solution_html", "expected_html")
        .prefetch_related(
            "platforms",
            "sources",
            Prefetch("gotcha_codes", codes),
            Prefetch("related", numbers()),
            Prefetch("revisions", Revision.objects.select_related("base").defer("base__content")),
            Prefetch("revisions__correction", chosen.named_corrections()),
        )
    )
    last = 0
    while portion := list(rows.filter(position__gt=last)[:PORTION]):
        last = portion[-1].position
        yield portion


def collection_record(row: Collection) -> CollectionRecord:
    return CollectionRecord(
        number=row.number,
        title=row.title,
        introduction=row.introduction,
        authors=row.authors,
        source=_source(row.source) if row.source else None,
        published_on=row.published_on,
        time_zone=row.time_zone,
        note=row.note,
        external_id=row.external_id,
        last_position=row.last_position,
        created_at=row.created_at,
    )


def article_record(row: Gotcha, chosen: Chosen) -> ArticleRecord:
    """A row from `portions`, without its comments."""
    related = sorted(
        filter(chosen.holds, row.related.all()), key=lambda other: (other.collection.number, other.position)
    )
    texts = {name: getattr(row, name) for name in REVISED}
    return ArticleRecord(
        number=row.external_id or row.number,
        texts=texts | {"verified_at": row.verified_at.isoformat() if row.verified_at else None},
        codes=tuple(code_record(one.code, one.severity) for one in row.gotcha_codes.all()),
        platforms=_platforms(row.platforms.all()),
        family=(row.family.slug, row.family.name) if row.family else None,
        sources=source_records(row.sources.all()),
        collection=row.collection.number,
        position=row.position,
        external_id=row.external_id,
        source_number=row.source_number,
        related=tuple(other.number for other in related),
        successor=row.successor.number if row.successor else "",
        created_at=row.created_at,
        published_at=row.published_at,
        edited_at=row.edited_at,
        corrected_at=row.corrected_at,
        revisions=tuple(_revision(one) for one in row.revisions.all()),
    )


def code_record(row: MessageCode, severity: str = "") -> CodeRecord:
    copied = ("severities", "severity_note", "meaning", "meaning_state", "note", "state", "wrapper")
    return CodeRecord(
        code=row.code,
        family=row.family.slug,
        family_name=row.family.name,
        severity=severity,
        slug=row.slug,
        aliases=tuple(sorted((alias.kind, alias.alias) for alias in row.aliases.all())),
        platforms=_platforms(row.platforms.all()),
        sources=source_records(row.sources.all()),
        printed=_printed(row.printed.all()),
        **{name: getattr(row, name) for name in copied},
    )


def asked_record(row: UnansweredCode) -> CodeTalkRecord:
    """A code that is not stored, without its comments."""
    family = (row.family.slug, row.family.name) if row.family else ("", "")
    code = CodeRecord(row.code, *family)
    asked = AskedRecord(row.count, row.first_seen, row.last_seen, row.dismissed_at, row.days_of_several)
    return CodeTalkRecord(code, asked)


def _platforms(rows: "QuerySet[Platform]") -> tuple[tuple[str, str], ...]:
    return tuple(sorted((row.slug, row.name) for row in rows))


def source_records(rows: "QuerySet[Source]") -> tuple[SourceRecord, ...]:
    return tuple(_source(row) for row in sorted(rows, key=lambda row: (row.title, row.address)))


def _printed(rows: "QuerySet[PrintedMessage]") -> tuple[PrintedRecord, ...]:
    return tuple(
        PrintedRecord(row.text, _source(row.source) if row.source else None)
        for row in sorted(rows, key=lambda row: row.text)
    )


def _source(row: Source) -> SourceRecord:
    return SourceRecord(row.title, row.address, row.read_on, row.note)


def _revision(row: Revision) -> RevisionRecord:
    return RevisionRecord(
        number=row.number,
        created_at=row.created_at,
        content=row.content,
        base=row.base.number if row.base else 0,
        author=row.author_name,
        note=row.note,
        correction=correction_number(row.correction) if row.correction else "",
        suppressed=tuple(row.suppressed),
        suppressed_reason=row.suppressed_reason,
        suppressed_at=row.suppressed_at,
        suppressed_by=row.suppressed_by_name,
    )
