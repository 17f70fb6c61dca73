"""Words written as one or as two: `keyring` for key ring, `cipher spec` for CipherSpec. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from gotchas.search.plan import Frequency
from gotchas.text.word_forms import SAYING_LITTLE

HALF: Final = 3
"""Letters of the shorter half at least; of both together 7."""

BOTH: Final = 7
LONGEST: Final = 24

FEW: Final = 4
"""Words of a query in which an unknown one is parted: in a message it is likelier a name, as `cfgLoader`."""


def joined(typed: Sequence[str]) -> dict[tuple[str, str], str]:
    """Each two words that stand side by side, written as one."""
    return {
        (a, b): a + b
        for a, b in pairwise(typed)
        if a.isalpha() and b.isalpha() and min(len(a), len(b)) >= HALF and BOTH <= len(a + b) <= LONGEST
    }


def as_one(typed: Sequence[str], known: Collection[str]) -> Iterator[str]:
    """The words, with two as one where that is known and one of them is not."""
    pairs = joined(typed)
    at = 0
    while at < len(typed):
        two = typed[at : at + 2]
        one = pairs.get((two[0], two[-1]), "")
        if one in known and not all(word in known for word in two):
            yield one
            at += 2
        else:
            yield two[0]
            at += 1


def halves(word: str) -> list[tuple[str, str]]:
    """Where an unknown word may fall into two."""
    if not word.isalpha() or not BOTH <= len(word) <= LONGEST:
        return []
    return [(word[:cut], word[cut:]) for cut in range(HALF, len(word) - HALF + 1)]


def as_two(word: str, known: Mapping[str, Frequency]) -> tuple[str, str] | None:
    """The two known words that it is made of: of several ways the one whose rarer half is the commonest."""
    pairs = [(a, b) for a, b in halves(word) if a in known and b in known and not {a, b} & SAYING_LITTLE]
    return max(pairs, key=lambda pair: min(known[pair[0]].docs, known[pair[1]].docs), default=None)
