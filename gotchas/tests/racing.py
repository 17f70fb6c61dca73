"""Many at once, as the threads of a site's workers are: for tests of what must hold in a race.

To be used with `django_db(transaction=True, serialized_rollback=True)`: a thread has a connection of its own
and sees only what is committed.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


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
