"""Search on PostgreSQL: a vector without positions, made from plain words by the application.

A word of the head stands in it again as `h.word`, a facet as `f.word`. Words hold letters and digits alone,
so they need no more than quotes in a query of text search.
"""

from collections.abc import Iterable, Sequence
from itertools import islice, zip_longest
from typing import Any

from django.db import connection

from gotchas.search.engine import Counted, Facets, Place, Row
from gotchas.search.heads import words_of
from gotchas.search.plan import Postings
from gotchas.search.tables import SearchDoc

_WRITE = """
INSERT INTO gotchas_searchdoc (kind, object_id, gotchas, head, body, facets, facets_key, at, vector)
SELECT kind, object_id, gotchas, head, body, facets, facets_key, at,
    array_to_tsvector(string_to_array(words, ' '))
FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[],
            %s::timestamptz[], %s::text[])
     AS given (kind, object_id, gotchas, head, body, facets, facets_key, at, words)
ON CONFLICT (kind, object_id) DO UPDATE SET gotchas = excluded.gotchas, head = excluded.head,
    body = excluded.body, facets = excluded.facets, facets_key = excluded.facets_key, at = excluded.at,
    vector = excluded.vector
"""


# Only constants are joined into a statement; every word and number is a parameter.
_LIST = "(SELECT id, %s::real AS weight FROM gotchas_searchdoc WHERE vector @@ %s::tsquery LIMIT %s)"
_BEST = "SELECT id FROM (LISTS) AS found GROUP BY id ORDER BY SUM(weight) DESC, id LIMIT %s"
_DOCUMENTS = (
    "SELECT id, kind, object_id, gotchas, head, body, facets"
    " FROM gotchas_searchdoc WHERE id = ANY(%s::bigint[])"
)
_COUNTS = (
    "SELECT term, docs, heads FROM gotchas_searchterm WHERE term = ANY(%s)"
    " UNION ALL SELECT term, docs, heads FROM gotchas_searchtermchange WHERE term = ANY(%s)"
)
_LISTED = (
    "SELECT object_id FROM unnest(%s::bigint[]) AS given (key) CROSS JOIN LATERAL"
    " (SELECT object_id, at FROM gotchas_searchdoc WHERE kind = 'g' AND facets_key = given.key{past}"
    " ORDER BY {order} LIMIT %s) AS own ORDER BY {order} LIMIT %s"
)
_HOLDING = (
    "SELECT facets_key, COUNT(*) FROM (SELECT facets_key FROM gotchas_searchdoc"
    " WHERE vector @@ %s::tsquery AND kind = 'g' LIMIT %s) AS held GROUP BY facets_key"
)
# In the order of the indexes that Django makes for LIKE: nothing is sorted, and the limit ends the read.
_GROWING = (
    "(SELECT term, heads FROM gotchas_searchterm WHERE term LIKE %s ORDER BY term USING ~<~ LIMIT %s)"
    " UNION ALL "
    "(SELECT term, heads FROM gotchas_searchtermchange WHERE term LIKE %s ORDER BY term USING ~<~ LIMIT %s)"
)
# One for each ending: of several with OR between them the planner expects so many rows, where there may be
# none, that it reads the whole table in the hope of the first few.
_BEGINNING = (
    "(SELECT %s::int, object_id, head FROM gotchas_searchdoc"
    " WHERE vector @@ %s::tsquery AND kind = 'g' LIMIT %s)"
)
_COUNTED = " SELECT * FROM unnest(%s::text[], %s::int[], %s::int[])"
_NOTE = "INSERT INTO gotchas_searchtermchange (term, docs, heads)" + _COUNTED
_ADD_UP = (
    "INSERT INTO gotchas_searchterm AS old (term, docs, heads)"
    + _COUNTED
    + " ON CONFLICT (term) DO UPDATE SET docs = old.docs + excluded.docs, heads = old.heads + excluded.heads"
)
_SPELL = (
    "INSERT INTO gotchas_searchspelling (shortened, term)"
    " SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING"
)


class PostgreSQL:
    def candidates(self, lists: Sequence[Postings], facets: Facets, limit: int) -> list[int]:
        if not lists:
            return []
        values: list[Any] = []
        for postings in lists:
            expression = _expression(postings.words, postings.in_head) + _and(facets)
            values += [postings.weight, expression, postings.limit]
        return _ids(_BEST.replace("LISTS", " UNION ALL ".join([_LIST] * len(lists))), [*values, limit])

    def documents(self, ids: Sequence[int]) -> list[Row]:
        return _rows(_DOCUMENTS, [list(ids)])

    def counted(self, words: Sequence[str]) -> list[Counted]:
        return _rows(_COUNTS, [list(words)] * 2)

    def listed(self, keys: Sequence[int], place: Place | None, limit: int, upward: bool) -> list[int]:
        direction, sign = ("ASC", ">") if upward else ("DESC", "<")
        order = f"at {direction}, object_id {direction}"
        past = f" AND (at, object_id) {sign} (%s, %s)" if place else ""
        return _ids(_LISTED.format(past=past, order=order), [list(keys), *(place or ()), limit, limit])

    def holding(self, words: Sequence[str], facets: Facets, limit: int) -> list[tuple[int, int]]:
        either = " | ".join(f"'{word}'" for word in words)
        return _rows(_HOLDING, [f"({either}){_and(facets)}", limit])

    def growing(self, last: str, limit: int) -> list[tuple[str, int]]:
        return _rows(_GROWING, [f"{last}%", limit] * 2)

    def beginning(self, words: Sequence[str], endings: Sequence[str], limit: int) -> list[tuple[int, str]]:
        wholes = [[*words, ending] for ending in endings] or [words]
        values: list[Any] = []
        for n, whole in enumerate(wholes):
            values += [n, _expression(whole, in_head=True), limit]
        found: list[list[tuple[int, str]]] = [[] for _ in wholes]
        for n, *row in _rows(" UNION ALL ".join([_BEGINNING] * len(wholes)), values):
            found[n].append((row[0], row[1]))
        in_turn = (row for turn in zip_longest(*found) for row in turn if row)
        return list(islice(dict(in_turn).items(), limit))

    def write(self, old: Sequence[SearchDoc], new: Sequence[SearchDoc]) -> None:
        columns = ("kind", "object_id", "gotchas", "head", "body", "facets", "facets_key", "at")
        values = [[getattr(row, column) for row in new] for column in columns]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [*values, [" ".join(_lexemes(row)) for row in new]])

    def erase(self, old: Sequence[SearchDoc]) -> None:
        SearchDoc.objects.filter(pk__in=[row.pk for row in old]).delete()

    def note(self, changes: Sequence[Counted]) -> None:
        _columns(_NOTE, changes)

    def add_up(self, changes: Sequence[Counted]) -> None:
        _columns(_ADD_UP, changes)

    def forget(self, keys: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM gotchas_searchtermchange WHERE id = ANY(%s)", [list(keys)])

    def spell(self, spellings: Sequence[tuple[str, str]]) -> None:
        _columns(_SPELL, spellings)


def _lexemes(row: SearchDoc) -> list[str]:
    head = words_of(row.head)
    facets = (f"f.{word}" for word in row.facets.split())
    return sorted({*head, *row.body.split(), *(f"h.{word}" for word in head), *facets})


def _expression(words: Iterable[str], in_head: bool) -> str:
    return " & ".join(f"'h.{word}'" if in_head else f"'{word}'" for word in words)


def _and(facets: Facets) -> str:
    groups = (" | ".join(f"'f.{word}'" for word in group) for group in facets)
    return "".join(f" & ({group})" for group in groups)


def _ids(sql: str, values: Sequence[Any]) -> list[int]:
    return [row[0] for row in _rows(sql, values)]


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _columns(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """One statement for all rows, whose columns are its parameters."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
