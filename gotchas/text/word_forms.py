"""Words that say little about an error, and what the forms of one English word begin with. Pure."""

from collections.abc import Sequence
from typing import Final

SAYING_LITTLE: Final = frozenset(
    (
        *("a", "an", "the", "and", "or", "but", "if", "then", "than", "that", "this", "these", "those"),
        *("there", "here", "it", "its", "is", "are", "was", "were", "be", "been", "being", "am", "i"),
        *("my", "me", "we", "our", "us", "you", "your", "he", "she", "they", "them", "their", "of", "to"),
        *("in", "on", "at", "by", "for", "from", "with", "without", "into", "onto", "over", "under"),
        *("about", "as", "so", "such", "very", "just", "only", "also", "even", "still", "yet", "again"),
        *("when", "while", "where", "which", "who", "what", "why", "how", "after", "before", "because"),
        *("since", "until", "during", "though", "although", "however", "do", "does", "did", "doing"),
        *("done", "has", "have", "had", "having", "can", "could", "would", "should", "will", "shall"),
        *("may", "might", "must", "get", "gets", "got", "getting", "give", "gives", "gave", "given"),
        *("say", "says", "said", "try", "tries", "tried", "trying", "use", "uses", "used", "using"),
        *("want", "wants", "wanted", "see", "sees", "saw", "seen", "go", "goes", "went", "happen"),
        *("happens", "happened", "keep", "keeps", "kept", "make", "makes", "made", "seem", "seems"),
        *("every", "each", "some", "any", "many", "much", "more", "most", "all", "both", "other"),
        *("another", "same", "different", "one", "two", "always", "never", "sometimes", "suddenly"),
        *("anymore", "now", "today", "yesterday", "time", "please", "help", "anyone", "everything"),
        *("something", "nothing", "im", "ive", "dont", "doesnt", "isnt", "cant", "wont"),
    )
)
"""Whoever tells of an error says these; who wrote the article did not, which makes them look rare."""

_ENDINGS: Final[Sequence[str]] = (
    *("ations", "ation", "ings", "ing", "ions", "ion", "ies", "ied", "ers", "er", "ed", "es", "s"),
)
_SHORTEST: Final = 4
_OF: Final = 5
"""Letters of the shortest word whose other forms are looked for."""


def stem_of(word: str) -> str:
    """What the forms of a word begin with (`violat` of `violates`); "" where none is looked for."""
    if len(word) < _OF or not (word.isascii() and word.isalpha()):
        return ""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
