"""Notices in admin: as on the pages an end has a reason, and is taken back for ten minutes alone."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gotchas.models import Notice
from gotchas.models.verdicts import UNDO_FOR
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db

WHY = "Say why it is over: it stands in the history that everybody can read."
END = {"ended_at_0": "2026-03-01", "ended_at_1": "12:00:00"}
NO_END = {"ended_at_0": "", "ended_at_1": ""}
AGES = {"just now": datetime.timedelta(0), "long ago": 2 * UNDO_FOR}


@pytest.fixture
def client() -> Client:
    return signed_in(make_staff("editor"))


@pytest.fixture(params=["alone", "in its article"])
def where(request: Any) -> str:
    return request.param


def make_notice(**fields: Any) -> Notice:
    return Notice.objects.create(gotcha=make_gotcha(), text="Do not run step 2.", **fields)


def save(client: Client, notice: Notice, where: str, **fields: str) -> Any:
    """Send the form of the notice, or that of its article, with these fields of the notice."""
    alone = where == "alone"
    name, row = ("notice", notice) if alone else ("gotcha", notice.gotcha)
    address = reverse(f"admin:gotchas_{name}_change", args=[row.pk])
    before = "" if alone else "notices-0-"
    return client.post(
        address, form_of(client.get(address)) | {before + key: value for key, value in fields.items()}
    )


def test_a_notice_is_ended_with_a_reason_alone(client: Client, where: str) -> None:
    notice = make_notice()
    answer = save(client, notice, where, **END)
    assert (answer.status_code, WHY in text_of(answer)) == (200, True)
    notice.refresh_from_db()
    assert notice.ended_at is None
    assert save(client, notice, where, **END, ended_reason="Step 2 is safe now.").status_code == 302
    notice.refresh_from_db()
    assert (notice.ended_at is None, notice.ended_reason) == (False, "Step 2 is safe now.")
    assert notice.ended_by is not None


def test_a_reason_without_an_end_is_not_lost(client: Client, where: str) -> None:
    answer = save(client, make_notice(), where, ended_reason="Step 2 is safe now.")
    assert (answer.status_code, "Give the time of its end" in text_of(answer)) == (200, True)


@pytest.mark.parametrize(("age", "stands"), [("just now", True), ("long ago", False)])
def test_an_end_is_taken_back_for_ten_minutes_alone(
    client: Client, where: str, age: str, stands: bool
) -> None:
    notice = make_notice(ended_at=timezone.now() - AGES[age], ended_reason="Step 2 is safe now.")
    answer = save(client, notice, where, **NO_END)
    notice.refresh_from_db()
    assert (notice.ended_at is None, notice.ended_reason == "") == (stands, stands)
    assert ("Set it anew" in text_of(answer)) is not stands


def test_an_end_of_old_without_a_reason_hinders_no_other_change(client: Client, where: str) -> None:
    notice = make_notice(ended_at=timezone.now() - AGES["long ago"])
    assert save(client, notice, where, text="Do not run step 3.").status_code == 302
    notice.refresh_from_db()
    assert (notice.text, notice.ended_at is None) == ("Do not run step 3.", False)
