"""Counting anew how often each word occurs, while readers and writers go on.

What is wrong is written as changes, which `index.fold` adds up like any other: readers see the old count or
the right one. Counts and documents are read as they were at one moment, so that a text saved meanwhile, which
writes its own changes, is neither missed nor counted twice. Nothing is kept between two runs: one that was
broken off is begun again. Two at the same time would both put the same fault right.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Final
from zlib import crc32

from django.db import connections, router, transaction

from gotchas.search import index
from gotchas.search.heads import words_of
from gotchas.search.tables import SearchDoc, SearchTerm, SearchTermChange

DOCUMENTS: Final = 250_000
"""So many documents for each pass over all of them; a pass counts its share of the words, kept in memory."""

READ: Final = 2_000
MOST: Final = 30_000
"""As much as one row of a change holds."""

Progress = Callable[[int], object]


def recount(progress: Progress = lambda done: None) -> int:
    """Put right the counts of words that are not those of the documents; how many were wrong."""
    shares = 1 + SearchDoc.objects.count() // DOCUMENTS
    wrong = 0
    for share in range(shares):
        docs, heads = _missing(share, shares, progress)
        terms = sorted(term for term in docs.keys() | heads.keys() if docs[term] or heads[term])
        changes = (row for term in terms for row in _changes(term, docs[term], heads[term]))
        while batch := list(islice(changes, READ)):
            SearchTermChange.objects.bulk_create(batch)
            while index.fold():
                pass
        wrong += len(terms)
    return wrong


def _missing(share: int, shares: int, progress: Progress) -> tuple[Counter[str], Counter[str]]:
    """By how much the counts of one share of the words are too low: in documents, and in heads."""

    def own(words: set[str]) -> Iterator[str]:
        return (word for word in words if shares == 1 or crc32(word.encode()) % shares == share)

    docs: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    with _one_moment() as database:
        rows = SearchDoc.objects.using(database).order_by().values_list("head", "body")
        for done, (head, body) in enumerate(rows.iterator(READ), 1):
            in_head = words_of(head)
            heads.update(own(in_head))
            docs.update(own({*in_head, *body.split(), index.ALL}))
            if not done % READ:
                progress(READ)
        for table in (SearchTerm, SearchTermChange):
            counted = table.objects.using(database).order_by().values_list("term", "docs", "heads")
            for term, in_docs, in_heads in counted.iterator(READ):
                if shares == 1 or crc32(term.encode()) % shares == share:
                    docs[term] -= in_docs
                    heads[term] -= in_heads
    return docs, heads


@contextmanager
def _one_moment() -> Iterator[str]:
    """The database to read from, all of it as it is now; nobody waits meanwhile.

    Within a transaction of the caller it is that one. SQLite's own take the right to write at once here, so
    this one is begun by hand.
    """
    database = router.db_for_write(SearchDoc)
    connection = connections[database]
    if connection.in_atomic_block:
        yield database
    elif connection.vendor == "postgresql":
        with transaction.atomic(database), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield database
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield database
            finally:
                cursor.execute("ROLLBACK")


def _changes(term: str, docs: int, heads: int) -> Iterator[SearchTermChange]:
    while docs or heads:
        row = SearchTermChange(term=term, docs=_most(docs), heads=_most(heads))
        docs, heads = docs - row.docs, heads - row.heads
        yield row


def _most(number: int) -> int:
    return max(-MOST, min(MOST, number))
