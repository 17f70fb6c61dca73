"""The places of a log in which a code may stand: what patterns found, and words to look up among stored ones.

Both recognisers read the same text. Patterns know the codes of their families, stored or not. The words to
look up find codes of families without a pattern; they are chosen narrowly, because a log holds thousands of
words that only look like codes.
"""

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from gotchas.text.candidates import Candidate, candidates
from gotchas.text.recogniser import FoundCode

# Up to here a paste is a message that somebody chose, not a log. Characters and lines.
MESSAGE_LENGTH: Final = 1_200
MESSAGE_LINES: Final = 5
# How far a line is read for the words around a code, on either side. Characters.
AROUND: Final = 250

_LINE_END = re.compile("\n")

# A code nobody has stored, of no family: capitals, a number and a letter that tells how bad it is (ABC1234E),
# or capitals and a number with a colon behind it at the beginning of what is said (ABC-1234: ...).
_UNKNOWN = re.compile(
    r"(?<![\w./:=@-])"
    r"(?:[A-Z]{3,8}-?\d{3,6}[EWISAFTDNC](?![\w./-])|[A-Z]{3,8}-\d{3,6}(?=: \S)|[A-Z]{3,8}\d{4,6}(?=: \S))"
)
# What is built like that and is the name of a standard, an algorithm or a ticket.
_NO_CODE = re.compile(
    r"(?:RFC|ISO|IEC|IEEE|SHA|MD|AES|RSA|DSA|ECDSA|DES|TLS|SSL|UTF|UCS|CP|IBM|WIN|KB|CVE|CWE|PID|TID|UID|JOB|HTTP"
    r"|IPV|BUG|TASK|PORT|LINE|ISSUE|TEST|MQRC|CCSID|YEAR|PAGE|STEP|RELEASE|BUILD|VERSION|NODE|HOST|USER|THREAD"
    r"|SESSION|TCP|UDP)-?\d+.*"
)

# The same where somebody asks for just that: fewer letters will do, and nothing has to tell how bad it is.
_ALONE = re.compile(r"[A-Z]{1,8}-?\d{3,6}[A-Z]?")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text that may be one code: what patterns say of it, and what keys it may have."""

    start: int
    end: int
    line: int
    column: int
    written: str
    found: FoundCode | None
    keys: tuple[str, ...]


def is_message(text: str) -> bool:
    """Short enough to be one message and not a log."""
    return len(text) <= MESSAGE_LENGTH and text.strip().count("\n") < MESSAGE_LINES


def places(text: str, finds: Iterable[FoundCode], words: Iterable[Candidate]) -> list[Place]:
    """What patterns found and words that are stored, in their order; those that overlap are one place."""
    lines = _LineCounter(text)
    finds = list(finds)
    starts = [found.start for found in finds]
    spans: list[tuple[int, int, FoundCode | None, str]] = [
        *((found.start, found.end, found, "") for found in finds),
        *(
            (word.start, word.end, None, word.key)
            for word in words
            # Words that were read together, where patterns see a code in each, are not one code.
            if bisect.bisect_left(starts, word.end) - bisect.bisect_left(starts, word.start) < 2
        ),
    ]
    spans.sort(key=lambda span: (span[0], -span[1]))
    result: list[Place] = []
    at = 0
    while at < len(spans):
        start, end, found, key = spans[at]
        keys = [key] if key else []
        at += 1
        while at < len(spans) and spans[at][0] < end:
            end = max(end, spans[at][1])
            found = found or spans[at][2]
            if spans[at][3]:
                keys.append(spans[at][3])
            at += 1
        result.append(_place(text, lines, (start, end, found), tuple(dict.fromkeys(keys))))
    return result


def _place(
    text: str, lines: "_LineCounter", span: tuple[int, int, FoundCode | None], keys: tuple[str, ...]
) -> Place:
    start, end, found = span
    if found:
        return Place(start, end, found.line, found.column, found.written, found, keys)
    return Place(start, end, *lines.at(start), text[start:end], None, keys)


def words_of_message(text: str) -> list[Candidate]:
    """The words of a short text that are worth a look; a single word is, whatever it looks like."""
    alone = " " not in text.strip()
    return [word for word in candidates(text) if alone or word.strong]


def around(text: str, start: int, end: int) -> str:
    """The line that a place stands in, as much of it as is near."""
    first = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    last = text.find("\n", end, end + AROUND)
    return text[first : last if last >= 0 else end + AROUND]


def unknown_words(text: str, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Start, line and text of words built like a code that neither a pattern nor a stored code explains."""
    spans = sorted(taken)
    starts = [start for start, _ in spans]
    lines = _LineCounter(text)
    for word in _UNKNOWN.finditer(text):
        at = bisect.bisect_right(starts, word.start()) - 1
        inside = at >= 0 and word.start() < spans[at][1]
        before_next = at + 1 >= len(starts) or word.end() <= starts[at + 1]
        if not inside and before_next and not _NO_CODE.fullmatch(word[0]):
            yield word.start(), lines.at(word.start())[0], word[0]


def lone_word(text: str) -> str:
    """All of `text`, in capitals, where it is built like a code, else "". In a log it may be a host."""
    word = text.strip().upper()
    return word if _ALONE.fullmatch(word) and not _NO_CODE.fullmatch(word) else ""


class _LineCounter:
    """Line and column, both from 1, of a place in a text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Where the lines begin; most logs are asked for a few places, some for none."""
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1
