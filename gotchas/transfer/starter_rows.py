"""Writes the starter content's collection, codes and gotchas. What is there already is never changed.

A row counts as there by its `external_id` (collection, gotcha, correction) or its name (code in its family).
What hangs on a row - sources, aliases, links, corrections - comes only together with it, so that nothing an
editor took away or renamed comes back on a second run.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

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
    PrintedMessage,
    Source,
    searchable,
)
from gotchas.transfer.jsonl_code_rows import give_slugs
from gotchas.transfer.starter_records import (
    CodeRef,
    CodeRow,
    CorrectionRow,
    GotchaRow,
    LinkRow,
    SourceRow,
    Starter,
)

AUTHOR = "Starter content"
CODE = (
    "severities", "severity_note", "meaning", "meaning_state", "wrapper", "note",
)  # fmt: skip
GOTCHA = (
    "title", "also_said", "kind", "state", "problem", "cause", "solution", "expected", "risk", "confidence",
    "applies_from", "applies_to", "verified_release", "external_id",
)  # fmt: skip
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
        self._need_sources([key])
        return self.sources[key]

    def _need_sources(self, keys: Iterable[str]) -> None:
        """See that these sources are there. Where the day of reading was not kept, `read_on` stays empty."""
        wanted = {key: self.given_sources[key] for key in keys if key not in self.sources}
        rows = Source.objects.filter(title__in={given.title for given in wanted.values()})
        there = {(row.title, row.address): row for row in rows}
        new = {
            (given.title, given.address): Source(title=given.title, address=given.address, **_read(given))
            for given in wanted.values()
            if (given.title, given.address) not in there
        }
        Source.objects.bulk_create(new.values())
        self.made["sources"] += len(new)
        self.sources |= {key: (there | new)[given.title, given.address] for key, given in wanted.items()}

    def _platforms(self, slugs: Iterable[str]) -> list[Platform]:
        """Those platforms that are still there: an editor may have renamed one."""
        self.loaded.without_platform.update(slug for slug in slugs if slug not in self.platforms)
        return [self.platforms[slug] for slug in slugs if slug in self.platforms]

    def add_codes(self) -> None:
        """All codes of the catalogue, the counterparts nothing is known of, and the links of new ones."""
        codes = self.loaded.codes
        stored = MessageCode.objects.select_related("family")
        codes.update({(row.family.slug, row.code): row for row in stored})
        given = [row for row in self.starter.codes if self._is_news(row)]
        others = [ref for ref in self.starter.counterparts() if (ref.family, ref.code) not in codes]
        for row in (*given, *others):
            family = self._family(row.family)
            codes.setdefault((row.family, row.code), MessageCode(family=family, code=row.code))
        self.made["codes"] += len(given)
        self.made["counterparts"] += len(others)
        self._write_codes(given, others)
        self._add_links({(row.family, row.code) for row in given})
        self.progress(len(self.starter.codes))

    def _family(self, slug: str) -> CodeFamily:
        if slug not in self.families:
            raise StarterRefused(f"The code family {slug} is missing: run the command migrate first.")
        return self.families[slug]

    def _is_news(self, row: CodeRow) -> bool:
        """Whether the code is new, or is there with nothing known of it and gets its meaning now."""
        code = self.loaded.codes.get((row.family, row.code))
        return code is None or code.meaning_state == MessageCode.MeaningState.UNKNOWN

    def _write_codes(self, given: Sequence[CodeRow], others: Sequence[CodeRef]) -> None:
        """Write these codes and what hangs on them, all new ones at once."""
        rows = [(row, self.loaded.codes[row.family, row.code]) for row in given]
        for row, code in rows:
            for name in CODE:
                setattr(code, name, getattr(row, name))
        nameless = [self.loaded.codes[ref.family, ref.code] for ref in others]
        written = [*(code for _, code in rows), *nameless]
        stored = [code for code in written if code.pk]
        new = [code for code in written if not code.pk]
        for code in stored:
            code.save(update_fields=[*CODE, "changed_at"])
        give_slugs(new)
        MessageCode.objects.bulk_create(new)
        PrintedMessage.objects.add_known(new)
        self._hang_on_codes(rows)
        MessageCode.objects.filter(pk__in=[code.pk for code in written]).rebuild_keys()
        searchable.index_gotchas(Gotcha.objects.filter(codes__in=stored).distinct())

    def _hang_on_codes(self, rows: Sequence[tuple[CodeRow, MessageCode]]) -> None:
        self._need_sources(key for row, _ in rows for key in row.sources)
        on_platforms, from_sources = MessageCode.platforms.through, MessageCode.sources.through
        there = set(
            CodeAlias.objects.filter(code__in=[code for _, code in rows]).values_list("code", "alias")
        )
        platforms, sources, aliases = [], [], []
        for row, code in rows:
            for platform in self._platforms(row.platforms):
                platforms.append(on_platforms(messagecode=code, platform=platform))
            for key in row.sources:
                sources.append(from_sources(messagecode=code, source=self.sources[key]))
            for kind, alias in row.aliases:
                if (code.pk, alias) not in there:
                    aliases.append(CodeAlias(code=code, family=code.family, kind=kind, alias=alias))
        on_platforms.objects.bulk_create(platforms, ignore_conflicts=True)
        from_sources.objects.bulk_create(sources, ignore_conflicts=True)
        CodeAlias.objects.bulk_create(aliases)

    def _add_links(self, new: set[tuple[str, str]]) -> None:
        """The links of codes that came in this run; those of older codes are the editors' business."""
        there = set(CodeLink.objects.values_list("from_code", "to_code", "relation"))
        made: list[tuple[LinkRow, CodeLink]] = []
        for link in self.starter.links:
            ends = [(link.origin.family, link.origin.code), (link.target.family, link.target.code)]
            origin, target = (self.loaded.codes[end] for end in ends)
            if new.isdisjoint(ends) or (origin.pk, target.pk, link.relation) in there:
                continue
            row = CodeLink(from_code=origin, to_code=target, relation=link.relation)
            row.basis, row.basis_note = link.basis, link.basis_note
            made.append((link, row))
            there.add((origin.pk, target.pk, link.relation))
        CodeLink.objects.bulk_create(row for _, row in made)
        self._need_sources(key for link, _ in made for key in link.sources)
        from_sources = CodeLink.sources.through
        from_sources.objects.bulk_create(
            from_sources(codelink=row, source=self.sources[key]) for link, row in made for key in link.sources
        )
        self.made["links"] += len(made)

    def add_gotchas(self) -> None:
        """All gotchas; each is rendered when all are there, since they name one another."""
        loaded = self.loaded
        there = {row.external_id: row for row in loaded.collection.gotchas.select_related("collection")}
        new = [(row, self._gotcha(row)) for row in self.starter.gotchas if row.external_id not in there]
        self._place([gotcha for _, gotcha in new], {gotcha.position for gotcha in there.values()})
        Gotcha.objects.bulk_create(gotcha for _, gotcha in new)
        there |= {row.external_id: gotcha for row, gotcha in new}
        loaded.gotchas |= {row.position: there[row.external_id] for row in self.starter.gotchas}
        self.made["gotchas"] += len(new)
        self._need_sources(key for row, _ in new for key in row.sources)
        for row, gotcha in new:
            self._hang_on(row, gotcha)
            gotcha.render()
            gotcha.save(update_fields=HTML)
        for row, gotcha in new:
            self._record(row, gotcha)
            self.progress(1)
        if self.made["collections"]:
            loaded.collection.render()  # its introduction names gotchas too
            loaded.collection.save(update_fields=["introduction_html", "renderer"])

    def _gotcha(self, row: GotchaRow) -> Gotcha:
        now = timezone.now()
        gotcha = Gotcha(
            collection=self.loaded.collection,
            position=row.position,
            source_number=f"{self.starter.collection.number}.{row.position}",
            edited_at=now,
            **{name: getattr(row, name) for name in GOTCHA},
        )
        gotcha.note_publication(now)
        return gotcha

    def _place(self, new: Sequence[Gotcha], taken: set[int]) -> None:
        """A gotcha keeps its position where that is free, else it takes the next one."""
        collection = self.loaded.collection
        last = max((gotcha.position for gotcha in new if gotcha.position not in taken), default=0)
        Collection.objects.filter(pk=collection.pk, last_position__lt=last).update(last_position=last)
        for gotcha in new:
            if gotcha.position in taken:
                gotcha.position = collection.take_position()

    def _hang_on(self, row: GotchaRow, gotcha: Gotcha) -> None:
        gotcha.platforms.set(self._platforms(row.platforms))
        gotcha.sources.set(self.sources[key] for key in row.sources)
        gotcha.related.add(*(self.loaded.gotchas[position] for position in row.related))
        GotchaCode.objects.bulk_create(
            GotchaCode(
                gotcha=gotcha,
                code=self.loaded.codes[ref.family, ref.code],
                severity=ref.severity,
                order=order,
            )
            for order, ref in enumerate(row.codes)
        )

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


def _read(given: SourceRow) -> dict[str, Any]:
    """When it was read: on a day, or some time in a month."""
    if len(given.read_on) == len("2026-11"):
        return {"note": f"Read in {datetime.date.fromisoformat(f'{given.read_on}-01'):%B %Y}"}
    return {"read_on": datetime.date.fromisoformat(given.read_on)}
