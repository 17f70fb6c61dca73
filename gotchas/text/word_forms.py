"""Words that say little about an error or nothing, and what the forms of one English word begin with."""

from collections.abc import Iterable, Sequence
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
        *("work", "works", "working", "worked", "problem", "problems", "issue", "issues", "fix", "solve"),
        *("need", "know", "something", "nothing", "im", "ive", "dont", "doesnt", "isnt", "cant", "wont"),
    )
)
"""Whoever tells of an error says these; who wrote the article did not, which makes them look rare."""

_NAMING_NO_FAULT: Final = frozenset(
    (
        *("error", "errors", "err", "erreur", "fehler", "fault", "fail", "fails", "failed", "failing"),
        *("failure", "broken", "wrong", "bug", "crash", "crashes", "exception", "warning", "message"),
        *("messages", "code", "codes", "log", "logs", "no", "not", "solution", "mean", "means", "meaning"),
        *("find", "gotcha", "gotchas", "hello", "hi", "thanks", "hilfe", "ist", "das", "bitte", "aide"),
    )
)
"""Beside those above: words of which every article could be about. They weigh what their rarity says."""


def tell_nothing(words: Iterable[str]) -> bool:
    """Whether no error can be told from these folded words: `what is this error`, `7`."""
    return all(word in SAYING_LITTLE or word in _NAMING_NO_FAULT or _counts(word) for word in words)


def _counts(word: str) -> bool:
    return len(word) == 1 and word.isdecimal()


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
