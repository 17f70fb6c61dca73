"""Text escaped for HTML with marks in it: links to what it names, addresses, prompts, words searched for.

Everything here makes HTML out of plain text; nothing reads HTML. What comes out is still cleaned before it is
declared safe.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from markdown_it.common.normalize_url import normalizeLink

READER_REL = "nofollow ugc noopener"

_LONGEST_TITLE = 120
_BETWEEN_RUNS = "\n\n"
# The host begins with a letter or digit and the rest has no blank, quote, bracket or mark that turns the
# line; no long part is tried twice, so one pass finds every address. One with a name and password before its
# host is no link: it misleads. Only sets are possessive: before 3.11.5 Python gets possessive groups wrong.
_ADDRESS = re.compile(
    r"(?<![^\W_])https?://[^\W_][\w.-]*+(?::[0-9]{1,5}(?![0-9]))?(?!@|:[^\s@/]{0,64}@)"
    r"(?:[/?#][^\s<>\"\[\]{}|\\^`\u200e\u200f\u202a-\u202e\u2066-\u2069]*+)?",
    re.IGNORECASE,
)
_NOT_AT_THE_END = frozenset(".,;:!?'*_~\u2026\u2018\u2019\u201c\u201d\u00bb")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to put on text[start:end] (offsets in characters); `title` shows when it is pointed at."""

    start: int
    end: int
    url: str
    title: str = ""


Linker = Callable[[str], Sequence[Link]]
"""Finds what to link in a text. It is called once with all of a document's text that stands outside links,
its parts separated by blank lines; a link that crosses from one part to the next is left out."""


def no_links(text: str) -> Sequence[Link]:
    return ()


@dataclass(frozen=True, slots=True)
class Mark:
    """HTML to put before and after text[start:end]."""

    start: int
    end: int
    before: str
    after: str


def escape(text: str) -> str:
    """Unlike Django's `escape`, a plain `str` whatever comes in, because more is put around it."""
    return html.escape(str(text))


def marked(text: str, marks: Iterable[Mark]) -> str:
    """`text` escaped, with `marks` in it.

    Of two marks that overlap the one that begins first counts; one that is empty or reaches out of the text
    is left out.
    """
    parts, at = [], 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if at <= mark.start < mark.end <= len(text):
            parts += [escape(text[at : mark.start]), mark.before]
            parts += [escape(text[mark.start : mark.end]), mark.after]
            at = mark.end
    parts.append(escape(text[at:]))
    return "".join(parts)


def link_marks(runs: Sequence[str], linker: Linker) -> list[list[Mark]]:
    """For each run of text the links that `linker` finds in it; it is asked once, not once a run."""
    marks: list[list[Mark]] = [[] for _ in runs]
    if not runs:
        return marks
    starts = [0, *accumulate(len(run) + len(_BETWEEN_RUNS) for run in runs[:-1])]
    for link in linker(_BETWEEN_RUNS.join(runs)):
        number = max(0, bisect_right(starts, link.start) - 1)
        title = f' title="{escape(_shortened(link.title))}"' if link.title else ""
        before = f'<a href="{escape(link.url)}"{title}>'
        marks[number].append(Mark(link.start - starts[number], link.end - starts[number], before, "</a>"))
    return marks


def _shortened(title: str) -> str:
    words = " ".join(title[: 4 * _LONGEST_TITLE].split())
    return words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1].rstrip() + "\u2026"


def addresses(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Where http and https addresses stand in `text`, without the punctuation of the sentence around them."""
    return ((found.start(), _end(found)) for found in _ADDRESS.finditer(text, start))


def address_at(text: str, start: int) -> int | None:
    """Where the address that begins at `start` ends."""
    found = _ADDRESS.match(text, start)
    return _end(found) if found else None


def _end(found: re.Match[str]) -> int:
    """The end of an address: a bracket stays when it was opened within the address."""
    address, end = found[0], found.end()
    unopened = address.count(")") - address.count("(")
    while (last := address[end - found.start() - 1]) in _NOT_AT_THE_END or (last == ")" and unopened > 0):
        unopened -= last == ")"
        end -= 1
    return end


def address_marks(text: str) -> list[Mark]:
    """Links on the bare addresses that readers wrote."""
    return [
        Mark(start, end, f'<a href="{escape(normalizeLink(text[start:end]))}" rel="{READER_REL}">', "</a>")
        for start, end in addresses(text)
    ]
