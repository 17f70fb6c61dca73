"""Codes in a query: which of those found under its keys are meant, and how surely. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gotchas.text.folding import fold
from gotchas.text.spellings import Candidate
from gotchas.text.word_forms import tell_nothing
from gotchas.text.words import fold_words

TIERS: Final[Mapping[int, float]] = {0: 3.0, 1: 2.7, 2: 2.2, 3: 1.6}
"""What a code scores by the tier of the key it was found under; texts alone score up to about 2."""

ZEROS_DROPPED: Final = 2
"""The tier of keys without leading zeros."""

WEAK: Final = 0.6
"""Less for a token that need not be a code."""

TWO_WORDS: Final = 0.3
"""More when two words made the code."""

AMONG_WORDS: Final = 0.5
"""All that a bare number among other words scores."""

SURE: Final = 1.0
"""A result by code that scores less is a number among words that nobody knows: no answer."""

FAMILY_NAMED: Final = 0.5
"""More when the query names the code's family."""

TEXT: Final = 0.4
TEXT_AT_MOST: Final = 1.2
"""Share of the gotcha's score for the words that is added, and that score at most."""

BARE: Final = 0.7
"""Less for the number in a token when the whole token is a code: `SQLCODE -805` is not error 805."""

FEW_WORDS: Final = 4
"""In a query of more words a bare number is a number."""


_ONE_OR_TWO_DIGITS = re.compile(r"[A-Z]+\d{1,2}[A-Z]?")


@dataclass(frozen=True, slots=True)
class Known:
    """A stored code that is found under `key`, and the gotchas that a reader may read of it."""

    key: str
    tier: int
    code: int
    family: str
    gotchas: tuple[int, ...] = ()
    has_more: bool = False
    """Whether it has more gotchas than are looked at."""


Lookup = Callable[[Collection[str]], Sequence[Known]]
"""The stored codes that are found under any of these keys."""

Claims = Callable[[str], bool]
"""Whether a family says of this spelling that it is a code of its own, stored or not."""

Unstored = Callable[[str], Sequence[str]]
"""The codes that families see in a text and nobody has stored, as they are written there."""

STRANGERS: Final = 5
"""Codes that nobody described which are named beside one that somebody did."""

ASKED_ABOUT: Final = 20
"""Tokens of a query that families are asked about."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A stored code that the query speaks of, and where."""

    known: Known
    candidate: Candidate
    score: float


def _nobody(written: str) -> bool:
    return False


def hits(text: str, candidates: Iterable[Candidate], lookup: Lookup, claims: Claims = _nobody) -> list[Hit]:
    """The codes that `text` means, each of them at its best, best first.

    The number in what a family `claims` is no code of another: `ORA 2393` is not reason code 2393.
    """
    by_key: dict[str, Candidate] = {}
    tokens = list(candidates)
    for candidate in tokens:
        if candidate.key not in by_key or (candidate.strong and not by_key[candidate.key].strong):
            by_key[candidate.key] = candidate
    if not by_key:
        return []
    whole, words = fold(text), _length(text)
    found = lookup(by_key)
    numbers = {by_key[known.key] for known in found if known.key.isdigit()} if words <= FEW_WORDS else set()
    claimed = _claimed(tokens, numbers, claims)
    lettered = {by_key[known.key].end for known in found if not known.key.isdigit()}
    best: dict[int, Hit] = {}
    for known in found:
        candidate = by_key[known.key]
        if known.key.isdigit() and candidate.end in claimed:
            continue
        score = _score(known, candidate, whole, words)
        if known.key.isdigit() and candidate.end in lettered:
            score = max(0.0, score - BARE)
        if score and (known.code not in best or score > best[known.code].score):
            best[known.code] = Hit(known, candidate, score)
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.candidate.start, hit.known.code))


def _length(text: str) -> int:
    """The words there are; 1 where all but one only say that a code is meant: `2393 reason code`."""
    words = fold_words(text)
    return len(words) if sum(word not in CUES for word in words) > 1 else 1


def _claimed(tokens: Iterable[Candidate], numbers: Collection[Candidate], claims: Claims) -> set[int]:
    """Where those of these numbers end that are part of a code with letters which a family claims.

    One that a word such as `rc` announces is a code itself, whatever is written before it.
    """
    ends = {number.end: number.start for number in numbers if not number.strong}
    pairs = {
        token.written.strip(): token.end
        for token in tokens
        if token.end in ends and token.start < ends[token.end] and not token.key.isdigit()
    }
    return {end for written, end in pairs.items() if claims(written)}


def _score(known: Known, candidate: Candidate, whole: str, words: int) -> float:
    if not _is_meant(known, candidate, whole, words):
        return 0.0
    if candidate.written.strip().isdecimal() and not candidate.strong and words > 2:
        return AMONG_WORDS  # as it stands, or read as hexadecimal
    score = TIERS[known.tier] - (0.0 if candidate.strong else WEAK)
    return score + (TWO_WORDS if " " in candidate.written.strip() else 0.0)


def _is_meant(known: Known, candidate: Candidate, whole: str, words: int) -> bool:
    """A symbolic name has to look like one, and a number must not stand among many words."""
    written = candidate.written.strip()
    if not any(map(str.isdigit, candidate.key)):
        if known.tier > 1 and candidate.key != whole:
            return False  # TABLE is a keyword of SQL, though some `unique.table` ends so
        named = re.search(r"[-_. ]", written) or (written.isupper() and len(candidate.key) >= 5)
        return bool(named) or candidate.key == whole
    if words > FEW_WORDS and is_cut_short(known.key, known.tier):
        return False
    return candidate.strong or not candidate.key.isdigit() or words <= FEW_WORDS


def is_cut_short(key: str, tier: int) -> bool:
    """Whether a code would be written without its zeros and with one or two digits: P1 for P0001.

    Somebody may ask so; in a text it is a name.
    """
    return tier == ZEROS_DROPPED and bool(_ONE_OR_TWO_DIGITS.fullmatch(key))


def unknown(text: str, candidates: Iterable[Candidate], unstored: Sequence[str] = ()) -> str:
    """The code-like token of a query that is little else, "" when it says more than that.

    `unstored` are those that families see in it.
    """
    codelike = [*unstored, *(c.written.strip() for c in candidates if _is_codelike(c))]
    rest = text
    for written in codelike:
        rest = rest.replace(written, " ")
    words = [word for word in fold_words(rest) if word.isalpha() and len(word) > 2 and word not in CUES]
    if not codelike or (len(words) > 1 and not tell_nothing(words)):
        return ""  # a sentence is no code, though all of it could be a name
    return next((c for c in codelike if _begins_a_code(fold_words(c)[0])), codelike[0])


def _begins_a_code(word: str) -> bool:
    return word not in CUES and not tell_nothing([word])


def strangers(text: str, candidates: Iterable[Candidate], hits: Sequence[Hit], claims: Claims) -> list[str]:
    """Codes that the query names beside `hits` and that nobody described, as they are written.

    What a family claims is one anywhere; else the query has to be little more than codes.
    """
    spans = [(hit.candidate.start, hit.candidate.end) for hit in hits]
    beside = [
        c
        for c in candidates
        if _is_codelike(c) and not any(c.start < end and begin < c.end for begin, end in spans)
    ]
    rest = text
    for begin, end in sorted(spans, reverse=True):
        rest = f"{rest[:begin]} {rest[end:]}"
    is_little_else = bool(unknown(rest, beside))
    named: list[Candidate] = []
    for c in sorted(beside, key=lambda c: (c.end - c.start, c.start))[:ASKED_ABOUT]:  # not: and QZX1234
        again = any(c.start < other.end and other.start < c.end for other in named)
        if not again and (is_little_else or claims(c.written.strip())):
            named.append(c)
    named.sort(key=lambda c: c.start)
    return list(dict.fromkeys(c.written.strip() for c in named))[:STRANGERS]


# 1=1 stands in SQL; a code has no sign behind its number.
_COMPARED = re.compile(r"\d\s*[=<>]")


def _is_codelike(candidate: Candidate) -> bool:
    return bool(
        candidate.strong
        and re.search(r"[A-Z]", candidate.key)
        and re.search(r"\d\d", candidate.key)
        and len(candidate.written.replace(" - ", " ").split()) <= 2
        and not _COMPARED.search(candidate.written)
    )


PRODUCTS: Final = frozenset(("db2", "http", "mariadb", "mq", "mysql"))
"""Those of CUES that say as well whose code it is. `errno` is what MySQL calls its own numbers, too."""

# Words that only say that a code follows.
CUES: Final = frozenset(
    (
        *("abend", "code", "db2", "err", "errno", "error", "errorcode", "event", "eventid", "exception"),
        *("fehler", "hresult", "http", "mariadb", "message", "mq", "mqrc", "msg", "msgid", "mysql", "rc"),
        *("reason", "reasoncode", "returncode", "sqlcode", "sqlstate", "status", "warning"),
    )
)

_FUSED = re.compile(r"([a-z]+)[0-9]+")


def fused_with(word: str) -> str:
    """The product whose name a folded word begins with when a number follows it: `http404`; else ""."""
    fused = _FUSED.fullmatch(word)
    return fused[1] if fused and fused[1] in PRODUCTS else ""


def bare_number(text: str) -> str:
    """The number of a query that says nothing else than that it is a code's (`error 9637`); else ""."""
    words = [word for word in fold_words(text) if word not in CUES - PRODUCTS]
    return words[0] if len(words) == 1 and words[0].isdecimal() else ""
