"""Numbers and slugs of rows: the database itself refuses what no address can hold."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gotchas.models import Collection, Gotcha, MessageCode
from gotchas.tests.factories import (
    make_code,
    make_collection,
    make_family,
    make_gotcha,
    make_platform,
)
from gotchas.text.addresses import LARGEST_NUMBER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["a/b", ""])
@pytest.mark.parametrize("make", [make_family, make_platform, make_code])
def test_a_slug_that_no_address_can_hold_is_refused(make: Callable[[], Any], slug: str) -> None:
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(slug=slug)


def test_a_number_that_no_address_can_hold_is_refused() -> None:
    gotcha = make_gotcha()
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.update(number=LARGEST_NUMBER + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gotcha.objects.update(position=LARGEST_NUMBER + 1)
    Collection.objects.update(number=LARGEST_NUMBER)
    Gotcha.objects.update(position=LARGEST_NUMBER)
    assert Gotcha.objects.get(pk=gotcha.pk).get_absolute_url() == "/999999999.999999999/"


def test_the_next_collection_has_the_next_number() -> None:
    assert Collection.objects.next_number() == 1
    make_collection(number=7)
    assert Collection.objects.next_number() == 8


def test_where_the_last_number_is_taken_the_next_is_a_lower_one() -> None:
    make_collection(number=LARGEST_NUMBER)
    assert Collection.objects.next_number() == 1
    make_collection(number=3)
    make_collection(number=LARGEST_NUMBER - 1)
    assert Collection.objects.next_number() == 4


def test_a_code_that_no_address_can_hold_has_a_slug_that_one_can() -> None:
    assert make_code("/SAP/1").get_absolute_url().endswith("/-SAP-1/")
    assert MessageCode.objects.count() == 1
