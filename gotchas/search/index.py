"""Writing the tables of search, in the transaction that writes the text itself.

`put` and `take` are called by whoever saves a gotcha, a code or a comment. Counts of words are written as
changes; `fold` adds them up now and then, and `rebuild` makes everything anew from the registered sources.
"""

import datetime
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, islice
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from gotchas.search.engine import engine
from gotchas.search.heads import joined, words_of
from gotchas.search.plan import Frequency
from gotchas.search.tables import SearchDoc, SearchTerm, SearchTermChange
from gotchas.text.symbolic import in_full
from gotchas.text.words import WORD_LIMIT, fold_words, without_placeholders

BATCH: Final = 500
FOLDED_AT_ONCE: Final = 20_000
_KEYS: Final = 5_000  # ids in one statement
SPELLED: Final = range(4, 25)
"""Letters of a word that is found from a misspelling."""

SMALL: Final = 1_000
"""In fewer documents than this every word is worth finding from a misspelling."""

ALL: Final = ""
"""The term that counts the documents."""


COMMENT: Final = "acomment"
"""The one facet word of comments: what their gotchas have is asked when they are found."""


@dataclass(frozen=True, slots=True)
class Doc:
    """What is searched of one object: its texts as they are, and what it counts for."""

    kind: str
    """A value of SearchDoc.Kind."""

    object_id: int
    gotchas: tuple[int, ...]
    head: str
    body: str
    facets: tuple[str, ...] = ()
    """Facet words, see `facet`."""

    at: datetime.datetime | None = None
    """When it could first be read."""

    ways: tuple[str, ...] = ()
    """Other ways to say the head: each is ranked as if it were the head."""


Source = Callable[[], Iterator[Doc]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Say where all documents of a sort come from, for `rebuild`: those of a kind by rising `object_id`."""
    _sources[name] = source


def facet(name: str, value: str) -> str:
    """The word of a facet's value: the same for `z/OS` and `zos`, and another for each facet."""
    normal = unicodedata.normalize("NFKC", value).lower()
    return name + "".join(filter(str.isalnum, normal))[: WORD_LIMIT * 2]


def put(docs: Iterable[Doc]) -> None:
    """Add these documents, or replace them where they stand; in the caller's transaction."""
    waiting = iter(docs)
    while batch := list(islice(waiting, BATCH)):
        by_kind = sorted(batch, key=lambda doc: doc.kind)
        for kind, some in groupby(by_kind, key=lambda doc: doc.kind):
            _put(kind, {doc.object_id: _row(doc) for doc in some})


def take(kind: str, object_ids: Iterable[int]) -> None:
    """Take documents out; those that are not there are left out."""
    ids = list(object_ids)
    for begin in range(0, len(ids), BATCH):
        old = list(SearchDoc.objects.filter(kind=kind, object_id__in=ids[begin : begin + BATCH]))
        if old:
            with transaction.atomic(savepoint=False):
                engine().erase(old)
                _count(old, [])


def _put(kind: str, rows: dict[int, SearchDoc]) -> None:
    old = {row.object_id: row for row in SearchDoc.objects.filter(kind=kind, object_id__in=rows)}
    new = [row for pk, row in rows.items() if pk not in old or _words(old[pk]) != _words(row)]
    replaced = [old[row.object_id] for row in new if row.object_id in old]
    if new:
        with transaction.atomic(savepoint=False):
            engine().write(replaced, new)
            _count(replaced, new)


def facets_key(facets: str) -> int:
    """The facet words of a document as a number of 64 bits with a sign: the same for the same ones alone."""
    return int.from_bytes(blake2b(facets.encode(), digest_size=8).digest(), signed=True)


def _row(doc: Doc) -> SearchDoc:
    facets = " ".join(doc.facets)
    ways = (doc.head, *doc.ways)
    said = dict.fromkeys((*ways, *(full for way in ways for full in in_full(way))))
    return SearchDoc(
        kind=doc.kind,
        object_id=doc.object_id,
        gotchas=" ".join(map(str, doc.gotchas)),
        head=joined(" ".join(fold_words(without_placeholders(way))) for way in said),
        body=" ".join(fold_words(doc.body)),
        facets=facets,
        facets_key=facets_key(facets) if doc.kind == "g" else None,
        at=doc.at,
    )


def _words(row: SearchDoc) -> tuple[object, ...]:
    return row.head, row.body, row.facets, row.facets_key, row.gotchas, row.at


# How often a word occurs


def _count(old: Sequence[SearchDoc], new: Sequence[SearchDoc]) -> None:
    docs: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for rows, sign in ((old, -1), (new, 1)):
        for row in rows:
            head = words_of(row.head)
            _add(heads, head, sign)
            _add(docs, {*head, *row.body.split(), ALL}, sign)
    changes = [(term, docs[term], heads[term]) for term in sorted(docs) if docs[term] or heads[term]]
    engine().note(changes)


def _add(counter: Counter[str], words: set[str], sign: int) -> None:
    for word in words:
        counter[word] += sign


def frequencies(terms: Iterable[str]) -> dict[str, Frequency]:
    """How often these words occur, those that occur at all; one query."""
    docs: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for term, in_docs, in_heads in engine().counted(list(set(terms))):
        docs[term] += in_docs
        heads[term] += in_heads
    return {term: Frequency(count, heads[term]) for term, count in docs.items() if count > 0}


def fold() -> int:
    """Add waiting changes to the counts, as many as one transaction should; how many there were."""
    with transaction.atomic():
        SearchTerm.objects.get_or_create(term=ALL)
        everything = SearchTerm.objects.select_for_update().get(term=ALL)  # one folds at a time
        rows = list(
            SearchTermChange.objects.order_by("pk").values_list("pk", "term", "docs", "heads")[
                :FOLDED_AT_ONCE
            ]
        )
        docs: Counter[str] = Counter()
        heads: Counter[str] = Counter()
        for _, term, in_docs, in_heads in rows:
            docs[term] += in_docs
            heads[term] += in_heads
        terms = sorted(docs)
        for begin in range(0, len(terms), _KEYS):
            _fold_terms(terms[begin : begin + _KEYS], docs, heads, everything.docs < SMALL)
        engine().forget([row[0] for row in rows])
    return len(rows)


def _fold_terms(terms: list[str], docs: Counter[str], heads: Counter[str], small: bool) -> None:
    standing = SearchTerm.objects.filter(term__in=terms).values_list("term", "docs", "heads")
    before = {term: (in_docs, in_heads) for term, in_docs, in_heads in standing}
    engine().add_up([(term, docs[term], heads[term]) for term in terms])
    new = []
    for term in terms:
        in_docs, in_heads = before.get(term, (0, 0))
        was = _is_spelled(term, in_docs, in_heads, small)
        if not was and _is_spelled(term, in_docs + docs[term], in_heads + heads[term], small):
            new.append(term)
    engine().spell([(short, term) for term in new for short in sorted(shortened(term))])


def _is_spelled(term: str, docs: int, heads: int, small: bool) -> bool:
    """Whether a misspelling should find this word: it is no misspelling itself as far as one can tell."""
    enough = (heads >= 1 and docs >= 2) or docs >= 5 or (small and docs >= 1)
    return enough and len(term) in SPELLED and term.isalpha()


def shortened(word: str) -> set[str]:
    """The word, and the word with each one of its letters left out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def rebuild(progress: Callable[[int], object] = lambda done: None) -> int:
    """Put every document of every source again, and take out what no source has; how many there are.

    Readers go on finding what stands there meanwhile: each batch is a transaction of its own. What is saved
    while this runs is not lost, since a document is taken out only when its source has not given it.
    """
    newest = SearchDoc.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    standing = SearchDoc.objects.filter(pk__lte=newest)
    reached = dict.fromkeys(SearchDoc.Kind.values, 0)
    count = 0
    for source in _sources.values():
        docs = source()
        while batch := list(islice(docs, BATCH)):
            with transaction.atomic():
                put(batch)
            for kind in {doc.kind for doc in batch}:
                ids = [doc.object_id for doc in batch if doc.kind == kind]
                between = standing.filter(kind=kind, object_id__gt=reached[kind], object_id__lt=ids[-1])
                _take_all(kind, between.exclude(object_id__in=ids))
                reached[kind] = ids[-1]
            count += len(batch)
            progress(len(batch))
    for kind, last in reached.items():
        _take_all(kind, standing.filter(kind=kind, object_id__gt=last))
    while fold():
        pass
    return count


def _take_all(kind: str, rows: QuerySet[SearchDoc]) -> None:
    ids = rows.order_by("object_id").values_list("object_id", flat=True)
    while some := list(ids[:BATCH]):
        take(kind, some)
