"""Platforms, sources and families of codes that lines name: found again, made when they are missing."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.text import slugify

from gotchas.models import CodeFamily, Platform, Source
from gotchas.transfer.jsonl_records import SourceRecord


class Platforms:
    """By slug, name or another word, whatever the case; read once."""

    def __init__(self) -> None:
        rows = list(Platform.objects.all())
        self.rows: dict[str, Platform] = {}
        for row in rows:
            self.rows |= {word.strip().casefold(): row for word in row.known_as.split(",") if word.strip()}
        self.rows |= {row.name.casefold(): row for row in rows}
        self.rows |= {row.slug.casefold(): row for row in rows}

    def of(self, slug: str, name: str) -> Platform:
        """The platform; where the slug is given, that one alone or one of the same name."""
        row = self.rows.get((slug or name).casefold()) or self.rows.get(name.casefold())
        if row is None:
            slug = _free(slug or slugify(name)[:36] or "platform", {p.slug for p in self.rows.values()})
            row = Platform.objects.create(slug=slug, name=name)
            self.rows |= {slug.casefold(): row, name.casefold(): row}
        return row


class Families:
    """By slug or name, whatever the case; read once."""

    def __init__(self) -> None:
        self.rows: dict[str, CodeFamily] = {}
        for row in CodeFamily.objects.select_related("same_codes_as"):
            self._know(row)

    def _know(self, row: CodeFamily) -> None:
        self.rows.setdefault(row.name.casefold(), row)
        self.rows[row.slug.casefold()] = row

    def of(self, slug: str, name: str) -> CodeFamily:
        """The family that has the codes of the one named; made without patterns when there is none."""
        row = self.rows.get((slug or name).casefold()) or self.rows.get(name.casefold())
        if row is None:
            slug = _free(slug or slugify(name)[:56] or "family", {f.slug for f in self.rows.values()})
            row = CodeFamily.objects.create(slug=slug, name=name)
            self._know(row)
        return row.same_codes_as or row


class Sources:
    """Those of one batch, by title and address."""

    def __init__(self, given: Iterable[SourceRecord]) -> None:
        self.rows: dict[tuple[str, str], Source] = {}
        wanted = {(one.title, one.address): one for one in given}
        titles = {title for title, _ in wanted}
        for row in Source.objects.filter(Q(title__in=titles)):
            self.rows[row.title, row.address] = row
        new = [
            Source(title=one.title, address=one.address, read_on=one.read_on, note=one.note)
            for key, one in wanted.items()
            if key not in self.rows
        ]
        for row in Source.objects.bulk_create(new):
            self.rows[row.title, row.address] = row

    def of(self, given: Iterable[SourceRecord]) -> list[Source]:
        rows = [self.rows[one.title, one.address] for one in given]
        return list({row.pk: row for row in rows}.values())


def _free(slug: str, taken: set[str]) -> str:
    return next(
        name for n in range(1, len(taken) + 2) if (name := slug if n == 1 else f"{slug}-{n}") not in taken
    )
