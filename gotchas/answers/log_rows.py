"""The rows that a log's codes have: looked up in batches, in as many queries for a line as for a megabyte."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from gotchas.answers.notices import flagged
from gotchas.models import CodeFamily, CodeKey, CodeLink, Gotcha, MessageCode
from gotchas.search.codes import is_cut_short
from gotchas.text.folding import fold
from gotchas.text.near_keys import near_keys

KEYS_AT_ONCE = 5_000
"""Fewer than either database takes as parameters of one statement."""
MOST_KEYS = 20_000
"""A megabyte holds at most a few thousand different words that look like codes, unless it was made to."""
MOST_CODES = 400
GOTCHAS_OF_A_CODE = 3
NEAR_OF_A_CODE = 4
MOST_NEAR = 10
"""For so many unknown codes the nearest stored ones are looked up."""


class Keyed(NamedTuple):
    """A stored spelling: how well it matches (0 best), whose code, and of which family."""

    tier: int
    code: int
    family: str


class Linked(NamedTuple):
    """What is said of a code and another one, read from the code's side."""

    relation: str
    other: MessageCode
    confirmed: bool


def stored(keys: Iterable[str]) -> dict[str, list[Keyed]]:
    """The codes behind each of `keys`, best first; keys beyond MOST_KEYS are not looked up.

    None by a key that nothing prints: P1 in a log is no P0001.
    """
    wanted = list(dict.fromkeys(key for key in keys if key))[:MOST_KEYS]
    found: dict[str, list[Keyed]] = defaultdict(list)
    for at in range(0, len(wanted), KEYS_AT_ONCE):
        rows = CodeKey.objects.filter(key__in=wanted[at : at + KEYS_AT_ONCE])
        for key, *keyed in rows.values_list("key", "tier", "code_id", "code__family__slug"):
            if not is_cut_short(key, keyed[0]):
                found[key].append(Keyed(*keyed))
    return {key: sorted(rows) for key, rows in found.items()}


def codes(ids: Iterable[int]) -> dict[int, MessageCode]:
    """At most MOST_CODES codes with their families and aliases, by id."""
    wanted = list(dict.fromkeys(ids))[:MOST_CODES]
    rows = MessageCode.objects.filter(pk__in=wanted).select_related("family").prefetch_related("aliases")
    return {row.pk: row for row in rows}


def gotchas(ids: Iterable[int]) -> dict[int, list[Gotcha]]:
    """The first gotchas of each code, those with a solution before others; `of` says how many it has."""
    with_fix = Case(When(solution="", then=Value(0)), default=Value(1))
    ordered = [with_fix.desc(), F("collection__number"), F("position")]
    rows = (
        flagged(Gotcha.objects.published())
        .filter(gotcha_codes__code__in=list(ids))
        .annotate(
            code=F("gotcha_codes__code"),
            has_fix=with_fix,
            place=Window(RowNumber(), partition_by=F("gotcha_codes__code"), order_by=ordered),
            of=Window(Count("pk"), partition_by=F("gotcha_codes__code")),
        )
        .filter(place__lte=GOTCHAS_OF_A_CODE)
        .select_related("collection")
        .only("position", "title", "state", "risk", "external_id", "collection__number")
        .order_by("place")
    )
    found: dict[int, list[Gotcha]] = defaultdict(list)
    for row in rows:
        found[row.code].append(row)
    return found


def links(ids: Iterable[int]) -> dict[int, list[Linked]]:
    """What the other end logs, what is the same fault, and what wraps what, for each code."""
    wanted = set(ids)
    told = [CodeLink.Relation.OTHER_END, CodeLink.Relation.SAME_FAULT, CodeLink.Relation.WRAPPER_OF]
    rows = (
        CodeLink.objects.filter(Q(from_code__in=wanted) | Q(to_code__in=wanted), relation__in=told)
        .select_related("from_code__family", "to_code__family")
        .order_by("from_code__sort_key", "to_code__sort_key", "relation")
    )
    found: dict[int, list[Linked]] = defaultdict(list)
    for row in rows:
        confirmed = row.confirmed_at is not None
        if row.from_code_id in wanted:
            found[row.from_code_id].append(Linked(row.relation, row.to_code, confirmed))
        if row.to_code_id in wanted and row.relation != CodeLink.Relation.WRAPPER_OF:
            found[row.to_code_id].append(Linked(row.relation, row.from_code, confirmed))
    return found


def families(slugs: Iterable[str]) -> dict[str, CodeFamily]:
    return {row.slug: row for row in CodeFamily.objects.filter(slug__in=set(slugs))}


def near(unknown: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[MessageCode]]:
    """The stored codes one slip away from each (family slug, code), those of its own family first."""
    asked = {each: near_keys(fold(each[1])) for each in unknown[:MOST_NEAR]}
    keys = {key for others in asked.values() for key in others}
    if not keys:
        return {}
    rows = CodeKey.objects.filter(key__in=keys, tier__lte=1).select_related("code__family")
    by_key: dict[str, list[MessageCode]] = defaultdict(list)
    for row in rows.order_by("tier", "code__sort_key"):
        by_key[row.key].append(row.code)
    found = {}
    for (slug, code), others in asked.items():
        alike = {c.pk: c for key in others for c in by_key.get(key, ())}.values()
        own = [other for other in alike if other.family.slug == slug] if slug else list(alike)
        found[slug, code] = own[:NEAR_OF_A_CODE]
    return found
