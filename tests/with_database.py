"""A plugin for a second run on another database: only the tests that ask a database anything.

`pytest -p tests.with_database`. What a pure function answers is the same on both.
"""

import pytest
from django.test import TransactionTestCase

FIXTURES = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    keep([item for item in items if asks(item)], config, items)


def keep(kept: list[pytest.Item], config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run these of `items`, and let pytest say how many were left out."""
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


def asks(item: pytest.Item) -> bool:
    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or (isinstance(case, type) and issubclass(case, TransactionTestCase))
    )
