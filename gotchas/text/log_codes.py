"""The places of a log in which a code may stand: what patterns found, and words to look up among stored ones.

Both recognisers read the same text. Patterns know the codes of their families, stored or not. The words to
look up find codes of families without a pattern; they are chosen narrowly, because a log holds thousands of
words that only look like codes.
"""

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from gotchas.text.candidates import Candidate, candidates
from gotchas.text.logs import finds_in_log, wrapped_at
from gotchas.text.recogniser import FoundCode, Recogniser

# Up to here a paste is a message that somebody chose, not a log. Characters and lines.
MESSAGE_LENGTH: Final = 1_200
MESSAGE_LINES: Final = 5
# Words of capitals without a digit: ENOENT, ER_DUP_ENTRY. Shorter ones are INFO, WARN, GET, NULL.
_SHORTEST_NAME: Final = 5
# How far a line is read for the words around a code, on either side. Characters.
AROUND: Final = 250
_BEHIND_A_NUMBER = re.compile(r"\d[ \t]+$")
_BEFORE: Final = 8
# A code that was cut by the width of a window begins and ends within so many characters of the cut.
_NEAR_A_BREAK: Final = 60

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


def places(text: str, recogniser: Recogniser) -> list[Place]:
    """Every place in its order; those that overlap are one, with the pattern's code where one found it."""
    lines = _LineCounter(text)
    spans: list[tuple[int, int, FoundCode | None, str]] = [
        (found.start, found.end, found, "") for found in finds_in_log(text, recogniser)
    ]
    spans += [(word.start, word.end, None, word.key) for word in words_to_look_up(text)]
    spans.sort(key=lambda span: (span[0], -span[1]))
    result: list[Place] = []
    at = 0
    while at < len(spans):
        start, end, found, key = spans[at]
        keys = [key] if key else []
        at += 1
        while at < len(spans) and spans[at][0] < end and spans[at][0] - start < 200:
            end = max(end, spans[at][1])
            found = found or spans[at][2]
            if spans[at][3]:
                keys.append(spans[at][3])
            at += 1
        begin = found.start if found else start
        line, column = lines.at(begin)
        written = found.written if found else text[start:end]
        result.append(Place(start, end, line, column, written, found, tuple(dict.fromkeys(keys))))
    return result


def words_to_look_up(text: str) -> Iterator[Candidate]:
    """Words of a log that are worth a look among the stored codes."""
    message = is_message(text)
    alone = message and " " not in text.strip()
    for word in candidates(text):
        if alone or (word.strong and (message or _worth_it(text, word))):
            yield word
    yield from _across_breaks(text)


def _worth_it(text: str, word: Candidate) -> bool:
    """With a digit, or a name in capitals; words in small letters never, whatever dashes stand in them.

    A number is announced by the word before it, not by one before another number: in `HTTP/1.1 200 2059` only
    200 is.
    """
    if word.key.isalpha():
        return len(word.key) >= _SHORTEST_NAME and word.written.upper() == word.written
    if word.written.isdigit():
        return not _BEHIND_A_NUMBER.search(text, max(0, word.start - _BEFORE), word.start)
    return True


def _across_breaks(text: str) -> Iterator[Candidate]:
    """Words that the width of a window cut in two."""
    for start, end in wrapped_at(text):
        first = max(text.rfind("\n", 0, start) + 1, start - _NEAR_A_BREAK)
        window = text[first:start] + text[end : end + _NEAR_A_BREAK].partition("\n")[0]
        cut = start - first
        # A long text is read more strictly than a line; the same rule must hold here.
        for word in candidates(window + "\n"):
            if word.strong and word.start < cut < word.end and _worth_it(window, word):
                last = word.end + first + (end - start)
                yield Candidate(word.key, word.start + first, last, text[word.start + first : last], True)


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


class _LineCounter:
    """Line and column, both from 1, of a place in a text."""

    def __init__(self, text: str) -> None:
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1
