"""The classes that Django asks of a database backend; named by tests/settings.py."""

from typing import Any

from django.db.backends.postgresql import base, creation, operations

from tests.quick_rows import FlushKeepsRows, QuickRows


class DatabaseCreation(QuickRows, creation.DatabaseCreation):
    def read(self, table: str) -> list[Any]:
        with self.connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
            return [bytes(line) for line in copy]

    def write(self, table: str, rows: list[Any]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
            for line in rows:
                copy.write(line)


class DatabaseOperations(FlushKeepsRows, operations.DatabaseOperations):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
