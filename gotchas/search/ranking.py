"""How well a document answers a query: BM25F, then how alike its head and the query are. Pure.

The engines' own functions are not used: PostgreSQL's knows no inverse frequency, and the two would differ.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from gotchas.search.heads import ways_of
from gotchas.search.plan import Postings

SATURATION: Final = 1.2
"""k1 of BM25: how soon a word said again adds nothing."""

HEAD: Final = 3.0
HEAD_SHARE: Final = 0.5
HEAD_WORDS: Final = 12.0
BODY_SHARE: Final = 0.75
BODY_WORDS: Final = 60.0
"""What a head weighs against a body; how far length counts; the usual length of each."""

FAMILY: Final = 0.12
"""Added where the query names the document's family."""

ALIKE: Final = 0.4
"""What likeness adds at least where the query is a message that somebody has described."""

OWN_WORDS: Final = 0.3
"""Added besides where it is none, and so are a reader's own words: then the family named says much."""

OTHER_FORM: Final = 0.7
"""What a word counts in a document that holds another form of it alone: `violation` for `violates`."""

COMPARED: Final = 48
"""Documents whose heads are compared with the query letter by letter."""

BIGRAMS: Final = 0.15
LIKENESS: Final = 0.8
HELD: Final = 0.2
"""Shares of the head's pairs of words in the query, of letters alike, of the head's letters in the query."""

CUT_OFF: Final = 0.95
FEW: Final = 4
"""What likeness to the beginning of a head counts, and the fewest words of a message that was cut off."""

TOLD_ALIKE: Final = 0.02
"""What a code or a comment may score more than a gotcha and stand behind it: texts differ in length."""

MAY_STEP_BACK: Final = 10
"""Results among which a code may stand behind a gotcha that bears it: those of the first page."""

COMMENT: Final = 0.8
"""What a comment's score counts for the gotcha that it hangs on."""

ENOUGH_COVERED: Final = 0.30
ENOUGH: Final = 0.70
ENOUGH_OF_A_COMMENT: Final = 0.40
"""Below these there is no sure answer."""

ENOUGH_BESIDE_A_CODE: Final = 0.60
"""The same beside a code that nobody described: most words of its message are those of other errors too."""

ALL_COVERED: Final = 0.75
ENOUGH_OF_ALL: Final = 0.35
"""An article that holds nearly all that was asked answers with less: a single word may stand in its text."""

FIRST: Final = 3
"""Results that are asked whether any of them is a sure answer."""

SURE_IN_A_LOG: Final = 0.45
"""What a line of a log without codes has to cover."""


@dataclass(frozen=True, slots=True)
class Words:
    """A query as it is compared."""

    typed: tuple[str, ...]
    """Its words in order, as they were typed."""

    meant: tuple[str, ...]
    """The same with misspelled ones put right."""

    weights: Mapping[str, float]
    """What each word that is looked for weighs, corrected spellings less."""

    covers: Mapping[str, float]
    """What each counts of what an answer has to cover: its inverse frequency, of a corrected spelling less.
    The name of a product counts nothing.
    """

    mass: float
    """What all words of the query count together, also those that stand nowhere."""

    families: frozenset[str] = frozenset()
    """Facet words of the families that it names."""

    lists: tuple[Postings, ...] = ()
    """What is read to find documents."""

    lists_of_family: tuple[Postings, ...] = ()
    """What is read besides of the documents of those families."""

    stems: Mapping[str, str] = field(default_factory=dict)
    """What other forms begin with, of those words that are looked for which have any."""


@dataclass(frozen=True, slots=True)
class Document:
    """A row of SearchDoc, as it is ranked."""

    pk: int
    kind: str
    object_id: int
    gotchas: tuple[int, ...]
    head: str
    body: str
    facets: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A document with what it scores (0 to about 2) and the share of the query it covers (0 to 1)."""

    document: Document
    score: float
    covered: float

    def is_sure(self, least: float = ENOUGH_COVERED) -> bool:
        """Whether it answers; `least` is what it has to cover."""
        enough = ENOUGH_OF_A_COMMENT if self.document.kind == "m" else ENOUGH
        if self.covered >= ALL_COVERED:
            enough = ENOUGH_OF_ALL
        return self.covered >= least and self.score >= enough


class _Sought(NamedTuple):
    """A word as it is looked for in texts that begin and end with a blank."""

    inside: str
    """What stands in every text that holds the word or another form of it."""

    whole: str
    begins: str
    """What other forms begin with; "" where none are looked for."""

    weight: float
    covers: float


def _sought(words: Words) -> list[_Sought]:
    return [
        _Sought(stem or word, f" {word} ", f" {stem}" if stem else "", weight, words.covers[word])
        for word, weight in words.weights.items()
        for stem in (words.stems.get(word, ""),)
    ]


def ranked(documents: Iterable[Document], words: Words) -> list[Scored]:
    """The documents, best first."""
    sought = _sought(words)
    first = sorted((_by_words(document, words, sought) for document in documents), key=_best_first)
    pairs = {*pairwise(words.meant), *pairwise(words.typed)}
    letters = trigrams(" ".join(words.typed))
    compared = [_by_likeness(scored, words.typed, pairs, letters) for scored in first[:COMPARED]]
    alike = (after.score - before.score for after, before in zip(compared, first, strict=False))
    if words.families and max(alike, default=0.0) <= ALIKE:
        compared = [_of_family(scored, words.families) for scored in compared]
    return sorted(compared, key=_best_first) + first[COMPARED:]


def _of_family(scored: Scored, families: frozenset[str]) -> Scored:
    if families.isdisjoint(scored.document.facets.split()):
        return scored
    return Scored(scored.document, scored.score + OWN_WORDS, scored.covered)


def _best_first(scored: Scored) -> tuple[float, int]:
    return -scored.score, scored.document.pk


def _by_words(document: Document, words: Words, sought: Sequence[_Sought]) -> Scored:
    """By the words of the body and of one head: where it is said in several ways, the one that fits best."""
    score, found = max(
        (_of_way(way, document.body, sought) for way in ways_of(document.head)), key=itemgetter(0)
    )
    score /= sum(words.weights.values()) or 1
    if words.families and not words.families.isdisjoint(document.facets.split()):
        score += FAMILY
    return Scored(document, score, min(1.0, found / (words.mass or 1)))


def _of_way(way: str, text: str, sought: Sequence[_Sought]) -> tuple[float, float]:
    """BM25F of one head and a body, and what the words that stand in them cover; both not yet shares."""
    head, body = f" {way} ", f" {text} "
    in_head = HEAD / (1 - HEAD_SHARE + HEAD_SHARE * way.count(" ") / HEAD_WORDS)
    in_body = 1 / (1 - BODY_SHARE + BODY_SHARE * text.count(" ") / BODY_WORDS)
    both = head + body
    score = found = 0.0
    for inside, spaced, begins, weight, covers in sought:
        if inside not in both:
            continue  # most are absent; letters alone are looked for faster than blanks, which are everywhere
        share, at_head, at_body = 1.0, head.count(spaced), body.count(spaced)
        if not (at_head or at_body):
            if not begins or begins not in both:
                continue
            share, at_head, at_body = OTHER_FORM, head.count(begins), body.count(begins)
        often = at_head * in_head + at_body * in_body
        score += share * weight * often / (SATURATION + often)
        found += share * covers
    return score, found


def _by_likeness(
    scored: Scored, typed: Sequence[str], pairs: Collection[tuple[str, str]], letters: frozenset[str]
) -> Scored:
    if scored.document.kind == "m":
        return scored
    ways = ways_of(scored.document.head)
    alike = max(_likeness(way, pairs, letters) for way in ways)
    for way in filter(None, (_as_far_as(typed, way) for way in ways)):
        alike = max(alike, CUT_OFF * _likeness(way, pairs, letters))
    return Scored(scored.document, scored.score + alike, scored.covered)


def _as_far_as(typed: Sequence[str], head: str) -> str:
    """The beginning of a head where a message was cut off, perhaps within a word; "" where it was not."""
    if len(typed) < FEW or f" {typed[-1]}" not in head:
        return ""
    words = head.split()
    for at in range(len(words) - 2, 1, -1):
        if words[at].startswith(typed[-1]) and words[at - 1] in typed:
            return " ".join([*words[:at], typed[-1]])
    return ""


def _likeness(head: str, pairs: Collection[tuple[str, str]], letters: frozenset[str]) -> float:
    own = set(pairwise(head.split()))
    own_letters = trigrams(head)
    both = len(own_letters & letters)
    alike = HELD * both / max(1, len(own_letters))
    alike += LIKENESS * both / max(1, len(own_letters) + len(letters) - both)
    return alike + (BIGRAMS * len(own.intersection(pairs)) / len(own) if own else 0.0)


@lru_cache(20_000)
def trigrams(text: str) -> frozenset[str]:
    """Every three letters of `text` that stand side by side, its ends counting as blanks."""
    padded = f"  {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def one_letter_apart(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed or swapped with the next makes `a` into `b`."""
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
        return a[at + 1 :] == b[at + 1 :] or swapped
    shorter, longer = sorted((a, b), key=len)
    return shorter[at:] == longer[at + 1 :]


def best_of_each(scored: Sequence[Scored]) -> list[tuple[tuple[str, int], Scored]]:
    """What is shown for these documents, each once by (kind, id) with its best document, best first.

    A comment stands for the gotchas it speaks of; one that speaks of none is shown itself.
    """
    best: dict[tuple[str, int], Scored] = {}
    for one in scored:
        document = one.document
        shown = [("g", gotcha) for gotcha in document.gotchas] or [(document.kind, document.object_id)]
        if document.kind == "m" and document.gotchas:
            one = Scored(document, one.score * COMMENT, one.covered)
        for key in shown:
            if key not in best or one.score > best[key].score:
                best[key] = one
    first = sorted(best.items(), key=lambda item: -item[1].score)[:MAY_STEP_BACK]
    codes = [(f" {one.document.head.partition(' ')[0]} ", one) for (kind, _), one in first if kind == "c"]
    told = {key: _told(one, codes) if key[0] == "g" else one.score for key, one in best.items()}
    return sorted(best.items(), key=lambda item: (-told[item[0]], item[0]))


def _told(gotcha: Scored, codes: Sequence[tuple[str, Scored]]) -> float:
    """The score by which a gotcha is placed: before a code that it bears, where it says as much of the query.

    `codes` are written with blanks around them. The code says what it is called, the gotcha what to do.
    """
    score = gotcha.score
    for written, code in codes:
        if code.score > score and code.covered <= gotcha.covered and written in f" {gotcha.document.head} ":
            score = code.score
    return score + TOLD_ALIKE
