"""What the engine itself would answer on the same rows, in the way its handbook shows.

SQLite: FTS5 as it comes, any of the words, bm25 with the head weighing ten times the body. PostgreSQL:
`english`, weights, websearch_to_tsquery, ts_rank_cd.
"""

import time

from django.db import connection

from benchmarks.search.asking import Got
from benchmarks.search.material import Question
from gotchas.models import Gotcha
from gotchas.text.words import fold_words

SHOWN = 20
_ROWS = "SELECT id, head, body FROM gotchas_searchdoc WHERE kind = 'g'"
_SQLITE = [
    "DROP TABLE IF EXISTS bare",
    "CREATE VIRTUAL TABLE bare USING fts5(head, body, content='gotchas_searchdoc', content_rowid='id')",
    f"INSERT INTO bare (rowid, head, body) {_ROWS}",
]
_POSTGRESQL = [
    "DROP TABLE IF EXISTS bare",
    "CREATE TABLE bare AS SELECT id, setweight(to_tsvector('english', head), 'A')"
    f" || setweight(to_tsvector('english', left(body, 200000)), 'C') AS vector FROM ({_ROWS}) AS given",
    "CREATE INDEX ON bare USING gin (vector)",
    "ANALYZE bare",
]
_SQLITE_ASKS = (
    "SELECT object_id FROM bare JOIN gotchas_searchdoc AS doc ON doc.id = bare.rowid"
    " WHERE bare MATCH %s ORDER BY bm25(bare, 10, 1) LIMIT %s"
)
_POSTGRESQL_ASKS = (
    "SELECT object_id FROM bare JOIN gotchas_searchdoc AS doc USING (id),"
    " websearch_to_tsquery('english', %s) AS query"
    " WHERE bare.vector @@ query ORDER BY ts_rank_cd(bare.vector, query) DESC LIMIT %s"
)


def prepare() -> None:
    """Index the gotchas again, for the engine alone."""
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def ask(question: Question) -> Got:
    words = fold_words(question.text)
    if not words:
        return Got([], [], True)
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_ASKS, [question.text, SHOWN])
        else:
            cursor.execute(_SQLITE_ASKS, [" OR ".join(f'"{word}"' for word in words), SHOWN])
        ids = [row[0] for row in cursor.fetchall()]
    seconds = time.perf_counter() - begin
    numbers = Gotcha.objects.in_bulk(ids)
    found = [numbers[pk].external_id for pk in ids]
    return Got(found, found, not found, seconds)
