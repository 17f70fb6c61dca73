"""Collections that believed to have fewer gotchas than they have take the next number again."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from gotchas.models import Collection
from gotchas.tests.factories import make_collection, make_gotcha

pytestmark = pytest.mark.django_db


def test_what_fell_behind_is_put_where_its_gotchas_end_and_the_rest_stays():
    behind, ahead, _empty = (make_collection(number=n) for n in (1, 2, 3))
    for collection in (behind, behind, ahead):
        make_gotcha(collection=collection)
    Collection.objects.filter(pk=behind.pk).update(last_position=0)
    Collection.objects.filter(pk=ahead.pk).update(last_position=9)
    import_module("gotchas.migrations.0031_last_positions").mend(apps, SimpleNamespace(connection=connection))
    assert dict(Collection.objects.values_list("number", "last_position")) == {1: 2, 2: 9, 3: 0}
    behind.refresh_from_db()
    assert make_gotcha(collection=behind).position == 3
