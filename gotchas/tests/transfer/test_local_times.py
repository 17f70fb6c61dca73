"""Printed local times become instants; skipped and doubled hours are decided and said."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.transfer.local_times import instant

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DOUBLED = datetime(2019, 10, 27, 2, 30)


@pytest.mark.parametrize(("local", "hour"), [(datetime(2019, 1, 1, 12), 11), (datetime(2019, 7, 1, 12), 10)])
def test_an_ordinary_time_has_the_offset_of_its_season(local: datetime, hour: int) -> None:
    when, said = instant(local, COPENHAGEN)
    assert when.astimezone(UTC).hour == hour
    assert said == ""


def test_a_skipped_time_is_the_one_the_clocks_showed() -> None:
    when, said = instant(datetime(2019, 3, 31, 2, 30), COPENHAGEN)
    assert when.astimezone(UTC) == datetime(2019, 3, 31, 1, 30, tzinfo=UTC)
    assert said == "the clocks of Europe/Copenhagen skipped 02:30: taken as 03:30"


def test_of_a_doubled_time_the_first_is_taken() -> None:
    when, said = instant(DOUBLED, COPENHAGEN)
    assert when.astimezone(UTC) == datetime(2019, 10, 27, 0, 30, tzinfo=UTC)
    assert said.endswith("showed 02:30 twice: taken as the first")


def test_the_second_is_taken_where_the_page_is_already_past_the_first() -> None:
    before = datetime(2019, 10, 27, 0, 50, tzinfo=UTC)
    when, said = instant(DOUBLED, COPENHAGEN, before)
    assert when.astimezone(UTC) == datetime(2019, 10, 27, 1, 30, tzinfo=UTC)
    assert said.endswith("taken as the second")


def test_a_page_that_is_not_in_order_changes_nothing() -> None:
    before = datetime(2019, 12, 1, tzinfo=UTC)
    assert instant(DOUBLED, COPENHAGEN, before)[1].endswith("taken as the first")


ZONES = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Monrovia"]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 30)), st.sampled_from(ZONES))
def test_a_time_that_needed_no_decision_reads_as_it_was_printed(local: datetime, name: str) -> None:
    when, said = instant(local, ZoneInfo(name))
    assert said or when.replace(tzinfo=None) == local
    assert abs(when.replace(tzinfo=None) - local) <= timedelta(hours=1)
