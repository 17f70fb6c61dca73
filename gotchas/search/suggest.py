"""What is suggested while somebody types: what the text may become, and which titles fit it best. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from gotchas.search.heads import ways_of
from gotchas.search.inserts import without_inserts
from gotchas.search.plan import Frequency
from gotchas.text.folding import KEY_LIMIT, fold
from gotchas.text.words import fold_words

SHORTEST: Final = 2
LONGEST: Final = 100
"""Characters of a text that something is suggested for."""

MOST: Final = 8
"""Suggestions for one text."""

CODES_BEFORE_TITLES: Final = 4
"""Codes that come before the titles when nothing but the beginning of one word was typed."""

WORDS: Final = 4
"""Complete words that a title must hold: the rarest of those typed."""

ENDINGS: Final = 8
"""Words that the last one may become: the most frequent of those that begin so."""

One = TypeVar("One")

ENOUGH: Final = 3
"""Titles that hold all words; with fewer, those that hold less are read as well."""

_BEGUN = re.compile(r"""(?:(?<!\w)['\u2018]|["`\u201c])[^'"`\u2018-\u201d]*\Z""")
_NUMBER = re.compile(r"([1-9][0-9]{0,8})\.([1-9][0-9]{0,7})?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as far as it was typed."""

    key: str
    """The beginning of a code's key, "" when the text cannot be one."""

    words: tuple[str, ...]
    last: str
    """The word that may still grow; "" when there are no words."""

    number: tuple[int, int] | None
    """Collection and the first digits of a position, 0 before any is typed: of `1.1` and `1.`."""

    has_digit: bool


def read(text: str) -> Typed:
    """Read `text`; every part of the result is empty when it is too short or too long to suggest for."""
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        return Typed("", (), "", None, has_digit=False)
    if number := _NUMBER.fullmatch(text):
        return Typed("", (), "", (int(number[1]), int(number[2] or 0)), has_digit=True)
    has_digit = any(map(str.isdigit, text))
    key = fold(text)[:KEY_LIMIT] if has_digit or len(text.split()) == 1 else ""
    words = fold_words(text)
    return Typed(
        key=key if len(key) >= SHORTEST else "",
        words=tuple(dict.fromkeys(words[:-1])),
        last=words[-1] if words else "",
        number=None,
        has_digit=has_digit,
    )


def without_names(text: str) -> str:
    """A message without the names in it, also one that has only begun; a title has placeholders there."""
    return _BEGUN.sub(" ", without_inserts(text)).strip()


def code_before(text: str) -> str:
    """The code that a message begins with, if its first word looks like one: letters and digits."""
    first = next(iter(text.split()), "")
    return first if any(map(str.isdigit, first)) and any(map(str.isalpha, first)) else ""


def required(words: Iterable[str], frequencies: Mapping[str, Frequency]) -> list[str]:
    """The rarest of `words` that stand in heads; one that stands in none was misspelled or is no title's."""
    known = [word for word in words if word in frequencies and frequencies[word].heads > 0]
    return sorted(known, key=lambda word: (frequencies[word].heads, word))[:WORDS]


def endings(last: str, beginning: Iterable[tuple[str, int]]) -> list[str]:
    """What `last` may become, of words with the number of heads they stand in: itself, then the others."""
    heads: dict[str, int] = {}
    for word, count in beginning:
        heads[word] = heads.get(word, 0) + count
    found = sorted((word for word in heads if heads[word] > 0), key=lambda word: (-heads[word], word))
    return sorted(found, key=lambda word: word != last)[:ENDINGS]


def attempts(words: Sequence[str], endings: Sequence[str]) -> list[tuple[Sequence[str], Sequence[str]]]:
    """What a title must hold, and what else when too few do: less the last word, then less the rarest.

    A name that stands in the message where its title has a placeholder is no word of the title.
    """
    tries = [(words, endings), (words, ()), (words[1:], endings)]
    return [one for n, one in enumerate(tries) if any(one) and one not in tries[:n]]


def ranked(typed: Typed, heads: Iterable[tuple[int, str]]) -> list[int]:
    """Ids of (id, head): most of what was typed stands in the head as it was typed, early; it is short."""
    words = [*typed.words, typed.last]
    parts = [" " + " ".join(words[:count]) for count in range(len(words), 0, -1)]

    def place(row: tuple[int, str]) -> tuple[int, int, int, int]:
        return min((*of_way(way), row[0]) for way in ways_of(row[1]))

    def of_way(way: str) -> tuple[int, int, int]:
        head = f" {way}"
        missing = next((n for n, part in enumerate(parts) if part in head), len(parts))
        at = head.find(parts[missing]) if missing < len(parts) else 0
        return missing, at, len(head)

    return [row[0] for row in sorted(heads, key=place)]


def mixed(typed: Typed, codes: Sequence[One], titles: Sequence[One]) -> list[One]:
    """Codes first where a digit was typed; else a few of them, the titles, and then the other codes."""
    first = MOST if typed.has_digit else CODES_BEFORE_TITLES
    return [*codes[:first], *titles, *codes[first:]][:MOST]
