"""The rows that migrations filled in, kept as the database has them and put back as they were.

Django keeps them as JSON and brings each back by its model: 0.15 s of processor time on SQLite, 0.32 s on
PostgreSQL (what this takes was not measured). Tests with `serialized_rollback` and journeys need them, and
whatever runs after those in the same process: the clearing up after each empties all tables.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

Rows = dict[str, list[Any]]
"""Table to its rows, in the database's own form; tables without any are left out."""


class QuickRows(ABC):
    """For a `DatabaseCreation`; the engine says how the rows of a table are read and written."""

    connection: Any

    @abstractmethod
    def read(self, table: str) -> list[Any]: ...

    @abstractmethod
    def write(self, table: str, rows: list[Any]) -> None: ...

    def serialize_db_to_string(self) -> Rows:
        read = ((table, self.read(table)) for table in tables())
        return {table: rows for table, rows in read if rows}

    def deserialize_db_from_string(self, data: Rows) -> None:
        """One transaction, in which foreign keys are checked at the end, so the order is all one."""
        with transaction.atomic(using=self.connection.alias):
            for table in data:
                self.execute(f"DELETE FROM {self.connection.ops.quote_name(table)}")
            for table, rows in data.items():
                self.write(table, rows)

    def execute(self, sql: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)


class FlushKeepsRows:
    """For a `DatabaseOperations`: clearing up leaves the rows of migrations as they were.

    Django runs tests with transactions of their own last, for they leave empty tables. A process that takes
    tests from another one has no last: what it took found no groups, no platforms and no families.
    """

    connection: Any

    def execute_sql_flush(self, sql_list: list[str]) -> None:
        super().execute_sql_flush(sql_list)
        if rows := getattr(self.connection, "_test_serialized_contents", None):
            self.connection.creation.deserialize_db_from_string(rows)


def tables() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model._meta.db_table
