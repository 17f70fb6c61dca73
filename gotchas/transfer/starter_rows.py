"""Writes the starter content's collection, codes and gotchas. What is there already is never changed.

A row counts as there by its `external_id` (collection, gotcha, correction) or its name (code in its family).
What hangs on a row - sources, aliases, links, corrections - comes only together with it, so that nothing an
editor took away or renamed comes back on a second run.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import transaction

from gotchas.models import (
    CodeAlias,
    CodeFamily,
    CodeLink,
    Collection,
    Correction,
    Gotcha,
    GotchaCode,
    MessageCode,
    Platform,
    Source,
)
from gotchas.transfer.starter_records import CodeRow, CorrectionRow, GotchaRow, SourceRow, Starter

AUTHOR = "Starter content"
HTML = ["problem_html", "cause_html", "solution_html", "expected_html", "renderer"]
Progress = Callable[[int], object]


class StarterRefused(RuntimeError):
    """The database is not ready for the starter content; the message says what to do."""


@dataclass(slots=True)
class Loaded:
    """What is in the database now, and how many rows of each kind were made for it.

    `gotchas` are by position, `codes` by (family slug, code), `corrections` by the number of the comment
    that proposed or seconded them.
    """

    collection: Collection
    zone: ZoneInfo
    gotchas: dict[int, Gotcha] = field(default_factory=dict)
    codes: dict[tuple[str, str], MessageCode] = field(default_factory=dict)
    corrections: dict[int, Correction] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    without_platform: set[str] = field(default_factory=set)

    def aware(self, local: datetime.datetime) -> datetime.datetime:
        return local.replace(tzinfo=self.zone)


@transaction.atomic
def add_starter(starter: Starter, progress: Progress) -> Loaded:
    """Add what is missing; `progress` is called with the number of codes and gotchas just done.

    Raises StarterRefused when the code families are not in the database.
    """
    writer = _Writer(starter, progress)
    writer.add_codes()
    writer.add_gotchas()
    return writer.loaded


class _Writer:
    """One run over one set of starter content."""

    def __init__(self, starter: Starter, progress: Progress) -> None:
        self.starter = starter
        self.progress = progress
        self.families = {row.slug: row for row in CodeFamily.objects.all()}
        self.platforms = {row.slug: row for row in Platform.objects.all()}
        self.given_sources = {row.key: row for row in starter.sources}
        self.sources: dict[str, Source] = {}
        self.made: Counter[str] = Counter()
        self.loaded = Loaded(self._collection(), ZoneInfo(starter.collection.time_zone), made=self.made)

    def _collection(self) -> Collection:
        given = self.starter.collection
        there = Collection.objects.filter(external_id=given.external_id).first()
        if there:
            return there
        taken = Collection.objects.filter(number=given.number).exists()
        self.made["collections"] += 1
        return Collection.objects.create(
            number=Collection.objects.all().next_number() if taken else given.number,
            title=given.title,
            introduction=given.introduction,
            authors=given.authors,
            source=self._source(given.source),
            published_on=given.published_on,
            time_zone=given.time_zone,
            note=given.note,
            external_id=given.external_id,
        )

    def _source(self, key: str) -> Source:
        """The source with this key; made only now, when a new row needs it."""
        if key not in self.sources:
            self.sources[key], made = _source_row(self.given_sources[key])
            self.made["sources"] += made
        return self.sources[key]

    def _platforms(self, slugs: Iterable[str]) -> list[Platform]:
        """Those platforms that are still there: an editor may have renamed one."""
        self.loaded.without_platform.update(slug for slug in slugs if slug not in self.platforms)
        return [self.platforms[slug] for slug in slugs if slug in self.platforms]

    def add_codes(self) -> None:
        """All codes of the catalogue, the counterparts nothing is known of, and the links of new ones."""
        stored = MessageCode.objects.select_related("family")
        codes = self.loaded.codes
        codes.update({(row.family.slug, row.code): row for row in stored})
        new: set[tuple[str, str]] = set()
        for row in self.starter.codes:
            if self._add_code(row):
                new.add((row.family, row.code))
            self.progress(1)
        for ref in self.starter.counterparts():
            if (ref.family, ref.code) not in codes:
                family = self._family(ref.family)
                codes[ref.family, ref.code] = MessageCode.objects.create(family=family, code=ref.code)
                self.made["counterparts"] += 1
        self._add_links(new)

    def _family(self, slug: str) -> CodeFamily:
        if slug not in self.families:
            raise StarterRefused(f"The code family {slug} is missing: run the command migrate first.")
        return self.families[slug]

    def _add_code(self, row: CodeRow) -> bool:
        """Whether the code is new, or was there with nothing known of it and has got its meaning now."""
        codes = self.loaded.codes
        key = (row.family, row.code)
        if key in codes and codes[key].meaning_state != MessageCode.MeaningState.UNKNOWN:
            return False
        self.made["codes"] += 1
        code = codes.setdefault(key, MessageCode(family=self._family(row.family), code=row.code))
        code.severities, code.severity_note = row.severities, row.severity_note
        code.meaning, code.meaning_state = row.meaning, row.meaning_state
        code.wrapper, code.note = row.wrapper, row.note
        code.save()
        code.platforms.add(*self._platforms(row.platforms))
        code.sources.add(*(self._source(key) for key in row.sources))
        if row.aliases:
            there = set(code.aliases.values_list("alias", flat=True))
            CodeAlias.objects.bulk_create(
                CodeAlias(code=code, family=code.family, kind=kind, alias=alias)
                for kind, alias in row.aliases
                if alias not in there
            )
            code.rebuild_keys()
        return True

    def _add_links(self, new: set[tuple[str, str]]) -> None:
        """The links of codes that came in this run; those of older codes are the editors' business."""
        for link in self.starter.links:
            ends = [(link.origin.family, link.origin.code), (link.target.family, link.target.code)]
            if new.isdisjoint(ends):
                continue
            row, made = CodeLink.objects.get_or_create(
                from_code=self.loaded.codes[ends[0]],
                to_code=self.loaded.codes[ends[1]],
                relation=link.relation,
                defaults={"basis": link.basis, "basis_note": link.basis_note},
            )
            if made:
                row.sources.add(*(self._source(key) for key in link.sources))
            self.made["links"] += made

    def add_gotchas(self) -> None:
        """All gotchas; each is rendered when all are there, since they name one another."""
        loaded = self.loaded
        there = {row.external_id: row for row in loaded.collection.gotchas.select_related("collection")}
        new: list[tuple[GotchaRow, Gotcha]] = []
        for row in self.starter.gotchas:
            gotcha = there.get(row.external_id)
            if gotcha is None:
                gotcha = self._new_gotcha(row)
                new.append((row, gotcha))
            loaded.gotchas[row.position] = gotcha
        for row, gotcha in new:
            gotcha.related.add(*(loaded.gotchas[position] for position in row.related))
            gotcha.render()
            gotcha.save(update_fields=HTML)
        for row, gotcha in new:
            self._record(row, gotcha)
            self.progress(1)
        if self.made["collections"]:
            loaded.collection.save()  # its introduction names gotchas too

    def _new_gotcha(self, row: GotchaRow) -> Gotcha:
        self.made["gotchas"] += 1
        copied = (
            "title", "kind", "state", "problem", "cause", "solution", "expected", "risk", "confidence",
            "applies_from", "applies_to", "verified_release", "external_id",
        )  # fmt: skip
        collection = self.loaded.collection
        taken = collection.gotchas.filter(position=row.position).exists()
        gotcha = Gotcha.objects.create(
            collection=collection,
            position=None if taken else row.position,
            source_number=f"{self.starter.collection.number}.{row.position}",
            **{name: getattr(row, name) for name in copied},
        )
        gotcha.platforms.set(self._platforms(row.platforms))
        gotcha.sources.set(self._source(key) for key in row.sources)
        GotchaCode.objects.bulk_create(
            GotchaCode(
                gotcha=gotcha,
                code=self.loaded.codes[ref.family, ref.code],
                severity=ref.severity,
                order=order,
            )
            for order, ref in enumerate(row.codes)
        )
        return gotcha

    def _record(self, row: GotchaRow, gotcha: Gotcha) -> None:
        """Write the first revision and the corrections: an applied one caused it, an open one waits on it."""
        applied = [self._correction(row, gotcha, one) for one in row.corrections if one.state == "applied"]
        caused = applied[-1] if applied else None
        revision = gotcha.record(
            author_name=AUTHOR,
            note=f"Written anew from the original, which was corrected on {caused.decided_at:%-d %B %Y}"
            if caused
            else "Written anew from the original",
            correction=caused,
        )
        if caused:
            Gotcha.objects.filter(pk=gotcha.pk).update(corrected_at=caused.decided_at)
        for one in row.corrections:
            if one.state != "applied":
                self._correction(row, gotcha, one, base=revision)

    def _correction(
        self, row: GotchaRow, gotcha: Gotcha, given: CorrectionRow, base: object = None
    ) -> Correction:
        posted = {comment.number: self.loaded.aware(comment.posted_at) for comment in self.starter.comments}
        applied = given.state == "applied"
        correction = Correction.objects.create(
            gotcha=gotcha,
            base=base,
            part=given.part,
            quoted=given.passage,
            proposed=given.proposed,
            reason=given.reason,
            proposer_name=" and ".join(given.credit),
            state=given.state,
            decided_at=posted[given.settled_by or given.comment] if applied else None,
            decision_reason=given.reason if applied else "",
            external_id=f"{row.external_id}:comment-{given.comment}",
            created_at=posted[given.comment],
        )
        self.made["corrections"] += 1
        for number in (given.comment, *given.seconded_by):
            self.loaded.corrections[number] = correction
        return correction


def _source_row(given: SourceRow) -> tuple[Source, bool]:
    """The source as a row. Only the month of reading is known: it stands in the note, `read_on` is empty."""
    month = datetime.date.fromisoformat(f"{given.read_on}-01")
    note = f"Read in {month:%B %Y}"
    return Source.objects.get_or_create(title=given.title, address=given.address, defaults={"note": note})
