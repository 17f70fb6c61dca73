"""How search finds stored codes and families; see gotchas.search."""

import re
import threading
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Max

from gotchas.models.code import CodeFamily, CodeKey, MessageCode
from gotchas.models.gotcha import Gotcha
from gotchas.models.gotcha_code import GotchaCode
from gotchas.models.unanswered import recognised
from gotchas.search.codes import Known, fused_with
from gotchas.search.index import facet
from gotchas.text.word_forms import SAYING_LITTLE
from gotchas.text.words import fold_words

KEYS = 800
"""Keys in one look-up."""

GOTCHAS = 200
"""Gotchas of one code that are looked at: the newest. A code's page has all of them."""

AT_ONCE = 2_000
"""Gotchas of codes that are read at once; where there are more, those of each code are read apart."""

CROWDED = 50
"""Codes whose gotchas are read apart: a query of the box names few, and one made to cost much no more."""

_LETTERS_AND_NUMBER = re.compile(r"([A-Z]{2,12})[\s#:=-]*([0-9]{1,9}[A-Z]?)")

_DIGIT = re.compile(r"\d")
_LETTER = re.compile("[A-Za-z]")

_cache = threading.local()


def lookup(keys: Collection[str]) -> list[Known]:
    """The stored codes that are found under any of `keys`, with the gotchas of each that may be read."""
    wanted, found = list(keys), []
    for begin in range(0, len(wanted), KEYS):
        rows = CodeKey.objects.filter(key__in=wanted[begin : begin + KEYS])
        found += rows.values_list("key", "tier", "code", "code__family__slug")
    shown = _gotchas({row[2] for row in found})
    return [
        Known(key, tier, code, family, tuple(sorted(shown[code][:GOTCHAS])), len(shown[code]) > GOTCHAS)
        for key, tier, code, family in found
    ]


def _gotchas(codes: Collection[int]) -> dict[int, list[int]]:
    """The gotchas of each code that may be read, the newest first: of those with very many one too many."""
    rows = GotchaCode.objects.filter(gotcha__state__in=Gotcha.READABLE).order_by()
    wanted, found = sorted(codes), defaultdict(list)
    for begin in range(0, len(wanted), KEYS):
        some = wanted[begin : begin + KEYS]
        pairs = list(rows.filter(code__in=some).values_list("code", "gotcha")[: AT_ONCE + 1])
        if len(pairs) > AT_ONCE:
            newest = (rows.filter(code=code).order_by("-gotcha_id") for code in some[:CROWDED])
            pairs = [p for own in newest for p in own.values_list("code", "gotcha")[: GOTCHAS + 1]]
        for code, gotcha in pairs:
            found[code].append(gotcha)
    for own in found.values():
        own.sort(reverse=True)
    return found


def claimed(written: str) -> bool:
    """Whether a family says that this is a code of its own, stored or not: by its pattern, or by its codes.

    A pattern may want the dash that a reader left out: `ORA 2393`.
    """
    parts = _LETTERS_AND_NUMBER.fullmatch(written.strip().upper())
    if not parts:
        return bool(recognised(written))
    letters, number = parts.groups()
    if any(CodeFamily.objects.recogniser().scan(f"{letters}{dash}{number}") for dash in ("", "-")):
        return True
    return CodeKey.objects.between(f"{letters}0", f"{letters}:").exists()  # a digit follows the letters


def unstored(text: str) -> list[str]:
    """The codes that patterns see in `text` and that nobody has stored, as they are written there.

    What is only a number there is told in the normal form: of `SQLCODE -805` it is SQL0805N.
    """
    finds = CodeFamily.objects.recogniser().scan(text) if _DIGIT.search(text) else []
    if not finds:
        return []
    rows = MessageCode.objects.filter(
        family__slug__in={found.family for found in finds}, code__in={found.code for found in finds}
    )
    stored = set(rows.values_list("family__slug", "code"))
    unknown = (found for found in finds if (found.family, found.code) not in stored)
    return [found.written if _LETTER.search(found.written) else found.code for found in unknown]


@dataclass(frozen=True, slots=True)
class Families:
    """What families are called: `by_facet` has slug and name of every one by its facet word."""

    by_name: dict[str, frozenset[str]]
    by_facet: dict[str, tuple[str, str]]

    def named(self, text: str) -> dict[str, frozenset[str]]:
        """The words of `text` that families are known as or begin with, with the facet words of those."""
        words = fold_words(text)
        words += [product for word in words if (product := fused_with(word))]
        spans = (" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1))
        return {span: self.by_name[span] for span in spans if span in self.by_name}

    def known_as(self, name: str) -> frozenset[str]:
        """Facet words of the families that are called `name`."""
        return self.by_name.get(" ".join(fold_words(name)), frozenset())

    def slugs_named(self, text: str) -> frozenset[str]:
        """The families that `text` names."""
        facets = (facet for facets in self.named(text).values() for facet in facets)
        return frozenset(self.by_facet[facet][0] for facet in facets)


def families() -> Families:
    """What families are called; read anew in this process when one changed."""
    stamp = CodeFamily.objects.aggregate(newest=Max("changed_at"), rows=Count("pk"))
    if getattr(_cache, "stamp", None) != stamp:
        _cache.families = _read()
        _cache.stamp = stamp
    return _cache.families


def _read() -> Families:
    """A family shares the other names of one that is known by its name: `psql` is PostgreSQL.

    One without other names goes by the first word of its name too, as long as that tells anything.
    """
    by_name: dict[str, set[str]] = defaultdict(set)
    by_facet = {}
    called = []
    for slug, name, known_as in CodeFamily.objects.values_list("slug", "name", "known_as"):
        word = facet("fam", slug)
        by_facet[word] = (slug, name)
        whole = fold_words(name)
        known = frozenset(" ".join(fold_words(other)) for other in known_as.split(",") if other.strip())
        short = whole[:1] if not known and not SAYING_LITTLE.issuperset(whole[:1]) else []
        called.append((word, {" ".join(whole), *short}, known))
    groups = [known for _, _, known in called]
    for word, own, known in called:
        for name in own.union(known, *(group for group in groups if own & group)):
            by_name[name].add(word)
    return Families({n: frozenset(words) for n, words in by_name.items() if n}, by_facet)
