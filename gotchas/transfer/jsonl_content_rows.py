"""What an article of a file says, as a revision keeps it, and as the rows that belong to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gotchas.models import CodeFamily, Gotcha, GotchaCode, Platform, Revision, Source
from gotchas.models.gotcha import REVISED
from gotchas.transfer.jsonl_code_rows import SeenCode
from gotchas.transfer.jsonl_ids_rows import insert, take_ids
from gotchas.transfer.jsonl_records import ArticleRecord, RevisionRecord

AUTHOR = "Import"
EMPTY: dict[str, Any] = dict.fromkeys(REVISED, "") | {
    "family": "", "kind": "problem", "state": "published", "verified_at": None, "successor": "",
    "platforms": [], "codes": [], "related": [], "sources": [],
}  # fmt: skip


@dataclass(slots=True)
class Article:
    """A line on its way to its row. `said` is what it says of the content, `content` all of it."""

    record: ArticleRecord
    row: Gotcha
    new: bool
    codes: list[SeenCode]
    platforms: list[Platform]
    family: CodeFamily | None
    sources: list[Source]
    said: dict[str, Any] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)
    changed: bool = False
    unrelated: bool = False
    """An import that was broken off did not get to what it says of others."""

    @property
    def written(self) -> bool:
        return self.new or self.changed


def said(one: Article) -> dict[str, Any]:
    """The parts of `Gotcha.content()` that the line says something of."""
    given: dict[str, Any] = dict(one.record.texts)
    if one.record.platforms is not None:
        given["platforms"] = sorted(row.slug for row in one.platforms)
    if one.record.codes is not None or one.record.spelled is not None:
        given["codes"] = [str(_gotcha_code(one, code)) for code in one.codes]
    if one.record.family is not None:
        given["family"] = one.family.slug if one.family else ""
    if one.record.sources is not None:
        given["sources"] = sorted(row.kept_as for row in one.sources)
    if one.record.related is not None:
        given |= {"related": list(one.record.related), "successor": one.record.successor}
    return given


def with_content(rows: "QuerySet[Gotcha]") -> "QuerySet[Gotcha]":
    """All that `stored_content` reads, in a query for each table."""
    return rows.select_related("collection", "family", "successor__collection").prefetch_related(
        "platforms", "sources", "gotcha_codes__code__family", "related__collection"
    )


def stored_content(row: Gotcha) -> dict[str, Any]:
    """As `Gotcha.content()`, of a row from `with_content`."""
    plain = {name: getattr(row, name) for name in REVISED}
    related = sorted(row.related.all(), key=lambda other: (other.collection.number, other.position))
    return plain | {
        "verified_at": row.verified_at.isoformat() if row.verified_at else None,
        "successor": row.successor.number if row.successor else "",
        "platforms": sorted(platform.slug for platform in row.platforms.all()),
        "family": row.family.slug if row.family else "",
        "codes": [str(code) for code in row.gotcha_codes.all()],
        "related": [other.number for other in related],
        "sources": sorted(source.kept_as for source in row.sources.all()),
    }


def write_links(articles: Sequence[Article]) -> None:
    """Platforms, sources and codes, where the line names them; those of a changed article anew."""
    for name, table in (
        ("platforms", Gotcha.platforms.through),
        ("sources", Gotcha.sources.through),
        ("codes", GotchaCode),
    ):
        named_by = [one for one in articles if name in one.said]
        table.objects.filter(gotcha__in=[one.row.pk for one in named_by if one.changed]).delete()
        rows = [row for one in named_by for row in _LINKS[name](one)]
        table.objects.bulk_create(rows, batch_size=500)


def _gotcha_code(one: Article, seen: SeenCode, order: int = 0) -> GotchaCode:
    return GotchaCode(gotcha=one.row, code=seen[0], severity=seen[1], order=order)


_LINKS = {
    "platforms": lambda one: [
        Gotcha.platforms.through(gotcha_id=one.row.pk, platform_id=row.pk) for row in one.platforms
    ],
    "sources": lambda one: [
        Gotcha.sources.through(gotcha_id=one.row.pk, source_id=row.pk) for row in one.sources
    ],
    "codes": lambda one: [_gotcha_code(one, seen, order) for order, seen in enumerate(one.codes)],
}


def number_revisions(articles: Iterable[Article]) -> None:
    """Give each row the number that its newest revision will have."""
    for one in articles:
        if one.new and one.record.is_whole:
            one.row.last_revision = max((given.number for given in one.record.revisions), default=0)
        else:
            one.row.last_revision += 1


def write_revisions(articles: Sequence[Article], note: str) -> None:
    """The revisions that a whole line of a new article brings; else one that holds the present content."""
    rows: list[Revision] = []
    changed = [one.row.pk for one in articles if one.changed]
    there = Revision.objects.filter(gotcha__in=changed).order_by("number")
    newest = {row.gotcha_id: row for row in there.only("gotcha", "standing")}
    for one in articles:
        if one.new and one.record.is_whole:
            rows += [_revision(one.row, given) for given in one.record.revisions]
        else:
            rows.append(
                Revision(
                    gotcha=one.row,
                    number=one.row.last_revision,
                    base=newest.get(one.row.pk),
                    standing=newest[one.row.pk].standing if one.row.pk in newest else [],
                    author_name=AUTHOR,
                    note=note,
                    content=one.content,
                    created_at=one.row.edited_at or timezone.now(),
                )
            )
    ids = dict(zip(map(id, rows), take_ids(Revision, len(rows)), strict=True))
    places = {(row.gotcha_id, row.number): ids[id(row)] for row in rows}
    bases = {(one.row.pk, given.number): given.base for one in articles for given in one.record.revisions}
    for row in rows:
        row.pk = ids[id(row)]
        row.base_id = row.base_id or places.get((row.gotcha_id, bases.get((row.gotcha_id, row.number), 0)))
    insert(rows)


def _revision(row: Gotcha, given: RevisionRecord) -> Revision:
    return Revision(
        gotcha=row,
        number=given.number,
        author_name=given.author,
        note=given.note,
        content=given.content,
        created_at=given.created_at,
        suppressed=list(given.suppressed),
        suppressed_reason=given.suppressed_reason,
        suppressed_at=given.suppressed_at,
        suppressed_by_name=given.suppressed_by,
    )
