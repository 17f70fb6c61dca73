"""What the tables of search hold, read plainly: for comparing with what they should."""

from collections import Counter

from django.db import connection

from gotchas.search import index
from gotchas.search.engine import engine
from gotchas.search.heads import words_of
from gotchas.search.index import Doc
from gotchas.search.plan import Frequency, Postings
from gotchas.search.tables import SearchDoc, SearchTerm

ROWS = 10_000


def doc(object_id=1, head="", body="", kind="g", facets=(), gotchas=None, at=None):
    own = ((object_id,) if kind == "g" else ()) if gotchas is None else gotchas
    return Doc(kind=kind, object_id=object_id, gotchas=own, head=head, body=body, facets=facets, at=at)


def rows():
    """All documents as plain values."""
    return sorted(SearchDoc.objects.values_list("kind", "object_id", "gotchas", "head", "body", "facets"))


def counted():
    """How often each word occurs, by the documents themselves."""
    docs, heads = Counter(), Counter()
    for row in SearchDoc.objects.all():
        heads.update(words_of(row.head))
        docs.update({*words_of(row.head), *row.body.split(), index.ALL})
    return {word: Frequency(docs[word], heads[word]) for word in docs}


def frequencies():
    """The same by the tables of counts."""
    terms = {*SearchTerm.objects.values_list("term", flat=True), *counted(), "alpha", "beta", "gamma"}
    return index.frequencies(terms)


def holding(word, *, in_head=False):
    """(kind, id) of the documents in the engine's own list of `word`."""
    ids = engine().candidates([Postings((word,), in_head, 1.0, ROWS)], (), ROWS)
    return set(SearchDoc.objects.filter(pk__in=ids).values_list("kind", "object_id"))


def check_lists():
    """The engine's lists say what the documents hold; SQLite's index agrees with its content."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in ("gotchas_searchwords", "gotchas_searchheads"):
                cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    everything = list(SearchDoc.objects.all())
    for word in counted().keys() - {index.ALL}:
        in_heads = {(row.kind, row.object_id) for row in everything if word in row.head.split()}
        in_bodies = {(row.kind, row.object_id) for row in everything if word in row.body.split()}
        assert holding(word, in_head=True) == in_heads
        assert holding(word) == in_heads | in_bodies
