"""Many at once, as several workers of the site are: for tests of what must hold in a race."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar
from unittest import mock

from django.db import connection, connections

Result = TypeVar("Result")


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """The test's database as threads of a site share it.

    SQLite tests run in memory, where one thread's lock is an error for the next instead of a time to wait;
    here they go on in a copy in a file, as the site itself does. PostgreSQL needs nothing. To be used with
    `django_db(transaction=True, serialized_rollback=True)`.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory = connections["default"]
    memory.ensure_connection()
    file = folder / "racing.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        memory.connection.backup(copy)
    with mock.patch.dict(memory.settings_dict, NAME=str(file)):
        del connections["default"]
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = memory


def at_once(callers: int, call: Callable[[], Result]) -> list[Result]:
    """What `call` returns in each of `callers` threads that begin together."""
    together = threading.Barrier(callers)

    def run(_: int) -> Result:
        together.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(run, range(callers)))
