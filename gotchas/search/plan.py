"""Which posting lists a query reads: rare words whole, common ones only two by two.

Both engines read the AND of two long lists cheaply, and a whole long list never. The bounds keep a query's
cost the same among a thousand documents and a million. Pure.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

WORDS: Final = 12
"""Words of a query that are used: those of the highest weight."""

WHOLE: Final = 2_000
"""Rows of a list that is read whole."""

ROWS: Final = 10_000
"""Rows read in whole lists, for heads and for everything apart."""

PAIR: Final = 2_000
"""Rows read of two words together."""

HEAD_WORDS: Final = 8
BODY_WORDS: Final = 6
"""Words of which pairs are made, in heads and anywhere."""

OF_FAMILY: Final = 8
"""Words that are looked for in the documents of the families that a query names."""

TOGETHER: Final = 6
"""Words of a message that a head is to hold all, or all but one."""

SEEKING: Final = 25_000
"""Heads in which the rarest of them stands at the most: of commoner ones alone too much is read."""

COMMON_IN_HEADS: Final = 0.015
COMMON: Final = 0.02
"""A word in more than this share of all documents makes no pair while rarer ones remain."""

FEW: Final = 3_000
"""A word in no more documents than this is never common."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """In how many documents a word stands, and in how many heads."""

    docs: int
    heads: int


@dataclass(frozen=True, slots=True)
class Postings:
    """A list to read: the documents that hold one word, or two; at most `limit` of them."""

    words: tuple[str, ...]
    in_head: bool
    weight: float
    limit: int


def inverse_frequency(total: int, docs: int) -> float:
    """What a word weighs that stands in `docs` of `total` documents."""
    return math.log(1 + (max(total, docs) - docs + 0.5) / (docs + 0.5))


def chosen(weights: Mapping[str, float]) -> list[str]:
    """The words that are used, the heaviest first."""
    return sorted(weights, key=lambda word: (-weights[word], word))[:WORDS]


def lists(
    words: Sequence[str], weights: Mapping[str, float], known: Mapping[str, Frequency], total: int
) -> list[Postings]:
    """The lists to read for `words`, which stand heaviest first and are all known."""
    whole = _whole(words, weights, known)
    read = {postings.words[0] for postings in whole if not postings.in_head}
    in_heads = [word for word in words if known[word].heads > 0]
    rare_in_heads = [w for w in in_heads if known[w].heads <= max(FEW, COMMON_IN_HEADS * total)]
    if len(rare_in_heads) < 3:
        rare_in_heads = in_heads[:3]
    rare = [word for word in words if known[word].docs <= max(FEW, COMMON * total)]
    if len(rare) < 2:
        rare = list(words[:3])
    pairs = [_pair(pair, True, weights) for pair in combinations(rare_in_heads[:HEAD_WORDS], 2)]
    pairs += [
        _pair(pair, False, weights)
        for pair in combinations(rare[:BODY_WORDS], 2)
        if not read.issuperset(pair)
    ]
    if len(words) == 1 and words[0] not in read:
        whole = [Postings((words[0],), in_head, weights[words[0]], ROWS) for in_head in (True, False)]
    return whole + pairs


def lists_of_message(
    words: Sequence[str], weights: Mapping[str, float], known: Mapping[str, Frequency]
) -> list[Postings]:
    """The lists of heads that hold nearly all words of a message, which stand heaviest first.

    None where one of them is rare: its own list is read. Common words make no pairs; together they are rare.
    """
    own = tuple(word for word in words if known[word].heads > 0)[:TOGETHER]
    if len(own) < 3 or any(known[word].heads <= WHOLE for word in own):
        return []
    nearly = [tuple(word for word in own if word != left) for left in own] if len(own) > 3 else []
    return [
        Postings(some, True, sum(weights[word] for word in some), PAIR)
        for some in (own, *nearly)
        if min(known[word].heads for word in some) <= SEEKING
    ]


def lists_of_family(words: Sequence[str], weights: Mapping[str, float]) -> list[Postings]:
    """The lists to read of a family's documents: each word alone, as the family makes a pair with it."""
    return [Postings((word,), False, weights[word], PAIR) for word in words[:OF_FAMILY]]


def _whole(
    words: Sequence[str], weights: Mapping[str, float], known: Mapping[str, Frequency]
) -> list[Postings]:
    found: list[Postings] = []
    in_all = in_heads = 0
    for word in words:
        frequency = known[word]
        if frequency.docs <= WHOLE and in_all + frequency.docs <= ROWS:
            found.append(Postings((word,), False, weights[word], ROWS))
            in_all += frequency.docs
        if 0 < frequency.heads <= WHOLE and in_heads + frequency.heads <= ROWS:
            found.append(Postings((word,), True, weights[word], ROWS))
            in_heads += frequency.heads
    return found


def _pair(pair: tuple[str, str], in_head: bool, weights: Mapping[str, float]) -> Postings:
    return Postings(pair, in_head, (weights[pair[0]] + weights[pair[1]]) / 2, PAIR)
