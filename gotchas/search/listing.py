"""Lists of gotchas without words: those with some facets, newest first, however many there are.

Gotchas with the very same facets make a set, of which there are few even among a million gotchas. Counts are
added up from those of the sets; a page takes one look into the index for each set that fits, at any depth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.core.cache import cache
from django.db import connection

from gotchas.search.engine import Facets, Place, engine
from gotchas.search.tables import SearchDoc

MOST_SETS: Final = 5_000
"""Sets that are known: those with the most gotchas. What is in others is neither counted nor listed."""

MANY: Final = 50_000
"""Gotchas above which the counts of the sets are kept for a while."""

KEPT: Final = 300
"""Seconds."""

HELD: Final = 20_000
"""Gotchas that are read for how many hold an excluded word."""

READ: Final = 100
READS: Final = 20
"""Where words are excluded: gotchas read at once, and how many times for one page."""

_KEY: Final = "search-sets"
_SETS: Final = (
    "SELECT facets_key, COUNT(*), MIN(object_id) FROM gotchas_searchdoc"
    " WHERE kind = 'g' AND facets_key IS NOT NULL GROUP BY facets_key ORDER BY 2 DESC, 1 LIMIT %s"
)


class Set(NamedTuple):
    """Gotchas with the same facets: the key of these, how many there are, and the facet words."""

    key: int
    rows: int
    facets: str


@dataclass(frozen=True, slots=True)
class Sets:
    """All gotchas by their facets, without those that hold an excluded word."""

    sets: list[Set]
    is_cut: bool = False
    """Whether there are more sets than MOST_SETS."""

    excluded: tuple[str, ...] = ()
    at_most: bool = False
    """Whether some are counted that hold an excluded word: too many hold one to be counted out."""

    def facets(self) -> Counter[str]:
        """How many gotchas have which facets."""
        return Counter({one.facets: one.rows for one in self.sets})

    def fitting(self, groups: Facets) -> "Sets":
        """Those with one facet word of each group."""
        wanted = [frozenset(group) for group in groups]
        fitting = [one for one in self.sets if all(not g.isdisjoint(one.facets.split()) for g in wanted)]
        return Sets(fitting, self.is_cut, self.excluded, self.at_most)

    @property
    def total(self) -> int:
        return sum(one.rows for one in self.sets)


@dataclass(frozen=True, slots=True)
class Page:
    """Gotchas of a page by their ids, newest first, and the last one looked at where there may be more."""

    ids: list[int] = field(default_factory=list)
    end: int | None = None


def sets(excluded: Sequence[str], gotchas: Sequence[str]) -> Sets:
    """All gotchas by their facets; `gotchas` are facet words of which every gotcha has one."""
    known = _known()
    is_cut = len(known) > MOST_SETS
    if not excluded:
        return Sets(known[:MOST_SETS], is_cut)
    held = dict(engine().holding(excluded, [tuple(gotchas)], HELD))
    left = [one._replace(rows=max(0, one.rows - held.get(one.key, 0))) for one in known[:MOST_SETS]]
    at_most = sum(held.values()) >= HELD
    return Sets([one for one in left if one.rows or at_most], is_cut, tuple(excluded), at_most)


def _known() -> list[Set]:
    """Every set, the largest first; at most one more than are used."""
    if kept := cache.get(_KEY):
        return [Set(*one) for one in kept]
    with connection.cursor() as cursor:
        cursor.execute(_SETS, [MOST_SETS + 1])
        counted = cursor.fetchall()
    docs = SearchDoc.objects.filter(kind="g", object_id__in=[row[2] for row in counted])
    facets = dict(docs.values_list("facets_key", "facets"))
    found = [Set(key, rows, facets[key]) for key, rows, _ in counted if key in facets]
    if sum(one.rows for one in found) > MANY:
        cache.set(_KEY, [tuple(one) for one in found], KEPT)
    return found


def place_of(gotcha: int) -> Place | None:
    """Where a gotcha stands in lists; None for one that is in none."""
    at = SearchDoc.objects.filter(kind="g", object_id=gotcha, at__isnull=False).values_list("at", flat=True)
    return next(((moment, gotcha) for moment in at), None)


def page(among: Sets, place: Place | None, size: int, *, upward: bool = False) -> Page:
    """The `size` gotchas below `place`, or the first ones; `upward`: those above it."""
    keys = [one.key for one in among.sets]
    if not among.excluded:
        ids = engine().listed(keys, place, size + 1, upward)
        return _page(ids[:size], ids[size - 1] if len(ids) > size else None, upward)
    found: list[int] = []
    for _ in range(READS):
        ids = engine().listed(keys, place, READ, upward)
        found += _without(ids, among.excluded)
        if len(found) > size:
            return _page(found[:size], found[size - 1], upward)
        if len(ids) < READ:
            return _page(found, None, upward)
        place = place_of(ids[-1])
    return _page(found, ids[-1], upward)


def _page(ids: list[int], end: int | None, upward: bool) -> Page:
    return Page(ids[::-1] if upward else ids, end)


def _without(ids: Sequence[int], words: Sequence[str]) -> list[int]:
    """Those of these gotchas that hold none of `words`, in their order."""
    docs = SearchDoc.objects.filter(kind="g", object_id__in=ids).values_list("object_id", "head", "body")
    held = {pk for pk, head, body in docs if not {*head.split(), *body.split()}.isdisjoint(words)}
    return [pk for pk in ids if pk not in held]
