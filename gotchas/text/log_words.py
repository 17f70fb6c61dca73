"""The words of a log that are spelled like a stored code.

A megabyte holds a hundred thousand words, a few thousand different ones, and one or two codes. So every
different word is folded into keys once, the keys are looked up together, and only the lines that hold one
of those that are stored are read closely, by the same rules as a query (`candidates`).
"""

import bisect
import itertools
import re
from collections.abc import Collection, Iterator
from typing import Final

from gotchas.text.candidates import Candidate, candidates
from gotchas.text.folding import DASHES
from gotchas.text.logs import wrapped_at

# Different words that are folded, and places that are read closely. Only a text made for it has more.
MOST_WORDS: Final = 12_000
MOST_PLACES: Final = 10_000
# Words of capitals without a digit: EADV, ENOENT, ER_DUP_ENTRY. Shorter ones are GET, PUT, XML.
_SHORTEST_NAME: Final = 4
_LONGEST: Final = 60
# How much of a very long line is read on either side of a word. Characters.
_NEAR: Final = 300
_BEFORE: Final = 8

_JOINT: Final = "._\u00ad\u200b\u200c\u200d\u2060\ufeff-"
_WORD = re.compile(rf"[A-Za-z0-9]+(?:[{_JOINT}][A-Za-z0-9]+)*")
# Two words that make one code, and a number with the word that announces it: wider than the rules of
# `candidates`, which has the last word on what is found here.
_GAP: Final = r"(?:[^\S\n]|[:=\[\](#'\"-]){0,4}"
_TWO_WORDS = re.compile(rf"\b[A-Z]{{1,12}}(?:[ \t:#=]{{1,2}}|\s-\s)[+-]?{_WORD.pattern}")
_ANNOUNCED = re.compile(
    r"(?i)(?:(?<![A-Za-z0-9])|(?-i:(?<=[a-z])(?=[A-Z])))(?:err|errno|rc|mqrc|mq|db2|gsk|http|win32|mysql|mariadb|fehler|abend|hresult|warning"
    r"|(?:return|error|reason|event)?[-_.]?(?:error|code|id|reason|status|event|exception)"
    r"|sql[-_. ]?(?:code|state)|message|msg|msgid)\b"
    rf"{_GAP}(?:[A-Za-z0-9]{{1,5}}\b{_GAP})?[-+]?\d(?-i:[0-9A-Z]*)"
)
_SPECIAL = re.compile(
    r"[Xx]'[0-9A-Fa-f]{2,8}'|[2-5]\d\d[ -][245]\.\d{1,3}\.\d{1,3}"
    r"|(?:Error|Exception|Warning): ?\(\d{3,5}, ?[bu]?[\"']|\b[0-9A-Z]{5}:? {1,2}(?:ERROR|FATAL|PANIC): "
)
# So far from each other no word announces the next, and a text with a line end is read as a long one.
_APART: Final = "\n" * 6
# Numbers with their units, times, words without anything of a code, digests and long ids.
COLD = re.compile(r"[\d.,_-]+(?:[a-z]{1,4}|[A-Z]{1,2}|T\d\d)?|[A-Za-z]?[a-z]+\d?|[0-9a-f]{9,}|[0-9a-z]{16,}")
_BEHIND_A_NUMBER = re.compile(r"\d[ \t]+$")
# The two halves of a word at a cut.
_LEFT = re.compile(rf"[A-Za-z0-9]+(?:[{_JOINT}][A-Za-z0-9]+)*$")
_RIGHT = re.compile(rf"[A-Za-z0-9]{{1,60}}(?:[{_JOINT}][A-Za-z0-9]+){{0,4}}")
_PLAIN_DASHES = dict.fromkeys(map(ord, DASHES), "-")


class LogWords:
    """The words of one log: `keys` to look up, then `stored_as` tells where the stored ones stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._shadow = text if text.isascii() else text.translate(_PLAIN_DASHES)
        self._cut = list(_cut_words(text))
        self._keys = _keys_of(self._different())

    @property
    def keys(self) -> Iterator[str]:
        return itertools.chain.from_iterable(self._keys.values())

    def stored_as(self, stored: Collection[str]) -> list[Candidate]:
        """The words whose key is in `stored`, in their order; the first MOST_PLACES of them."""
        warm = {word for word, keys in self._keys.items() if any(key in stored for key in keys)}
        if not warm:
            return []
        found = [each for each in self._read(warm) if each.key in stored]
        for start, end, word in self._cut:
            keys = (key for key in self._keys.get(word, []) if key in stored)
            found += [Candidate(key, start, end, self.text[start:end], True) for key in keys]
        return sorted(found, key=lambda each: each.start)

    def _different(self) -> list[str]:
        words = dict.fromkeys(word for _, _, word in self._cut)
        for pattern in (_SPECIAL, _ANNOUNCED, _TWO_WORDS):
            words.update(dict.fromkeys(pattern.findall(self._shadow)))
        words.update(dict.fromkeys(filter(_may_be_a_code, dict.fromkeys(_WORD.findall(self._shadow)))))
        return list(words)[:MOST_WORDS]

    def _read(self, warm: Collection[str]) -> Iterator[Candidate]:
        """What the rules of a query find in the lines, or parts of long lines, around warm words."""
        for start, end in self._windows(warm):
            # A text with a line end is read by the strict rules of a long one.
            for word in candidates(f"{self.text[start:end]}\n"):
                moved = Candidate(word.key, word.start + start, word.end + start, word.written, word.strong)
                if word.strong and worth_it(self.text, moved):
                    yield moved

    def _windows(self, warm: Collection[str]) -> Iterator[tuple[int, int]]:
        """The stretches around the places of warm words, in their order, none twice."""
        starts = sorted(
            found.start()
            for pattern in (_WORD, _TWO_WORDS, _ANNOUNCED, _SPECIAL)
            for found in pattern.finditer(self._shadow)
            if found[0] in warm
        )[:MOST_PLACES]
        done = 0
        for at in starts:
            if at < done:
                continue
            first, done = self._near(at, done)
            yield first, done

    def _near(self, at: int, done: int) -> tuple[int, int]:
        """The line around a place, or as much of it as is near, cut between words."""
        text = self.text
        first = max(text.rfind("\n", 0, at) + 1, done)
        if at - first > _NEAR:
            first = text.find(" ", at - _NEAR, at) if " " in text[at - _NEAR : at] else at
        last = text.find("\n", at, at + 2 * _NEAR)
        if last < 0:
            last = text.rfind(" ", at, at + _NEAR) if at + _NEAR < len(text) else len(text)
        return first, last if last > at else min(at + _NEAR, len(text))


def _keys_of(words: list[str]) -> dict[str, list[str]]:
    """The keys of each word, all folded in one go: a call for each would take three times as long."""
    starts = list(itertools.accumulate((len(word) + len(_APART) for word in words), initial=0))
    keys: dict[str, list[str]] = {word: [] for word in words}
    for each in candidates(_APART.join([*words, ""])):
        if each.strong:
            keys[words[bisect.bisect_right(starts, each.start) - 1]].append(each.key)
    return keys


def _may_be_a_code(word: str) -> bool:
    if len(word) > _LONGEST or COLD.fullmatch(word):
        return False
    return not word.isalpha() or (len(word) >= _SHORTEST_NAME and word.isupper())


def worth_it(text: str, word: Candidate) -> bool:
    """With a digit, or a name in capitals; words in small letters never, whatever dashes stand in them.

    A number is announced by the word before it, not by one before another number: in `HTTP/1.1 200 2059` only
    200 is.
    """
    if word.key.isalpha():
        return len(word.key) >= _SHORTEST_NAME and word.written.upper() == word.written
    if word.written.isdigit():
        return not _BEHIND_A_NUMBER.search(text, max(0, word.start - _BEFORE), word.start)
    return True


def _cut_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and letters of words that the width of a window cut in two."""
    for start, end in wrapped_at(text):
        left, right = _LEFT.search(text, max(0, start - _LONGEST), start), _RIGHT.match(text, end)
        if left and right:
            word = left[0] + right[0]
            if _may_be_a_code(word):
                yield left.start(), right.end(), word
