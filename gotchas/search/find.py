"""From a query to what answers it: codes first, then texts, and whether the answer is sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gotchas.search import codes, index, plan, ranking
from gotchas.search.codes import Hit
from gotchas.search.engine import Facets, engine
from gotchas.search.query import Query
from gotchas.search.tables import SearchDoc, SearchSpelling
from gotchas.text.spellings import candidates
from gotchas.text.words import fold_words

Named = Mapping[str, frozenset[str]]
"""Words of a query that name families, with the facet words of those."""

CANDIDATES = 400
"""Documents that are ranked."""

MISSPELLED = 6
"""Unknown words that a spelling is looked for."""

SPELLINGS = 2
CORRECTED = 0.7
"""Spellings tried for each of them, and what one weighs against a word as typed."""

UNKNOWN = 0.6
UNKNOWN_WITH_DIGIT = 0.18
"""Shares of the highest weight that an unknown word counts in what an answer has to cover."""


@dataclass(frozen=True, slots=True)
class Result:
    """A gotcha, a code or a comment that answers, and the document by which it was found, if any."""

    kind: str
    object_id: int
    score: float
    by: ranking.Scored | None = None
    code: int | None = None
    """The code that it was found by."""


@dataclass(frozen=True, slots=True)
class Found:
    codes: list[Hit] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    sure: bool = False
    """Whether the first results answer; else they are only the nearest there is."""

    unknown: str = ""
    """A code that was asked for and that nobody described."""

    spelled: dict[str, str] = field(default_factory=dict)
    """Misspelled words with what was searched for instead."""

    documents: list[ranking.Document] = field(default_factory=list)
    """Everything that was ranked, for counting facets."""

    weights: Mapping[str, float] = field(default_factory=dict)
    """What each word that was looked for weighs."""


def find(query: Query, lookup: codes.Lookup, named: Named | None = None, facets: Facets = ()) -> Found:
    """What answers `query`, which names families with the words `named`."""
    named = named or {}
    tokens = candidates(query.text)
    hits = codes.hits(query.text, tokens, lookup)
    words, spelled = _words(query.text, named)
    documents = _documents(words, facets, query) if words else []
    scored = ranking.ranked(documents, words) if words else []
    texts = ranking.best_of_each(scored)
    by_code = _by_code(hits, dict(texts), _families(named))
    if facets:
        fitting = _fitting({*(key for key, _ in texts), *((r.kind, r.object_id) for r in by_code)}, facets)
        texts = [(key, one) for key, one in texts if key in fitting]
        by_code = [result for result in by_code if (result.kind, result.object_id) in fitting]
    seen = {(result.kind, result.object_id) for result in by_code}
    results = by_code + [
        Result(kind, object_id, one.score, one)
        for (kind, object_id), one in texts
        if (kind, object_id) not in seen
    ]
    unknown = "" if hits else codes.unknown(query.text, tokens)
    sure = bool(by_code) or (not unknown and any(one.is_sure for _, one in texts[: ranking.FIRST]))
    weights = words.weights if words else {}
    return Found(hits, results, sure, unknown, spelled, documents, weights)


def _families(named: Named) -> frozenset[str]:
    return frozenset(family for families in named.values() for family in families)


def _by_code(
    hits: Sequence[Hit], texts: dict[tuple[str, int], ranking.Scored], families: frozenset[str]
) -> list[Result]:
    """The gotchas of the codes that were named, best first, and the codes that have none."""
    best = max((one.score for one in texts.values()), default=0.0)
    found: dict[tuple[str, int], Result] = {}
    for hit in hits:
        named = codes.FAMILY_NAMED if index.facet("fam", hit.known.family) in families else 0.0
        for key in [("g", pk) for pk in hit.known.gotchas] or [("c", hit.known.code)]:
            text = texts[key].score if key in texts else 0.0
            if hit.score < 1 and text < best:
                continue  # a bare number among words, and the words say another gotcha
            score = hit.score + codes.TEXT * min(codes.TEXT_AT_MOST, text) + named
            if key not in found or score > found[key].score:
                found[key] = Result(*key, score, texts.get(key), hit.known.code)
    places = {hit.known.code: hit.candidate.start for hit in hits}
    return sorted(found.values(), key=lambda r: (-r.score, places[r.code or 0], r.kind, r.object_id))


def _words(text: str, named: Named) -> tuple[ranking.Words | None, dict[str, str]]:
    """The words to look for, with other spellings for unknown ones; None when none is known."""
    typed = fold_words(text)
    unique = list(dict.fromkeys(typed))
    known = index.frequencies([*unique, index.ALL])
    total = known.pop(index.ALL, plan.Frequency(0, 0)).docs
    strange = [word for word in unique if word not in known and word not in named]
    spellings = _spellings(strange[:MISSPELLED])
    others = [other for found in spellings.values() for other in found]
    known |= index.frequencies(others) if others else {}
    rarity = {word: plan.inverse_frequency(total, frequency.docs) for word, frequency in known.items()}
    weights = {word: r * (1 if word in unique else CORRECTED) for word, r in rarity.items()}
    order = plan.chosen(rarity)
    if not order:
        return None, {}
    highest = plan.inverse_frequency(total, 0)
    mass = sum(_mass(word, rarity, spellings, highest) for word in unique)
    words = ranking.Words(
        typed=tuple(typed),
        meant=tuple(spellings[word][0] if word in spellings else word for word in typed),
        weights={word: weights[word] for word in order},
        rarity=rarity,
        mass=mass,
        families=_families(named),
        lists=tuple(plan.lists(order, weights, known, total)),
    )
    return words, {word: found[0] for word, found in spellings.items()}


def _mass(word: str, rarity: dict[str, float], spellings: dict[str, list[str]], highest: float) -> float:
    if word in rarity:
        return rarity[word]
    if word in spellings:
        return rarity.get(spellings[word][0], 0.0)
    return highest * (UNKNOWN_WITH_DIGIT if any(map(str.isdigit, word)) else UNKNOWN)


def _spellings(words: Sequence[str]) -> dict[str, list[str]]:
    """For each of these unknown words the known ones that it may be a misspelling of, likeliest first."""
    asked = [word for word in words if word.isalpha() and len(word) in index.SPELLED]
    shortened = {short for word in asked for short in index.shortened(word)}
    if not shortened:
        return {}
    rows = SearchSpelling.objects.filter(shortened__in=shortened).values_list("term", flat=True)
    terms = set(rows.distinct())
    often = index.frequencies(terms)
    found = {}
    for word in asked:
        near = [term for term in terms if term in often and ranking.one_letter_apart(word, term)]
        near.sort(key=lambda t: (abs(len(t) - len(word)), -often[t].heads, -often[t].docs, t))
        if near:
            found[word] = near[:SPELLINGS]
    return found


def _fitting(keys: set[tuple[str, int]], facets: Facets) -> set[tuple[str, int]]:
    """Those of these objects that have one facet word of each group."""
    fitting = set()
    for kind in {kind for kind, _ in keys}:
        ids = [object_id for of, object_id in keys if of == kind]
        rows = SearchDoc.objects.filter(kind=kind, object_id__in=ids).values_list("object_id", "facets")
        fitting |= {(kind, pk) for pk, own in rows if all(set(own.split()) & set(g) for g in facets)}
    return fitting


def _documents(words: ranking.Words, facets: Facets, query: Query) -> list[ranking.Document]:
    groups = [(*group, index.COMMENT) for group in facets]
    ids = engine().candidates(words.lists, groups, CANDIDATES)
    rows = SearchDoc.objects.filter(pk__in=ids).values_list(
        "pk", "kind", "object_id", "gotchas", "head", "body", "facets"
    )
    documents = [
        ranking.Document(pk, kind, object_id, tuple(map(int, gotchas.split())), head, body, facets)
        for pk, kind, object_id, gotchas, head, body, facets in rows
    ]
    return _as_asked(documents, query)


def _as_asked(documents: list[ranking.Document], query: Query) -> list[ranking.Document]:
    """Without those that hold an excluded word; only those with every phrase, where there are any."""
    kept = [d for d in documents if not any(_holds(d, (word,)) for word in query.excluded)]
    with_phrases = [d for d in kept if all(_holds(d, phrase) for phrase in query.phrases)]
    return with_phrases or kept


def _holds(document: ranking.Document, words: Sequence[str]) -> bool:
    wanted = f" {' '.join(words)} "
    return wanted in f" {document.head} " or wanted in f" {document.body} "
