"""The classes that Django asks of a database backend; named by tests/settings.py."""

import shutil
from typing import Any

from django.db.backends.sqlite3 import base, creation, operations

from tests.quick_rows import FlushKeepsRows, QuickRows


class DatabaseCreation(QuickRows, creation.DatabaseCreation):
    def _create_test_db(self, *args: Any, **kwargs: Any) -> str:
        name = super()._create_test_db(*args, **kwargs)
        if template := self.connection.settings_dict["TEST"].get("TEMPLATE"):
            shutil.copyfile(template, name)
        return name

    def read(self, table: str) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            return cursor.fetchall()

    def write(self, table: str, rows: list[Any]) -> None:
        places = ", ".join(["%s"] * len(rows[0]))
        with self.connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)


class DatabaseOperations(FlushKeepsRows, operations.DatabaseOperations):
    def execute_sql_flush(self, sql_list: list[str]) -> None:
        """The lists of words too: SQLite keeps them apart from the documents that were cleared away."""
        super().execute_sql_flush(sql_list)
        with self.connection.cursor() as cursor:
            for table in ("gotchas_searchwords", "gotchas_searchheads"):
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
