"""The codes of a batch of articles: found again, or made with their aliases and keys, in a few statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gotchas.models import CodeAlias, CodeFamily, MessageCode, PrintedMessage, UnansweredCode
from gotchas.text import spellings
from gotchas.text.families import PatternRefused, Recogniser
from gotchas.transfer.jsonl_lookup_rows import Families, Platforms, Sources
from gotchas.transfer.jsonl_records import ArticleRecord, CodeRecord, CodeTalkRecord, SpelledCodes

SeenCode = tuple[MessageCode, str]
"""A code and the severity letter that was seen with it."""
_ASKED = ("count", "first_seen", "last_seen", "dismissed_at", "days_of_several")
_KNOWN = (
    "slug", "severities", "severity_note", "meaning", "meaning_state", "note", "state", "wrapper",
)  # fmt: skip


@dataclass(slots=True)
class _Wanted:
    """One code of one article: its normal form, the letter seen, and its other names."""

    family: CodeFamily
    code: str
    severity: str
    others: Sequence[tuple[str, str]]
    """Kind and alias."""
    known: CodeRecord


@dataclass(slots=True)
class _Batch:
    """The rows of a batch: those there are, by family and spelling, and those to be written."""

    codes: dict[tuple[int, str], MessageCode] = field(default_factory=dict)
    new: list[tuple[MessageCode, CodeRecord]] = field(default_factory=list)
    learnt: dict[int, MessageCode] = field(default_factory=dict)
    aliases: list[CodeAlias] = field(default_factory=list)
    sources: list[tuple[MessageCode, CodeRecord]] = field(default_factory=list)


class Codes:
    """What makes codes of what lines say; one for a whole import."""

    def __init__(self, families: Families, platforms: Platforms) -> None:
        self.families = families
        self.platforms = platforms
        self.recognisers: dict[int, Recogniser | None] = {}

    def of(self, records: Sequence[ArticleRecord]) -> list[list[SeenCode]]:
        """For each article its codes in order; all of them are stored afterwards.

        The first spelling of an article is the code, the others are its aliases. One that already names
        another code of the family stays with that, and the article has both: it is found by every spelling.
        """
        wanted = [list(self._wanted(record)) for record in records]
        batch = self._there([one for row in wanted for one in row])
        seen = [[pair for one in row for pair in self._take(one, batch)] for row in wanted]
        self._write(batch)
        return [_each_once(row) for row in seen]

    def _wanted(self, record: ArticleRecord) -> Iterator[_Wanted]:
        for code in record.codes or ():
            family = self.families.of(code.family, code.family_name)
            yield _Wanted(family, code.code, code.severity, code.aliases, code)
        if record.spelled and record.spelled.spellings:
            yield self._spelled(record.spelled, record)

    def _spelled(self, given: SpelledCodes, record: ArticleRecord) -> _Wanted:
        family = self.families.of("", given.family)
        first, *others = given.spellings
        code, letter = self._normal(family, first)
        seen = letter if f"{code}{letter}" == first.upper() else ""
        names = dict.fromkeys([first, *others]) if spellings.fold(first) != spellings.fold(code) else others
        known = CodeRecord(
            code=code,
            family=family.slug,
            family_name=family.name,
            severities=letter or (given.severity if len(given.severity) == 1 else ""),
            severity_note=given.said_kind,
            meaning=given.meaning if record.sources else "",
            meaning_state="sourced" if record.sources and given.meaning else "unknown",
            sources=record.sources or (),
        )
        aliases = [(alias_kind(name), name) for name in names if name not in (code, f"{code}{seen}")]
        return _Wanted(family, code, seen, aliases, known)

    def _normal(self, family: CodeFamily, written: str) -> tuple[str, str]:
        """Normal form and severity letter, if the family's patterns take all of it; else as it is written."""
        if family.pk not in self.recognisers:
            try:
                self.recognisers[family.pk] = Recogniser([family.as_family()]) if family.patterns else None
            except PatternRefused:
                self.recognisers[family.pk] = None
        recogniser = self.recognisers[family.pk]
        hits = recogniser.scan(written) if recogniser else []
        whole = [hit for hit in hits if hit.end - hit.start == len(written)]
        return (whole[0].code, whole[0].severity) if whole else (written, "")

    def _there(self, wanted: Sequence[_Wanted]) -> _Batch:
        families = {one.family.pk for one in wanted}
        names = {name for one in wanted for name in (one.code, *(alias for _, alias in one.others))}
        batch = _Batch()
        aliases = CodeAlias.objects.filter(family__in=families, alias__in=names).select_related(
            "code__family"
        )
        batch.codes.update({(row.family_id, row.alias): row.code for row in aliases})
        rows = MessageCode.objects.filter(family__in=families, code__in=names).select_related("family")
        batch.codes.update({(row.family_id, row.code): row for row in rows})
        return batch

    def _take(self, one: _Wanted, batch: _Batch) -> Iterator[SeenCode]:
        place = (one.family.pk, one.code)
        code = batch.codes.get(place)
        if code is None:
            code = batch.codes[place] = MessageCode(family=one.family, code=one.code)
            for name in _KNOWN:
                setattr(code, name, getattr(one.known, name))
            batch.new.append((code, one.known))
        else:
            self._learn(code, one.known, batch)
        yield code, one.severity
        for kind, alias in one.others:
            other = batch.codes.get((one.family.pk, alias))
            if other is None:
                batch.codes[one.family.pk, alias] = code
                batch.aliases.append(CodeAlias(code=code, family=one.family, kind=kind, alias=alias))
            elif other != code and not one.known.slug:  # this site's own lines name their codes one by one
                yield other, ""

    def _learn(self, code: MessageCode, known: CodeRecord, batch: _Batch) -> None:
        """A code that nobody knows the meaning of takes it; all else of a stored code is its editors'."""
        if code.pk and code.meaning_state == "unknown" and known.meaning:
            code.meaning, code.meaning_state = known.meaning, known.meaning_state
            batch.learnt[code.pk] = code
            batch.sources.append((code, known))

    def _write(self, batch: _Batch) -> None:
        give_slugs([code for code, _ in batch.new])
        MessageCode.objects.bulk_create([code for code, _ in batch.new], batch_size=500)
        MessageCode.objects.bulk_update(batch.learnt.values(), ["meaning", "meaning_state"], batch_size=200)
        known = [*batch.new, *batch.sources]
        sources = Sources(source for _, record in known for source in record.sources)
        self._link(known, sources)
        for row in batch.aliases:
            row.code_id = row.code.pk
        CodeAlias.objects.bulk_create(batch.aliases, batch_size=500)
        self._print(batch.new)
        touched = {code.pk for code, _ in batch.new} | {row.code_id for row in batch.aliases}
        if touched:
            MessageCode.objects.filter(pk__in=touched).rebuild_keys()

    def _link(self, known: Iterable[tuple[MessageCode, CodeRecord]], sources: Sources) -> None:
        on_platforms, from_sources = MessageCode.platforms.through, MessageCode.sources.through
        platforms, rows = [], []
        for code, record in known:
            for slug, name in record.platforms:
                row = self.platforms.of(slug, name)
                platforms.append(on_platforms(messagecode_id=code.pk, platform_id=row.pk))
            for source in sources.of(record.sources):
                rows.append(from_sources(messagecode_id=code.pk, source_id=source.pk))
        on_platforms.objects.bulk_create(platforms, batch_size=500, ignore_conflicts=True)
        from_sources.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)

    def _print(self, new: Sequence[tuple[MessageCode, CodeRecord]]) -> None:
        """What is printed for new codes: as their lines say, else what is known of them."""
        told = [(code, one) for code, record in new for one in record.printed or ()]
        sources = Sources(one.source for _, one in told if one.source)
        rows = []
        for code, one in told:
            (source,) = sources.of([one.source]) if one.source else [None]
            rows.append(PrintedMessage(code=code, text=one.text, source=source))
        PrintedMessage.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        PrintedMessage.objects.add_known([code for code, record in new if record.printed is None])


def spoken_of(records: Sequence[CodeTalkRecord]) -> list[MessageCode | UnansweredCode]:
    """The row that each is about: the code, or what was looked for where the code is not stored."""
    codes = Codes(Families(), Platforms())
    stored = [ArticleRecord("", {}, codes=(one.code,)) for one in records if not one.asked]
    rows = iter([seen[0][0] for seen in codes.of(stored)])
    return [_asked(one, codes.families) if one.asked else next(rows) for one in records]


def _asked(record: CodeTalkRecord, families: Families) -> MessageCode | UnansweredCode:
    """The row of what was looked for, made with its counts; the code itself where it is stored by now."""
    named = record.code.family
    family = families.of(named, record.code.family_name) if named else None
    given = {name: value for name in _ASKED if (value := getattr(record.asked, name)) is not None}
    row = UnansweredCode.objects.filter(family=family, code=record.code.code).first()
    row = row or UnansweredCode(family=family, code=record.code.code, **given)
    code = row.stored()
    if row.pk is None and (code is None or row.count or row.dismissed_at):
        row.save()
    return code or row


def alias_kind(spelling: str) -> str:
    """What kind of other name it is, by its form."""
    key = spellings.fold(spelling)
    if key.isdigit():
        return CodeAlias.Kind.DECIMAL
    if key.startswith("0X"):
        return CodeAlias.Kind.HEX
    if not any(char.isdigit() for char in key) or "_" in spelling:
        return CodeAlias.Kind.NAME
    return CodeAlias.Kind.PRINTED


def _each_once(seen: Iterable[SeenCode]) -> list[SeenCode]:
    rows: dict[int, SeenCode] = {}
    for code, severity in seen:
        rows.setdefault(code.pk, (code, severity))
    return list(rows.values())


def give_slugs(codes: Sequence[MessageCode]) -> None:
    """Order and address of new codes, as `MessageCode.save` gives them, in one query for all."""
    bases = {id(code): code.slug or spellings.slug_of(code.code) for code in codes}
    stored = MessageCode.objects.filter(
        family__in={code.family_id for code in codes}, slug__in=set(bases.values())
    )
    taken = set(stored.values_list("family_id", "slug"))
    for code in codes:
        code.sort_key = spellings.natural_key(code.code)
        code.slug = _free_slug(code, bases[id(code)], taken)
        taken.add((code.family_id, code.slug))


def _free_slug(code: MessageCode, base: str, taken: set[tuple[int, str]]) -> str:
    if (code.family_id, base) not in taken:
        return base
    there = MessageCode.objects.filter(family=code.family_id, slug__startswith=base[:112])
    taken |= {(code.family_id, slug) for slug in there.values_list("slug", flat=True)}
    numbered = (f"{base[:112]}-{n}" for n in range(2, len(taken) + 3))
    return next(slug for slug in numbered if (code.family_id, slug) not in taken)
