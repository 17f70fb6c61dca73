"""The passage of a text that says most of what was asked. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gotchas.text.words import fold_words

WINDOW: Final = 32
"""Words of a passage."""

READ: Final = 20_000
"""Characters of a text that are looked at."""

JOINED: Final = 40
"""Characters by which a passage may be longer at an end, so that "CA's" and "mq<qmgr>" are not cut apart."""

AGAIN: Final = 0.05
"""What a word counts that stands in the passage already."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is cut out of the whole; `score` is the weight of the words in it."""

    text: str
    score: float


def best_passage(text: str, weights: Mapping[str, float]) -> Passage:
    """The WINDOW words of `text` in which most of the weight stands; the first ones where none does."""
    text = text[:READ]
    spans = [found.span() for found in _WORD.finditer(text)]
    if not spans:
        return Passage("", 0.0)
    words = [_folded(text[start:end]) for start, end in spans]
    inside: Counter[str] = Counter()
    score = 0.0
    best, first = -1.0, 0
    for at, word in enumerate(words):
        if word in weights:
            score += _enters(word, inside, weights)
        if at >= WINDOW and words[at - WINDOW] in weights:
            score -= _leaves(words[at - WINDOW], inside, weights)
        if score > best + 1e-9:
            best, first = score, max(0, at - WINDOW + 1)
    first = _centred(first, [word in weights for word in words])
    last = min(first + WINDOW, len(spans)) - 1
    start = 0 if first == 0 else _blank_before(text, spans[first][0])
    end = len(text) if last == len(spans) - 1 else _blank_after(text, spans[last][1])
    cut = text[start:end].strip()
    return Passage(f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}", max(0.0, best))


def _centred(first: int, wanted: list[bool]) -> int:
    """Where the window begins that has the wanted words of the one at `first` in its middle."""
    inside = [at for at in range(first, min(first + WINDOW, len(wanted))) if wanted[at]]
    if not inside:
        return first
    around = WINDOW - (inside[-1] - inside[0] + 1)
    return max(0, min(inside[0] - around // 2, len(wanted) - WINDOW))


def _blank_before(text: str, at: int) -> int:
    begin = at
    while at - begin < JOINED and begin and not text[begin - 1].isspace():
        begin -= 1
    return begin if not begin or text[begin - 1].isspace() else at


def _blank_after(text: str, at: int) -> int:
    end = at
    while end - at < JOINED and end < len(text) and not text[end].isspace():
        end += 1
    return end if end == len(text) or text[end].isspace() else at


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    folded = fold_words(word)
    return folded[0] if folded else ""


def _enters(word: str, inside: Counter[str], weights: Mapping[str, float]) -> float:
    inside[word] += 1
    return weights[word] if inside[word] == 1 else AGAIN


def _leaves(word: str, inside: Counter[str], weights: Mapping[str, float]) -> float:
    inside[word] -= 1
    return weights[word] if inside[word] == 0 else AGAIN
