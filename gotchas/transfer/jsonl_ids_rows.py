"""Ids for rows before they are written: a comment's path holds its own id, a revision the id of its base."""

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
