"""Rows that all tests of a file share: made once, and put back as they were after each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def made_once(django_db_blocker: Any, make: Callable[[], Any]) -> Iterator[Any]:
    """What `make` gives, for a fixture of a whole file, where making it takes longer than its tests.

    The fixture needs `django_db_setup`; what tests change is rolled back after each, but not in Python's own
    objects: hand out copies (`copy.deepcopy`), as `setUpTestData` does. Not for files with real transactions.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)
