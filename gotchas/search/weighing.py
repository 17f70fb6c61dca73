"""What a word of a query counts against its rarity. Pure."""

from collections.abc import Collection
from typing import Final

from gotchas.text.word_forms import SAYING_LITTLE

LITTLE: Final = 0.3
"""What a word weighs that says little about an error."""

INSERTED: Final = 0.5
"""What a name, path or address in a message weighs."""

DOUBTED: Final = 0.5
"""What a spelling covers of a query: `printer` may be no slip of `pointer`, but a word that nobody said."""

UNKNOWN: Final = 0.6
UNKNOWN_WITH_DIGIT: Final = 0.18
"""Shares of the highest weight that an unknown word counts in what an answer has to cover."""


def telling(word: str, inserts: Collection[str]) -> float:
    """How much it says of the error; `inserts` are what the product put into its message."""
    return (LITTLE if word in SAYING_LITTLE else 1.0) * (INSERTED if word in inserts else 1.0)


def unknown(word: str) -> float:
    """What it counts that stands in no text."""
    return UNKNOWN_WITH_DIGIT if any(map(str.isdigit, word)) else UNKNOWN


def certainty(word: str, corrected: Collection[str], products: Collection[str]) -> float:
    """How much of what it weighs a text covers that holds it; the name of a product says only whose it is."""
    if word in products:
        return 0.0
    return DOUBTED if word in corrected else 1.0
