"""Suggestions while somebody types: codes that begin so, gotchas whose titles fit. A few bounded queries."""

from dataclasses import dataclass, replace
from typing import Final

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from gotchas.models import CodeKey, Gotcha, GotchaCode, MessageCode
from gotchas.search import suggest
from gotchas.search.engine import engine
from gotchas.search.index import frequencies
from gotchas.search.suggest import MOST, Typed
from gotchas.text.spellings import keys_of

KEYS: Final = 40
"""Keys read for one beginning: a code has several that begin alike."""

GROWING: Final = 2_000
"""Words read to see what the last one may become."""

HEADS: Final = 300
"""Titles read to find the best."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` could stand in the box; `address` is the page that it is about, without the site's part."""

    text: str
    description: str
    address: str
    number: str
    """The gotcha it leads to, as it was called where it came from, else its number; "" when there is none."""


def suggestions(text: str) -> list[Suggestion]:
    """At most MOST suggestions for `text`, best first: what a stranger may read, in a few queries."""
    typed = suggest.read(text)
    codes = _codes(text, typed)
    titles = [] if typed.has_digit and len(codes) == MOST else _titles(typed)
    said = suggest.without_names(text)
    if not (codes or titles) and said != text.strip():
        titles = _titles(suggest.read(said))
    ids = list(dict.fromkeys([*_numbered(typed), *titles]))
    gotchas = _gotchas([*ids, *(first for _, first in codes if first)])
    of_codes = [replace(code, number=gotchas[first].number if first else "") for code, first in codes]
    return suggest.mixed(typed, of_codes, [gotchas[pk] for pk in ids if pk in gotchas])


def _codes(text: str, typed: Typed) -> list[tuple[Suggestion, int | None]]:
    """Codes whose key begins with what was typed, else those that it spells otherwise or, being a message,
    begins with; each with the id of its first gotcha.
    """
    if not typed.key:
        return []
    beginning = CodeKey.objects.between(typed.key, typed.key + "\x7f").order_by("bytes", "code")
    found = dict.fromkeys(beginning.values_list("code", flat=True)[:KEYS])
    if not found and typed.has_digit:
        keys = {key.key for spelling in (text, suggest.code_before(text)) for key in keys_of(spelling)}
        spelled = CodeKey.objects.filter(key__in=keys).order_by("tier", "code")
        found = dict.fromkeys(spelled.values_list("code", flat=True)[:KEYS])
    if not found:
        return []
    of_code = GotchaCode.objects.filter(code=OuterRef("pk"), gotcha__state__in=Gotcha.READABLE)
    first = Subquery(of_code.order_by("pk").values("gotcha")[:1])
    codes = MessageCode.objects.filter(pk__in=list(found)[:MOST]).order_by()
    rows = codes.values_list("pk", "code", "slug", "meaning", "family__slug", "family__name", first)
    by_pk = {pk: (_of_code(*row), gotcha) for pk, *row, gotcha in rows}
    return [by_pk[pk] for pk in found if pk in by_pk]


def _titles(typed: Typed) -> list[int]:
    """Ids of the gotchas whose titles fit best."""
    if not typed.last:
        return []
    words = suggest.required(typed.words, frequencies(typed.words)) if typed.words else []
    endings = suggest.endings(typed.last, engine().growing(typed.last, GROWING))
    heads: dict[int, str] = {}
    for some, ends in suggest.attempts(words, endings):
        heads |= dict(engine().beginning(some, ends, HEADS))
        if len(heads) >= suggest.ENOUGH:
            break
    return suggest.ranked(typed, heads.items())[:MOST]


def _numbered(typed: Typed) -> list[int]:
    """Ids of the gotchas whose number begins with what was typed: 1.1, 1.10, 1.11 ... for `1.1`."""
    if typed.number is None:
        return []
    collection, begun = typed.number
    wanted = Q(position__in=[begun, *range(begun * 10, begun * 10 + 10)]) if begun else Q()
    gotchas = Gotcha.objects.published().filter(wanted, collection__number=collection)
    return list(gotchas.order_by("position").values_list("pk", flat=True)[:MOST])


def _gotchas(ids: list[int]) -> dict[int, Suggestion]:
    if not ids:
        return {}
    rows = Gotcha.objects.published().filter(pk__in=ids).order_by()
    columns = rows.values_list("pk", "title", "collection__number", "position", "external_id")
    return {pk: _of_gotcha(*row) for pk, *row in columns}


def _of_code(code: str, slug: str, meaning: str, family: str, name: str) -> Suggestion:
    about = f"{name}: {meaning}" if meaning else name
    return Suggestion(code, about, reverse("code", args=[family, slug]), "")


def _of_gotcha(title: str, collection: int, position: int, external_id: str) -> Suggestion:
    number = f"{collection}.{position}"
    address = reverse("gotcha", args=[collection, position])
    return Suggestion(title, f"Gotcha {number}", address, external_id or number)
