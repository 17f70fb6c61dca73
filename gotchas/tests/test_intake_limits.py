"""Rate limits: counted atomically, by a hash of the address."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from gotchas.intake import limits
from gotchas.intake.limits import Limit
from gotchas.models import RateCounter
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.racing import at_once

TWO_A_MINUTE = Limit("test", 2, 60)


def passed(address: str, *asked: Limit) -> limits.Exceeded | None:
    return limits.exceeded(asked or [TWO_A_MINUTE], RequestFactory().post("/", REMOTE_ADDR=address))


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime.datetime:
    """The clock stands at ten seconds past twelve, so that no window ends within a test."""
    time = datetime.datetime(2026, 5, 4, 12, 0, 10, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: time)
    return time


@pytest.mark.django_db
def test_the_third_of_two_is_too_many_and_told_when_to_come_back(noon: datetime.datetime) -> None:
    assert passed("192.0.2.1") is None
    assert passed("192.0.2.1") is None
    refused = passed("192.0.2.1")
    assert refused is not None
    assert refused.retry_after == 51
    assert refused.sentence == "More than 2 a minute came from this address. It takes more in 51 seconds."


@pytest.mark.django_db
def test_another_address_is_counted_apart(noon: datetime.datetime) -> None:
    for _ in range(3):
        passed("192.0.2.1")
    assert passed("192.0.2.2") is None


@pytest.mark.django_db
def test_an_account_counts_from_whatever_address(noon: datetime.datetime) -> None:
    user = make_staff("reader")

    def asked(address: str, who: Any) -> limits.Exceeded | None:
        request = RequestFactory().post("/", REMOTE_ADDR=address)
        request.COOKIES[settings.SESSION_COOKIE_NAME], request.user = "x", who
        return limits.exceeded([TWO_A_MINUTE], request)

    assert [asked(f"192.0.2.{n}", user) for n in (1, 2)] == [None, None]
    third = asked("192.0.2.3", user)
    assert third
    assert third.sentence.startswith("More than 2 a minute came from this account.")
    assert asked("192.0.2.4", make_staff("reader", username="other")) is None
    assert asked("192.0.2.5", AnonymousUser()) is None


@pytest.mark.django_db
def test_the_next_window_begins_at_nothing(noon: datetime.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        passed("192.0.2.1")
    monkeypatch.setattr(timezone, "now", lambda: noon + datetime.timedelta(seconds=50))
    assert passed("192.0.2.1") is None


@pytest.mark.django_db
def test_the_narrower_of_two_limits_is_told(noon: datetime.datetime) -> None:
    wide = Limit("wide", 100, 86_400)
    for _ in range(2):
        assert passed("192.0.2.1", wide, TWO_A_MINUTE) is None
    refused = passed("192.0.2.1", wide, TWO_A_MINUTE)
    assert refused is not None
    assert refused.limit == TWO_A_MINUTE


@pytest.mark.django_db
def test_nothing_is_counted_with_limits_off(settings: Any) -> None:
    settings.LIMITS = False
    assert [passed("192.0.2.1") for _ in range(5)] == [None] * 5
    assert not RateCounter.objects.exists()


@pytest.mark.django_db
def test_the_address_itself_is_not_kept(noon: datetime.datetime) -> None:
    passed("192.0.2.1")
    assert "192.0.2" not in RateCounter.objects.get().key


def test_one_household_of_ipv6_is_one() -> None:
    assert limits.key_of("2001:db8:0:1::5") == limits.key_of("2001:db8:0:1:ffff::9")
    assert limits.key_of("2001:db8:0:1::5") != limits.key_of("2001:db8:0:2::5")


def test_an_ipv4_address_in_ipv6_clothes_is_the_ipv4_address() -> None:
    assert limits.network_of("::ffff:192.0.2.1") == "192.0.2.1"


def test_what_is_no_address_counts_as_it_stands() -> None:
    assert limits.network_of("") == ""


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second"), (60, "60 seconds"), (121, "3 minutes"), (86_400, "24 hours")]
)
def test_a_time_to_wait_is_told_in_words(seconds: int, words: str) -> None:
    assert limits.spelled(seconds) == words


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_forty_requests_at_once_none_is_lost_from_the_count() -> None:
    now = timezone.now()
    counts = at_once(8, lambda: [limits.hit(TWO_A_MINUTE, "key", now) for _ in range(5)])
    assert sorted(n for some in counts for n in some) == list(range(1, 41))
