"""Search on SQLite: FTS5 tables without positions, whose content is the table of documents.

One holds heads alone: in the other a word's list has every document that holds it, six times as many, and two
such lists would be read for two words of a head.

Words are quoted wherever they stand in an expression, and they hold letters and digits alone.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from gotchas.search.engine import Counted, Facets, Place, Row
from gotchas.search.plan import Postings
from gotchas.search.tables import SearchDoc

UPDATED = ["gotchas", "head", "body", "facets", "facets_key", "at"]


# Only constants are joined into a statement; every word and number is a parameter.
_LIST = (
    "SELECT * FROM (SELECT rowid AS id, %s AS weight FROM gotchas_searchwords"
    " WHERE gotchas_searchwords MATCH %s LIMIT %s)"
)
_LIST_OF_HEADS = _LIST.replace("gotchas_searchwords", "gotchas_searchheads")
_BEST = "SELECT id FROM (LISTS) GROUP BY id ORDER BY SUM(weight) DESC, id LIMIT %s"
_DOCUMENTS = (
    "SELECT id, kind, object_id, gotchas, head, body, facets FROM gotchas_searchdoc"
    " WHERE id IN (SELECT value FROM json_each(%s))"
)
_COUNTS = (
    "SELECT term, docs, heads FROM gotchas_searchterm WHERE term IN (SELECT value FROM json_each(%s))"
    " UNION ALL SELECT term, docs, heads FROM gotchas_searchtermchange"
    " WHERE term IN (SELECT value FROM json_each(%s))"
)
# The first of each key, by which the keys are chosen that can give the first of all. As text a moment with a
# fraction of a second sorts after the same one without, which "!" keeps.
_FIRST_OF_KEYS = (
    "SELECT value FROM (SELECT value, (SELECT at || '!' || printf('%%020d', object_id)"
    " FROM gotchas_searchdoc WHERE kind = 'g' AND facets_key = value{past} ORDER BY {order} LIMIT 1) AS first"
    " FROM json_each(%s)) WHERE first IS NOT NULL ORDER BY first {direction} LIMIT %s"
)
_OF_KEY = (
    "SELECT * FROM (SELECT object_id, at FROM gotchas_searchdoc"
    " WHERE kind = 'g' AND facets_key = %s{past} ORDER BY {order} LIMIT %s)"
)
_LISTED = "SELECT object_id FROM (LISTS) ORDER BY {order} LIMIT %s"
_HOLDING = (
    "SELECT facets_key, COUNT(*) FROM (SELECT doc.facets_key FROM gotchas_searchwords AS words"
    " CROSS JOIN gotchas_searchdoc AS doc ON doc.id = words.rowid"
    " WHERE words.gotchas_searchwords MATCH %s AND doc.kind = 'g' LIMIT %s) GROUP BY facets_key"
)
_GROWING = (
    "SELECT * FROM (SELECT term, heads FROM gotchas_searchterm"
    " WHERE term >= %s AND term < %s ORDER BY term LIMIT %s)"
    " UNION ALL SELECT * FROM (SELECT term, heads FROM gotchas_searchtermchange"
    " WHERE term >= %s AND term < %s ORDER BY term LIMIT %s)"
)
_BEGINNING = (
    "SELECT doc.object_id, doc.head FROM gotchas_searchheads AS heads"
    " CROSS JOIN gotchas_searchdoc AS doc ON doc.id = heads.rowid"
    " WHERE heads.gotchas_searchheads MATCH %s AND doc.kind = 'g' LIMIT %s"
)
_INDEX = "INSERT INTO gotchas_searchwords (rowid, head, body, facets) VALUES (%s, %s, %s, %s)"
_UNINDEX = (
    "INSERT INTO gotchas_searchwords (gotchas_searchwords, rowid, head, body, facets)"
    " VALUES ('delete', %s, %s, %s, %s)"
)
_INDEX_HEAD = "INSERT INTO gotchas_searchheads (rowid, head) VALUES (%s, %s)"
_UNINDEX_HEAD = "INSERT INTO gotchas_searchheads (gotchas_searchheads, rowid, head) VALUES ('delete', %s, %s)"
_NOTE = "INSERT INTO gotchas_searchtermchange (term, docs, heads) VALUES (%s, %s, %s)"
_ADD_UP = (
    "INSERT INTO gotchas_searchterm (term, docs, heads) VALUES (%s, %s, %s)"
    " ON CONFLICT (term) DO UPDATE SET docs = docs + excluded.docs, heads = heads + excluded.heads"
)
_SPELL = "INSERT INTO gotchas_searchspelling (shortened, term) VALUES (%s, %s) ON CONFLICT DO NOTHING"


class SQLite:
    def candidates(self, lists: Sequence[Postings], facets: Facets, limit: int) -> list[int]:
        if not lists:
            return []
        parts: list[str] = []
        values: list[Any] = []
        for postings in lists:
            together = _all(postings.words)
            if postings.in_head and not facets:  # of facets that table knows nothing
                parts.append(_LIST_OF_HEADS)
            else:
                parts.append(_LIST)
                together = f"{_columns(postings.in_head)} : ({together}){_and(facets)}"
            values += [postings.weight, together, postings.limit]
        return _ids(_BEST.replace("LISTS", " UNION ALL ".join(parts)), [*values, limit])

    def documents(self, ids: Sequence[int]) -> list[Row]:
        return _rows(_DOCUMENTS, [json.dumps(list(ids))])

    def counted(self, words: Sequence[str]) -> list[Counted]:
        return _rows(_COUNTS, [json.dumps(list(words))] * 2)

    def listed(self, keys: Sequence[int], place: Place | None, limit: int, upward: bool) -> list[int]:
        direction, sign = ("ASC", ">") if upward else ("DESC", "<")
        how = {
            "direction": direction,
            "order": f"at {direction}, object_id {direction}",
            "past": f" AND (at, object_id) {sign} (%s, %s)" if place else "",
        }
        past = [connection.ops.adapt_datetimefield_value(place[0]), place[1]] if place else []
        first = _ids(_FIRST_OF_KEYS.format(**how), [*past, json.dumps(list(keys)), limit])
        if not first:
            return []
        lists = " UNION ALL ".join([_OF_KEY.format(**how)] * len(first))
        values = [value for key in first for value in (key, *past, limit)]
        return _ids(_LISTED.format(**how).replace("LISTS", lists), [*values, limit])

    def holding(self, words: Sequence[str], facets: Facets, limit: int) -> list[tuple[int, int]]:
        either = " OR ".join(f'"{word}"' for word in words)
        return _rows(_HOLDING, [f"{{head body}} : ({either})" + _and(facets), limit])

    def growing(self, last: str, limit: int) -> list[tuple[str, int]]:
        return _rows(_GROWING, [last, last + chr(sys.maxunicode), limit] * 2)

    def beginning(self, words: Sequence[str], endings: Sequence[str], limit: int) -> list[tuple[int, str]]:
        groups = [f'"{word}"' for word in words]
        if endings:
            groups.append("(" + " OR ".join(f'"{word}"' for word in endings) + ")")
        return _rows(_BEGINNING, [" AND ".join(groups), limit])

    def write(self, old: Sequence[SearchDoc], new: Sequence[SearchDoc]) -> None:
        self._unindex(old)
        rows = SearchDoc.objects.bulk_create(
            new, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=UPDATED
        )
        _many(_INDEX, ([row.pk, row.head, row.body, row.facets] for row in rows))
        _many(_INDEX_HEAD, ([row.pk, row.head] for row in rows))

    def erase(self, old: Sequence[SearchDoc]) -> None:
        self._unindex(old)
        SearchDoc.objects.filter(pk__in=[row.pk for row in old]).delete()

    def note(self, changes: Sequence[Counted]) -> None:
        _many(_NOTE, changes)

    def add_up(self, changes: Sequence[Counted]) -> None:
        _many(_ADD_UP, changes)

    def forget(self, keys: Sequence[int]) -> None:
        _many("DELETE FROM gotchas_searchtermchange WHERE id = %s", [(key,) for key in keys])

    def spell(self, spellings: Sequence[tuple[str, str]]) -> None:
        _many(_SPELL, spellings)

    def _unindex(self, old: Sequence[SearchDoc]) -> None:
        """Take the words out of the lists; SQLite has to be told what they were."""
        _many(_UNINDEX, ([row.pk, row.head, row.body, row.facets] for row in old))
        _many(_UNINDEX_HEAD, ([row.pk, row.head] for row in old))


def _all(words: Iterable[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _columns(in_head: bool) -> str:
    return "head" if in_head else "{head body}"


def _and(facets: Facets) -> str:
    groups = (" OR ".join(f'"{word}"' for word in group) for group in facets)
    return "".join(f" AND facets : ({group})" for group in groups)


def _ids(sql: str, values: Sequence[Any]) -> list[int]:
    return [row[0] for row in _rows(sql, values)]


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))
