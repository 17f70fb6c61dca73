"""What search asks of the database, and which of the two answers."""

import datetime
from collections.abc import Sequence
from typing import Protocol

from django.db import connection

from gotchas.search.plan import Postings
from gotchas.search.tables import SearchDoc

Counted = tuple[str, int, int]
"""A word, with in how many documents and in how many heads it stands, or stands more than before."""

Row = tuple[int, str, int, str, str, str, str]
"""Of a document: id, kind, object id, ids of the gotchas that it counts for, head, body, facets."""

Place = tuple[datetime.datetime, int]
"""Where a gotcha stands in a list: when it could first be read, and its id."""

Facets = Sequence[Sequence[str]]
"""Groups of facet words: a document has to have one of each group."""


class Engine(Protocol):
    def candidates(self, lists: Sequence[Postings], facets: Facets, limit: int) -> list[int]:
        """Ids of the documents in `lists`, those with the most weight first."""
        ...

    def documents(self, ids: Sequence[int]) -> list[Row]:
        """The documents of these ids, in no order."""
        ...

    def counted(self, words: Sequence[str]) -> list[Counted]:
        """How often these words occur, in parts: a row for each count and for each change that waits."""
        ...

    def listed(self, keys: Sequence[int], place: Place | None, limit: int, upward: bool) -> list[int]:
        """Gotchas whose facets have one of `keys`, newest first: those below `place`, or the first ones.

        `upward`: those above it instead, the nearest first. The index is looked up once for each key, and
        `limit` rows of it are read for each of `limit` keys at most, however many gotchas there are.
        """
        ...

    def holding(self, words: Sequence[str], facets: Facets, limit: int) -> list[tuple[int, int]]:
        """Of `limit` gotchas that hold one of `words`, how many have which key of facets."""
        ...

    def growing(self, last: str, limit: int) -> list[tuple[str, int]]:
        """Words that begin with `last`, and in how many heads each stands, in parts; `limit` rows a table."""
        ...

    def beginning(self, words: Sequence[str], endings: Sequence[str], limit: int) -> list[tuple[int, str]]:
        """Ids and heads of some gotchas whose head holds all `words`, and one of `endings` unless empty."""
        ...

    def write(self, old: Sequence[SearchDoc], new: Sequence[SearchDoc]) -> None:
        """Put `new` in place of `old`, which is what stands there now of the same objects."""
        ...

    def erase(self, old: Sequence[SearchDoc]) -> None: ...

    def note(self, changes: Sequence[Counted]) -> None:
        """Keep changes of how often words occur."""
        ...

    def add_up(self, changes: Sequence[Counted]) -> None:
        """Add changes, one a word, to what the words occur."""
        ...

    def forget(self, keys: Sequence[int]) -> None:
        """Take out changes that were added up, by their ids."""
        ...

    def spell(self, spellings: Sequence[tuple[str, str]]) -> None:
        """Keep by which words with a letter left out a word is found; what stands there is left out."""
        ...


def engine() -> Engine:
    """The engine of the database that this process works on."""
    if connection.vendor == "postgresql":
        from gotchas.search.postgresql import PostgreSQL

        return PostgreSQL()
    from gotchas.search.sqlite import SQLite

    return SQLite()
