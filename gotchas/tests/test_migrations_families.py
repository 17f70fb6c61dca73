"""Families of a site that stands learn what the table of families learned, where no editor changed them."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from gotchas.models import CodeFamily

pytestmark = pytest.mark.django_db

verbose = import_module("gotchas.migrations.0035_sqlstates_of_verbose_logs")
abends = import_module("gotchas.migrations.0036_abend_codes")


def migrate(module):
    module.forwards(apps, SimpleNamespace(connection=connection))


def test_the_pattern_of_sqlstates_is_that_of_the_table_of_families():
    family = CodeFamily.objects.get(slug="sqlstate")
    shipped = family.patterns, family.must_match, family.must_not_match
    family.patterns = family.patterns.replace(verbose.AFTER, verbose.BEFORE)
    family.must_match = family.must_match.replace("\nFATAL:  28P01: password", "")
    family.must_not_match = family.must_not_match.replace("\nERROR: 404: not found\nFATAL: ABORT: gone", "")
    family.save()
    assert not CodeFamily.objects.recogniser().scan("FATAL:  28P01: x")
    migrate(verbose)
    family.refresh_from_db()
    assert family.patterns == shipped[0]
    assert [sorted(cell.splitlines()) for cell in (family.must_match, family.must_not_match)] == [
        sorted(cell.splitlines()) for cell in shipped[1:]
    ]
    [found] = CodeFamily.objects.recogniser().scan("FATAL:  28P01: x")
    assert found.code == "28P01"


def test_a_pattern_of_sqlstates_that_an_editor_changed_stays():
    CodeFamily.objects.filter(slug="sqlstate").update(
        patterns=r"\bSTATE ([0-9A-Z]{5})\b", must_match="STATE 28P01"
    )
    migrate(verbose)
    family = CodeFamily.objects.get(slug="sqlstate")
    assert (family.patterns, family.must_match) == (r"\bSTATE ([0-9A-Z]{5})\b", "STATE 28P01")


def test_the_family_of_abends_is_made_as_the_table_of_families_has_it():
    family = CodeFamily.objects.filter(slug="zos-abend")
    shipped = family.values().get()
    family.delete()
    migrate(abends)
    assert {k: v for k, v in family.values().get().items() if k not in ("id", "changed_at")} == {
        k: v for k, v in shipped.items() if k not in ("id", "changed_at")
    }


def test_a_family_of_abends_that_an_editor_made_stays():
    CodeFamily.objects.filter(slug="zos-abend").update(name="Abends", patterns="")
    migrate(abends)
    assert CodeFamily.objects.filter(name="Abends", patterns="").count() == 1
