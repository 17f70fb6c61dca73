"""What somebody typed into the search box, as typed values. Pure.

Nothing is an error here: a quote that is never closed, a minus before nothing and a filter without a value
are the characters that they are. Most queries are messages pasted from somewhere, full of such things.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gotchas.text.folding import DASHES
from gotchas.text.words import fold_words

LONGEST: Final = 1_000
"""Characters that the box takes."""

LONGEST_IN_BYTES: Final = 6_000
"""Its encoded address stays within what servers and browsers take."""

FILTERS: Final = ("platform", "family", "kind", "state")
VALUES: Final = 20
"""Values of one filter that count."""

WORDLIKE: Final = 80
"""Characters up to which a text of one line is taken for words rather than a message."""

_FILTER = re.compile(rf"(?<!\S)({'|'.join(FILTERS)}):(\"[^\"\n]*\"|[^\s\"]+)", re.IGNORECASE)
# Messages have quotes around names; a phrase is words, and it begins and ends at the edge of one.
# Quotes as keyboards and languages have them: "a b", \u201ca b\u201d, \u201ea b\u201c, \u00aba b\u00bb.
_QUOTES: Final = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
_PHRASE = re.compile(rf"(?<![^\s-])[{_QUOTES}]\s?([A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)+)\s?[{_QUOTES}](?!\S)")
# A word after a minus: not a number (-805 is a code), not an option among others of a command (-lssl --all).
_EXCLUDED = re.compile(rf"(?<=\s)[-{DASHES}]([A-Za-z][A-Za-z0-9]{{2,}})(?!\S)")
# Where a minus begins the text as well: such words alone, or one in small letters (-Wformat is a warning).
_BEGINS_WITH_ONE = re.compile(
    rf"(?:\s*(?<!\S)[-{DASHES}][A-Za-z][A-Za-z0-9]{{2,}}(?!\S))+\s*\Z|\s*[-{DASHES}][a-z][a-z0-9]{{2,}}\s"
)
_PLAIN = re.compile(rf"(?:[\w{_QUOTES}.{DASHES}-]|[^\S\n])*")
# What a message brings along from where it was copied: colours of a terminal, with or without the character
# before them that nobody sees, and what HTML and JSON write for a quote.
_BROUGHT_ALONG = re.compile(
    r"(?:\x1b|\\(?:u001b|x1b|033|e))?\[\d{1,3}(?:;\d{1,3})*m|\x1b\[[0-9;?]*[A-Za-z]"
    r"|&(?:quot|apos|amp|lt|gt|nbsp|#0?39|#34|#x27|#x22);|\\[nrt](?=[\s\"'\\A-Z]|\Z)|\\\""
)
_NUMBER = re.compile(
    r"\s*(?:gotcha\s|item\s)?\s*#?([1-9][0-9]{0,8})\.([1-9][0-9]{0,8})[.:?!]?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    """What is searched for: what was typed, without filters and excluded words."""

    typed: str = ""
    """The same with excluded words: what stays in the box beside the filters."""

    phrases: tuple[tuple[str, ...], ...] = ()
    """Folded words that stood in quotes, two or more."""

    excluded: tuple[str, ...] = ()
    """Folded words after a minus."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values by the filter's name, as typed, each once."""

    number: tuple[int, int] | None = None
    """`1.15`: collection and position."""


def parse(typed: str) -> Query:
    filters: dict[str, list[str]] = {}

    def took(found: re.Match[str]) -> str:
        values = filters.setdefault(found[1].lower(), [])
        value = found[2].strip('"').strip()
        if value and value not in values and len(values) <= VALUES:  # one more tells that there are more
            values.append(value)
        return " "

    shown = _FILTER.sub(took, typed).strip()
    text = _BROUGHT_ALONG.sub(" ", shown).strip()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    if len(text) <= WORDLIKE and _PLAIN.fullmatch(text) and "--" not in text:
        phrases = tuple(tuple(words) for p in _PHRASE.findall(text) if len(words := fold_words(p)) > 1)
        before = " " if _BEGINS_WITH_ONE.match(text) else ""
        excluded = tuple(word.lower() for word in _EXCLUDED.findall(before + text))
        text = _EXCLUDED.sub(" ", before + text).strip() if excluded else text
    number = _NUMBER.fullmatch(text)
    return Query(
        text=text,
        typed=shown,
        phrases=phrases,
        excluded=excluded,
        filters={name: tuple(values) for name, values in filters.items() if values},
        number=(int(number[1]), int(number[2])) if number else None,
    )
