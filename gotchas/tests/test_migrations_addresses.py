"""Numbers and slugs that no address can hold, from before the database refused them, are mended."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from gotchas.models import CodeFamily, Collection, Gotcha, MessageCode, Platform
from gotchas.tests.factories import make_code, make_collection, make_family, make_gotcha, make_platform

pytestmark = pytest.mark.django_db

BEYOND = 1_000_000_000
REFUSED = {
    Collection: ["collection_number_fits_an_address"],
    Gotcha: ["gotcha_position_fits_an_address"],
    MessageCode: ["message_code_slug_fits_an_address"],
    CodeFamily: ["code_family_slug_fits_an_address"],
    Platform: ["platform_slug_fits_an_address"],
}


@pytest.fixture
def unchecked():
    """The database takes what it refuses since; PostgreSQL's rules come back with the end of the test."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            for model, names in REFUSED.items():
                for name in names:
                    cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {name}")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def mend():
    migration = import_module("gotchas.migrations.0013_mend_addresses")
    migration.mend(apps, SimpleNamespace(connection=connection))


def put(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_gotchas_beyond_the_largest_number_follow_the_last_one_in_their_order(unchecked):
    collection, other = make_collection(number=1), make_collection(number=2)
    first, second, third = (make_gotcha(collection=collection) for _ in range(3))
    elsewhere = make_gotcha(collection=other)
    put(second, position=BEYOND + 7)
    put(third, position=BEYOND)
    put(collection, last_position=BEYOND + 7)
    mend()
    positions = dict(Gotcha.objects.values_list("pk", "position"))
    assert positions == {first.pk: 1, third.pk: 2, second.pk: 3, elsewhere.pk: 1}
    assert dict(Collection.objects.values_list("number", "last_position")) == {1: 3, 2: 1}


def test_a_last_number_beyond_the_largest_becomes_that_of_the_last_gotcha(unchecked):
    collection, empty = make_collection(number=1), make_collection(number=2)
    make_gotcha(collection=collection)
    Collection.objects.update(last_position=BEYOND)
    mend()
    assert dict(Collection.objects.values_list("pk", "last_position")) == {collection.pk: 1, empty.pk: 0}


def test_collections_beyond_the_largest_number_get_the_next_ones(unchecked):
    low, high = make_collection(number=4), make_collection(number=5)
    put(high, number=BEYOND)
    mend()
    assert list(Collection.objects.order_by("pk").values_list("number", flat=True)) == [low.number, 5]


def test_slugs_without_a_slash_are_free_in_their_family(unchecked):
    family, other = make_family(), make_family()
    codes = [make_code(code=f"E{n}", family=family) for n in range(1, 5)]
    same = make_code(code="E9", family=other)
    for code, slug in zip([*codes, same], ["A-B", "A/B", "A:/B", "A/B/", "A/B"], strict=True):
        put(code, slug=slug)
    mend()
    slugs = dict(MessageCode.objects.values_list("pk", "slug"))
    assert [slugs[code.pk] for code in (*codes, same)] == ["A-B", "A-B-2", "A--B", "A-B-", "A-B"]


def test_many_slugs_that_come_down_to_one_are_numbered(unchecked):
    family = make_family()
    codes = [make_code(code=f"E{n}", family=family) for n in range(4)]
    for code, slug in zip(codes, ["--2", "/", "", "//"], strict=True):
        put(code, slug=slug)
    mend()
    slugs = dict(MessageCode.objects.values_list("pk", "slug"))
    assert [slugs[code.pk] for code in codes] == ["--2", "-", "--3", "--"]


def test_slugs_of_families_and_platforms_hold_no_slash(unchecked):
    platform, family = make_platform(slug="z"), make_family(slug="fam")
    put(platform, slug="z/OS")
    put(family, slug="a/b.c")
    mend()
    platform.refresh_from_db()
    family.refresh_from_db()
    assert (platform.slug, family.slug) == ("z-OS", "a-b-c")
