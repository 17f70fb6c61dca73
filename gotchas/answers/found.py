"""What a search answers, put together from the tables: rows to show, facets, what to do when nothing fits."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.db.models import Q

from gotchas.answers.facets import Facet, Facets, facets_of
from gotchas.answers.listed import NEWEST, At, page_of
from gotchas.answers.near import near
from gotchas.answers.numbered import is_missing, numbered
from gotchas.answers.rows import Row, named_codes, rows_of
from gotchas.models import CodeFamily, CodeLink, MessageCode
from gotchas.models.finding import Families, claimed, families, lookup, unstored
from gotchas.search import find as searching
from gotchas.search import listing
from gotchas.search.codes import SURE
from gotchas.search.find import Found, Result
from gotchas.search.query import Query, parse
from gotchas.search.tables import SearchDoc
from gotchas.text.word_forms import SAYING_LITTLE
from gotchas.text.words import fold_words

PER_PAGE: Final = 10
MOST_CODES: Final = 10

Groups = list[tuple[str, ...]]
"""For each facet the words of which a result has one."""

SAY_MORE: Final = "A word after a minus is left out. Say also what to look for: a word, a code, or kind:tip."
SAY_WHICH: Final = "These words are in every text. Say what was printed, or what failed in which product."


@dataclass(frozen=True, slots=True)
class Fewer:
    """A facet's chosen values, and how many results there are without them."""

    name: str
    values: tuple[str, ...]
    label: str
    count: int


@dataclass(slots=True)
class Answer:
    query: Query
    facets: list[Facet] = field(default_factory=list)
    filters: Facets = field(default_factory=Facets)
    codes: list[MessageCode] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    more_than: bool = False
    """Whether there may be more than `total`: it is counted among the best CANDIDATES documents."""

    counted_among: int = 0
    """Of how many documents at most the facets are counted; 0 where it is all of them."""

    at_most: bool = False
    """Whether some of `total` hold an excluded word: too many to be counted out."""

    before: int | None = None
    after: int | None = None
    """Where the next and the previous page of a list without words begin."""

    is_lost: bool = False
    """Whether the place that was asked for in such a list is not to be found: then this is its first page."""

    sure: bool = False
    missing: bool = False
    """Whether the number of a gotcha was asked for that is not there."""

    tells_nothing: bool = False
    unknown: str = ""
    strangers: list[str] = field(default_factory=list)
    """Codes that were asked for beside those in `codes`, and that nobody described."""

    unheld: tuple[str, ...] = ()
    """Phrases, where nothing holds them."""

    crowded: frozenset[int] = frozenset()
    """Those of `codes` that have more gotchas than are looked at, by their ids."""

    has_gotchas: bool = False
    """Whether a gotcha that can be read bears one of `codes`, whatever filters leave of it."""

    spelled: dict[str, str] = field(default_factory=dict)
    near: list[MessageCode] = field(default_factory=list)
    """Where nothing fits, or a code is unknown: the stored codes written most like what was asked for."""

    without: list[Fewer] = field(default_factory=list)
    """Where nothing fits: what there is without each of the filters."""

    @property
    def is_asked(self) -> bool:
        asked = self.query.text or self.query.excluded or self.filters.chosen or self.filters.unknown
        return bool(asked)

    @property
    def near_family(self) -> CodeFamily | None:
        """The family that all of `near` are of, if they are of one."""
        families = {code.family_id: code.family for code in self.near}
        return next(iter(families.values())) if len(families) == 1 else None

    @property
    def picked_among(self) -> int:
        """Of how many documents phrases or excluded words picked the results; 0 where of all."""
        return self.counted_among if self.more_than and (self.query.phrases or self.query.excluded) else 0

    @property
    def advice(self) -> str:
        """What to say instead, or to know, where what was asked for cannot be answered."""
        if self.missing and self.query.number:
            return f"There is no gotcha {'.'.join(map(str, self.query.number))} here."
        if self.tells_nothing:
            return SAY_WHICH
        only_left_out = self.query.excluded and not self.query.text and not self.filters.groups()
        return SAY_MORE if only_left_out else ""


def answer(
    typed: str,
    chosen: Mapping[str, Sequence[str]],
    *,
    page: int = 1,
    newest: bool = False,
    before: int = NEWEST,
    after: int = 0,
) -> Answer:
    """What the box answers to `typed`, with the facets `chosen` beside those that were typed."""
    query = _read(typed)
    asked = {
        name: (*query.filters.get(name, ()), *chosen.get(name, ())) for name in {*query.filters, *chosen}
    }
    known = families()
    filters = facets_of(asked, known)
    if not query.text:
        return _listed(query, filters, At(page, before, after))
    return _searched(typed, query, filters, known, page, newest)


def _read(typed: str) -> Query:
    """The query; `-Wformat` alone is the code, where one is written so, else a word to leave out."""
    query = parse(typed)
    if query.excluded and not query.text and MessageCode.objects.filter(code=query.typed).exists():
        return replace(query, text=query.typed, excluded=())
    return query


def _searched(typed: str, query: Query, filters: Facets, known: Families, page: int, newest: bool) -> Answer:
    named = known.named(query.text)
    groups = filters.groups()

    def find(groups: Groups) -> Found:
        return searching.find(query, lookup, named, groups, claimed, unstored)

    base = find([])
    found = find(groups) if groups else base
    words = _facet_words(found)
    codes = _codes(found)
    told = {("c", code.pk) for code in codes}
    meant = numbered(query)
    missing = is_missing(query, meant)
    results = [r for r in _first(meant, found.results) if (r.kind, r.object_id) not in told]
    if newest:
        results = _newest_first(results)
    pages = max(1, -(-len(results) // PER_PAGE))
    page = min(page, pages)
    shown = results[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = rows_of(shown, weights_of(found, query.phrases))
    crowded = frozenset(hit.known.code for hit in found.codes if hit.known.has_more)
    made = Answer(
        query=query,
        filters=filters,
        facets=filters.counted(words if found is base else _facet_words(base), words),
        codes=codes if page == 1 else [],
        rows=rows,
        total=len(results) - (len(shown) - len(rows)),  # what is not shown is not told by a number either
        page=page,
        pages=pages,
        more_than=found.is_cut or bool(crowded),
        crowded=crowded,
        counted_among=searching.CANDIDATES if base.is_cut or found.is_cut else 0,
        sure=bool(meant) or (found.sure and not missing),
        missing=missing,
        tells_nothing=found.tells_nothing and not meant,
        unknown=found.unknown,
        strangers=found.strangers,
        unheld=found.unheld,
        has_gotchas=any(hit.known.gotchas for hit in found.codes if hit.score >= SURE),
        spelled=found.spelled,
    )
    if found.unknown or not (made.rows or made.codes):
        made.near = near(found.unknown or typed)
    if groups and not results:
        made.without = _without(filters, lambda groups: len((find(groups) if groups else base).results))
    return made


def _newest_first(results: list[Result]) -> list[Result]:
    """By when each could first be read; codes, which have no such moment, come last."""
    moments = searching.moments({(result.kind, result.object_id) for result in results})
    dated = [result for result in results if (result.kind, result.object_id) in moments]
    dated.sort(key=lambda r: (moments[r.kind, r.object_id], r.object_id), reverse=True)
    return dated + [result for result in results if (result.kind, result.object_id) not in moments]


EXACT: Final = 9.0
"""The score of the gotcha whose number was asked for."""


def _first(meant: int | None, results: list[Result]) -> list[Result]:
    rest = [result for result in results if (result.kind, result.object_id) != ("g", meant)]
    return [Result("g", meant, EXACT), *rest] if meant else results


def _listed(query: Query, filters: Facets, at: At) -> Answer:
    """The newest gotchas with these facets, when no words are asked for."""
    groups = filters.groups()
    if not groups:
        return Answer(query=query, filters=filters)
    everything = listing.sets(query.excluded, filters.words("kind"))
    fitting = everything.fitting(groups)
    pages = max(1, -(-fitting.total // PER_PAGE))
    shown, number, is_lost = page_of(fitting, at, pages, PER_PAGE)
    rows = rows_of([Result("g", pk, 0.0) for pk in shown.ids], {})
    made = Answer(
        query=query,
        filters=filters,
        facets=filters.counted(everything.facets(), fitting.facets()),
        rows=rows,
        total=fitting.total - (len(shown.ids) - len(rows)),
        more_than=fitting.is_cut,
        at_most=fitting.at_most,
        page=number,
        pages=pages,
        before=shown.end,
        after=shown.ids[0] if shown.ids and number > 1 else None,
        is_lost=is_lost,
        sure=bool(shown.ids),
    )
    if not shown.ids:
        made.without = _without(filters, lambda groups: everything.fitting(groups).total if groups else 0)
    return made


def _without(filters: Facets, count_of: Callable[[Groups], int]) -> list[Fewer]:
    """How many results there are without each facet of which something is chosen: one search for each."""
    found = []
    for name, choices in filters.by_name().items():
        count = count_of(filters.groups(but=name))
        if count:
            label = " or ".join(choice.label for choice in choices)
            found.append(Fewer(name, tuple(choice.value for choice in choices), label, count))
    return found


def _facet_words(found: Found) -> Counter[str]:
    """The facet words of everything that was found: how many have which."""
    known = {(d.kind, d.object_id): d.facets for d in found.documents}
    keys = [(result.kind, result.object_id) for result in found.results if result.kind in "gc"]
    words = [known[key] for key in keys if key in known]
    for kind in "gc":
        missing = [pk for of, pk in keys if of == kind and (of, pk) not in known]
        if missing:
            rows = SearchDoc.objects.filter(kind=kind, object_id__in=missing)
            words += rows.values_list("facets", flat=True)
    return Counter(words)


def weights_of(found: Found, phrases: Iterable[tuple[str, ...]] = ()) -> dict[str, float]:
    """What each word weighs that a passage should hold, words of codes as well.

    Words that stand in every sentence are among them only in a phrase, or where there are no others: marked,
    they would hide those that tell, and choose a passage that tells nothing.
    """
    written = (word for hit in found.codes for word in fold_words(hit.candidate.written))
    weights = {**dict.fromkeys(written, 1.0), **found.weights}
    meant = {word for phrase in phrases for word in phrase}
    telling = {word: weight for word, weight in weights.items() if word in meant or word not in SAYING_LITTLE}
    return telling or weights


def _codes(found: Found) -> list[MessageCode]:
    """The codes that were named, best first; one that is only a number among words is left out.

    Each with its `other_ends` and `ends_of`, the links to what is logged at the other end: two queries.
    """
    ids = [hit.known.code for hit in found.codes if hit.score >= SURE][:MOST_CODES]
    between = CodeLink.objects.filter(relation=CodeLink.Relation.OTHER_END)
    links = list(between.filter(Q(from_code__in=ids) | Q(to_code__in=ids))) if ids else []
    ends = {pk for link in links for pk in (link.from_code_id, link.to_code_id)}
    by_id = named_codes().in_bulk({*ids, *ends})
    links = [link for link in links if {link.from_code_id, link.to_code_id} <= by_id.keys()]
    for link in links:
        link.from_code, link.to_code = by_id[link.from_code_id], by_id[link.to_code_id]
    for pk, code in by_id.items():
        code.other_ends = [link for link in links if link.from_code_id == pk]
        code.ends_of = [link for link in links if link.to_code_id == pk]
    return [by_id[pk] for pk in ids if pk in by_id]
