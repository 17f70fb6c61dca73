"""From a query to what answers it: codes first, then texts, and whether the answer is sure."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gotchas.search import codes, compounds, index, plan, ranking, weighing
from gotchas.search.codes import Hit
from gotchas.search.engine import Facets, engine
from gotchas.search.inserts import inserted, said
from gotchas.search.query import Query
from gotchas.search.tables import SearchDoc, SearchSpelling
from gotchas.text.log_prefixes import without_prefixes
from gotchas.text.spellings import Candidate, candidates
from gotchas.text.word_forms import SAYING_LITTLE, stem_of, tell_nothing
from gotchas.text.words import fold_words

Named = Mapping[str, frozenset[str]]
"""Words of a query that name families, with the facet words of those."""

Keys = Collection[tuple[str, int]]
"""Objects by kind and id."""

Text = tuple[tuple[str, int], ranking.Scored]
"""An object by kind and id, with how well its words answer."""

CANDIDATES = 400
"""Documents that are ranked."""

FAMILY_SHARE = 4
"""One in so many of them is of the families that the query names, where there are more than are ranked."""

MISSPELLED = 6
"""Unknown words that a spelling is looked for."""

SPELLINGS = 2
CORRECTED = 0.7
"""Spellings tried for each of them, and what one weighs against a word as typed."""


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

    strangers: list[str] = field(default_factory=list)
    """Codes that stand beside those in `codes`, or in a message, and that nobody described."""

    tells_nothing: bool = False
    """Whether all that was asked are words that stand in every text: nothing found by them is sure."""

    unheld: tuple[str, ...] = ()
    """The phrases, where nothing holds all of them: then nothing that was found by words is sure."""

    documents: list[ranking.Document] = field(default_factory=list)
    """Everything that was ranked, for counting facets."""

    is_cut: bool = False
    """Whether there was more to rank than was ranked."""

    weights: Mapping[str, float] = field(default_factory=dict)
    """What each word that was looked for weighs."""


def find(
    query: Query,
    lookup: codes.Lookup,
    named: Named | None = None,
    facets: Facets = (),
    claims: codes.Claims = lambda written: False,
    unstored: codes.Unstored = lambda text: (),
) -> Found:
    """What answers `query`, which names families with the words `named`."""
    named = named or {}
    tokens = candidates(query.text)
    hits = codes.hits(query.text, tokens, lookup, claims)
    hits = [hit for hit in hits if not _is_of_another_product(hit, query.text, named)]
    words, spelled = _words(query.text, named)
    documents, is_cut = _documents(words, facets) if words else ([], False)
    words, spelled = _side_by_side(words, spelled, documents) if words else (None, spelled)
    documents, holding = _as_asked(documents, query)
    scored = ranking.ranked(holding or documents, words) if words else []
    texts = ranking.best_of_each(scored)
    by_code = _by_code(hits, dict(texts), _families(named))
    if facets or query.excluded:
        keys = {*(key for key, _ in texts), *((r.kind, r.object_id) for r in by_code)}
        texts, by_code = _only(_fitting(keys, facets, query.excluded), texts, by_code)
    is_sure = any(result.score >= codes.SURE for result in by_code)
    seen = {(result.kind, result.object_id) for result in by_code}
    held = _holding(seen, query.phrases) | ({key for key, _ in texts} if holding else set())
    if query.phrases and held:
        texts, by_code = _only(held, texts, by_code)
    is_held = bool(held) or not query.phrases
    unknown, strangers = _not_described(query.text, tokens, hits, claims, unstored)
    by_text = _naming([Result(*key, one.score, one) for key, one in texts if key not in seen], unknown)
    tells_nothing = not (hits or query.phrases or facets) and tell_nothing(
        words.meant if words else fold_words(query.text)
    )
    is_vague = bool(unknown) or tells_nothing or not is_held
    least = ranking.ENOUGH_BESIDE_A_CODE if strangers else ranking.ENOUGH_COVERED
    by_words = not is_vague and any(one.is_sure(least) for _, one in texts[: ranking.FIRST])
    return Found(
        codes=hits,
        results=by_code + by_text,
        sure=is_sure or by_words,
        unknown=unknown,
        spelled=spelled,
        strangers=strangers,
        tells_nothing=tells_nothing,
        unheld=() if is_held else tuple(map(" ".join, query.phrases)),
        documents=holding or documents,
        is_cut=is_cut,
        weights=_of_halves(words.weights) if words else {},
    )


def _naming(results: list[Result], unknown: str) -> list[Result]:
    """Those that hold a telling word of the unknown code that is asked for; all where none is asked for."""
    words = [word for word in fold_words(unknown) if not tell_nothing([word])]
    if not words:
        return results
    return [r for r in results if r.by and any(_says(r.by.document, (word,)) for word in words)]


def _not_described(
    text: str,
    tokens: Sequence[Candidate],
    hits: Sequence[Hit],
    claims: codes.Claims,
    unstored: codes.Unstored,
) -> tuple[str, list[str]]:
    """The code that nobody described where it is all that is asked for; else those beside other things."""
    if hits:
        return "", codes.strangers(text, tokens, hits, claims)
    seen = list(dict.fromkeys(unstored(text)))
    unknown = codes.unknown(text, tokens, seen)
    return unknown, [] if unknown else seen[: codes.STRANGERS]


def _only(keys: Keys, texts: Sequence[Text], by_code: list[Result]) -> tuple[list[Text], list[Result]]:
    """Those of `texts` and `by_code` that are of these objects."""
    return (
        [(key, one) for key, one in texts if key in keys],
        [result for result in by_code if (result.kind, result.object_id) in keys],
    )


def _is_of_another_product(hit: Hit, text: str, named: Named) -> bool:
    """Whether it is a number behind the name of a product that it is no code of.

    `HTTP 2393`, `http2393`, `http error 2393` are not reason code 2393 of MQ; `mq 2035` is no error of MySQL.
    """
    if not hit.known.key.isdigit() or index.facet("fam", hit.known.family) in _families(named):
        return False
    words = fold_words(text[: hit.candidate.end])
    before = words[:-1] + [product for word in words[-1:] if (product := codes.fused_with(word))]
    while before and before[-1] in codes.CUES - codes.PRODUCTS:
        before.pop()
    return bool(before) and before[-1] in named


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
            if hit.score < codes.SURE and text < best:
                continue  # a bare number among words, and the words say another gotcha
            score = hit.score + codes.TEXT * min(codes.TEXT_AT_MOST, text) + named
            if key not in found or score > found[key].score:
                found[key] = Result(*key, score, texts.get(key), hit.known.code)
    places = {hit.known.code: hit.candidate.start for hit in hits}
    return sorted(found.values(), key=lambda r: (-r.score, places[r.code or 0], r.kind, r.object_id))


def _words(text: str, named: Named) -> tuple[ranking.Words | None, dict[str, str]]:
    """The words to look for, with other spellings for unknown ones; None when none is known."""
    text = without_prefixes(text)
    typed = fold_words(text)
    known = index.frequencies([*typed, *compounds.joined(typed).values(), index.ALL])
    total = known.pop(index.ALL, plan.Frequency(0, 0)).docs
    typed = list(compounds.as_one(typed, known))
    unique = list(dict.fromkeys(typed))
    known = {word: known[word] for word in unique if word in known}
    strange = [w for w in unique if w not in known and w not in named and not tell_nothing([w])]
    spellings = _spellings(strange[:MISSPELLED])
    others = [other for found in spellings.values() for other in found]
    known |= index.frequencies(others) if others else {}
    unlike = [word for word in strange[:MISSPELLED] if word not in spellings]
    parts, halves = _halves(unlike if len(unique) <= compounds.FEW else [])
    rare = {word: plan.inverse_frequency(total, one.docs) for word, one in {**halves, **known}.items()}
    names = inserted(text)
    rarity = {word: rare[word] * weighing.telling(word, names) for word in known}
    # Two words of which one was made count side by side, as the rarer of the two.
    rarity |= {f"{a} {b}": max(rare[a], rare[b]) for a, b in parts.values()}
    weights = {word: r * (CORRECTED if word in others else 1) for word, r in rarity.items()}
    order = plan.chosen(rarity)
    if not order:
        return None, {}
    highest = plan.inverse_frequency(total, 0)
    unknown = {word: highest * weighing.unknown(word) * weighing.telling(word, names) for word in unique}
    products = _products(unique, named)
    mass = sum(_mass(word, rarity, spellings, unknown) for word in unique if word not in products)
    other = {word: found[0] for word, found in spellings.items()}
    other |= {word: " ".join(two) for word, two in parts.items()}
    read = list(dict.fromkeys(half for word in order for half in word.split()))
    heavy = {**rare, **weights}
    own = {other.get(word, word) for word in said(text)} & known.keys() - SAYING_LITTLE
    together = plan.lists_of_message(sorted(own, key=lambda word: (-heavy[word], word)), heavy, known)
    words = ranking.Words(
        typed=tuple(typed),
        meant=tuple(" ".join(other.get(word, word) for word in typed).split()),
        weights={word: weights[word] for word in order},
        covers={word: rarity[word] * weighing.certainty(word, others, products) for word in order},
        mass=mass,
        families=_families(named),
        lists=(*plan.lists(read, heavy, {**halves, **known}, total), *together),
        lists_of_family=tuple(plan.lists_of_family([w for w in read if w not in products], heavy)),
        stems={word: stem for word in order if (stem := stem_of(word))},
    )
    return words, other


def _products(words: Sequence[str], named: Named) -> frozenset[str]:
    """Those of these words that say of which product the rest is told, where the rest tells anything.

    Every article of a product may hold its name: that says nothing of whether one is an answer.
    """
    names = frozenset(word for name in named for word in name.split())
    return frozenset() if tell_nothing(word for word in words if word not in names) else names


def _halves(words: Sequence[str]) -> tuple[dict[str, tuple[str, str]], dict[str, plan.Frequency]]:
    """The two words that each of these unknown ones is made of, and how often such halves occur."""
    some = {half for word in words for two in compounds.halves(word) for half in two}
    known = index.frequencies(some) if some else {}
    parts = {word: two for word in words if (two := compounds.as_two(word, known))}
    return parts, {half: known[half] for two in parts.values() for half in two}


def _side_by_side(
    words: ranking.Words, spelled: dict[str, str], documents: Sequence[ranking.Document]
) -> tuple[ranking.Words, dict[str, str]]:
    """Without what was made of one word and stands nowhere so: it was no word of two."""
    nowhere = {
        word
        for word in words.weights
        if " " in word and not any(_says(document, (word,)) for document in documents)
    }
    if not nowhere:
        return words, spelled
    weights = {word: weight for word, weight in words.weights.items() if word not in nowhere}
    return replace(words, weights=weights), {w: two for w, two in spelled.items() if two not in nowhere}


def _of_halves(weights: Mapping[str, float]) -> dict[str, float]:
    """The same with two words for those that one word was made of."""
    return {half: weight for word, weight in weights.items() for half in word.split()}


def _mass(
    word: str, rarity: dict[str, float], spellings: dict[str, list[str]], unknown: dict[str, float]
) -> float:
    if word in rarity:
        return rarity[word]
    return rarity.get(spellings[word][0], 0.0) if word in spellings else unknown[word]


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


def _fitting(keys: Keys, facets: Facets, excluded: Sequence[str]) -> set[tuple[str, int]]:
    """Those of these objects that have one facet word of each group, and hold no excluded word themselves."""
    columns = ("facets", "head", "body") if excluded else ("facets",)
    return {
        key
        for key, own, *texts in _rows(keys, *columns)
        if all(set(own.split()) & set(group) for group in facets)
        if not any(_holds(text, (word,)) for text in texts for word in excluded)
    }


def _holding(keys: Keys, phrases: Sequence[Sequence[str]]) -> set[tuple[str, int]]:
    """Those of these objects that hold every phrase; none where there is no phrase."""
    if not phrases:
        return set()
    return {
        key
        for key, head, body in _rows(keys, "head", "body")
        if all(_holds(head, phrase) or _holds(body, phrase) for phrase in phrases)
    }


def moments(keys: Keys) -> dict[tuple[str, int], datetime.datetime]:
    """When each of these objects could first be read, those of which that is known."""
    return {key: at for key, at in _rows(keys, "at") if at}


def _rows(keys: Keys, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Of the documents of these objects: (kind, id), and these columns."""
    for kind in sorted({kind for kind, _ in keys}):
        ids = [object_id for of, object_id in keys if of == kind]
        rows = SearchDoc.objects.filter(kind=kind, object_id__in=ids)
        for object_id, *values in rows.values_list("object_id", *columns):
            yield (kind, object_id), *values


def _documents(words: ranking.Words, facets: Facets) -> tuple[list[ranking.Document], bool]:
    """The documents that are ranked, and whether there are more."""
    groups: list[Sequence[str]] = [(*group, index.COMMENT) for group in facets]
    ids = engine().candidates(words.lists, groups, CANDIDATES + 1)
    if len(ids) > CANDIDATES and words.families:
        groups.append(sorted(words.families))
        of_family = engine().candidates(words.lists_of_family, groups, CANDIDATES // FAMILY_SHARE)
        ids = list(dict.fromkeys([*ids[: CANDIDATES - len(of_family)], *of_family, *ids]))
    documents = [
        ranking.Document(pk, kind, object_id, tuple(map(int, gotchas.split())), head, body, facets)
        for pk, kind, object_id, gotchas, head, body, facets in engine().documents(ids[:CANDIDATES])
    ]
    return documents, len(ids) > CANDIDATES


def _as_asked(
    documents: list[ranking.Document], query: Query
) -> tuple[list[ranking.Document], list[ranking.Document]]:
    """Those that hold no excluded word, and of them those that hold every phrase."""
    kept = [d for d in documents if not any(_says(d, (word,)) for word in query.excluded)]
    return kept, [d for d in kept if all(_says(d, phrase) for phrase in query.phrases)]


def _says(document: ranking.Document, words: Sequence[str]) -> bool:
    return _holds(document.head, words) or _holds(document.body, words)


def _holds(text: str, words: Sequence[str]) -> bool:
    return f" {' '.join(words)} " in f" {text} "
