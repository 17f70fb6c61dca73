"""The rows of migrations are put back as they were, whatever a test did to them."""

import pytest
from django.core.management import call_command
from django.db import connection

from gotchas.models import CodeFamily, Platform
from gotchas.search.engine import engine
from gotchas.search.plan import Postings
from gotchas.tests.factories import make_gotcha
from tests.quick_rows import tables


def content() -> dict[str, list[object]]:
    with connection.cursor() as cursor:
        found = {}
        for table in tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.mark.parametrize("what", ["emptied", "changed", "left"])
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rows_that_were_emptied_changed_or_left_alone_are_as_before(what: str) -> None:
    before = content()
    assert before[CodeFamily._meta.db_table]
    if what == "emptied":
        Platform.objects.all().delete()
    elif what == "changed":
        CodeFamily.objects.update(name="Changed")
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    assert content() == before


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_clearing_up_after_a_test_leaves_them_to_whatever_runs_next() -> None:
    before = content()
    make_gotcha(title="Grommet")
    grommet = Postings(("grommet",), in_head=False, weight=1.0, limit=9)
    assert len(engine().candidates([grommet], (), 9)) == 1
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True)
    assert content() == before
    assert engine().candidates([grommet], (), 9) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_new_rows_find_free_keys_afterwards() -> None:
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    Platform.objects.create(slug="new", name="New")
    assert make_gotcha().pk
