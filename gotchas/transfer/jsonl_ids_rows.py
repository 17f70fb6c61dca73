"""Many new rows at once, with ids that are known before: a comment's path holds its id.

`bulk_create` writes the same rows, and takes three times as long: it makes a statement of every few of them.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many ids of new rows, rising. To be called within the transaction that writes the rows.

    On SQLite that transaction alone may write, so the next ids are its own.
    """
    connection = connections[router.db_for_write(model)]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [f'"{table}"', count],
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    return list(range(last + 1, last + 1 + count))


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one table, all of whose fields are set, ids and times included."""
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    pairs = [(field.attname, field.get_db_prep_save) for field in fields]
    values = ([prepare(getattr(row, name), connection) for name, prepare in pairs] for row in rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({columns}) FROM STDIN", values)
        else:
            marks = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - the model's own names
            cursor.executemany(statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _copy(cursor: Any, statement: str, values: Any) -> None:
    with cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)
