"""Signing in to admin: as many tries as a person needs, and what is said and kept of those that failed."""

import datetime
import logging
from typing import Any

import pytest
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gotchas.models import RateCounter
from gotchas.tests.admin_pages import make_staff, text_of, tree

pytestmark = pytest.mark.django_db
LOGIN = reverse("admin:login")
RIGHT, WRONG = "correct horse battery", "incorrect horse"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime.datetime:
    """The clock stands a minute past twelve, so that no window ends within a test."""
    time = datetime.datetime(2026, 5, 4, 12, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: time)
    return time


@pytest.fixture
def ada() -> User:
    user = make_staff("editor", username="ada")
    user.set_password(RIGHT)
    user.save()
    return user


def attempt(name: str = "ada", password: str = WRONG, address: str = "192.0.2.1", **fields: str) -> Any:
    sent = {"username": name, "password": password, **fields}
    return Client().post(LOGIN, sent, REMOTE_ADDR=address)


def test_what_was_wrong_comes_before_the_fields_for_who_listens() -> None:
    page = attempt().content.decode()
    assert "errornote" in page
    assert "autofocus" not in page


def test_who_came_here_astray_finds_back_to_the_site() -> None:
    assert '<a href="/">Back to the site</a>' in Client().get(LOGIN).content.decode()


def test_ten_tries_are_looked_at_and_the_eleventh_is_told_when_to_come_back(ada: User) -> None:
    assert [attempt().status_code for _ in range(10)] == [200] * 10
    refused = attempt(password=RIGHT)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "241"
    assert "Too many tries: more than 10 in five minutes." in text_of(refused)
    assert "Try again in 5 minutes." in text_of(refused)


def test_the_page_that_refuses_keeps_the_name_and_where_to_go_but_no_password(ada: User) -> None:
    for _ in range(10):
        attempt()
    refused = attempt(next="/admin/gotchas/gotcha/")
    fields = {e.get("name"): e.get("value") for e in tree(refused).iter("input")}
    assert (fields["username"], fields["next"]) == ("ada", "/admin/gotchas/gotcha/")
    assert WRONG not in refused.content.decode()


def test_over_the_limit_no_password_is_compared(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Any] = []
    monkeypatch.setattr(auth_forms, "authenticate", lambda *args, **given: compared.append(given))
    for _ in range(15):
        attempt()
    assert len(compared) == 10


def test_one_address_cannot_go_through_many_names(ada: User) -> None:
    for n in range(10):
        assert attempt(f"name-{n}").status_code == 200
    assert attempt("name-11").status_code == 429
    assert attempt("name-11", address="192.0.2.2").status_code == 200


@pytest.mark.parametrize("written", ["ada", "ADA", " ada ", "\uff41da"])
def test_many_addresses_cannot_go_through_the_passwords_of_one_name(ada: User, written: str) -> None:
    for n in range(10):
        assert attempt(address=f"192.0.2.{n}").status_code == 200
    assert attempt(written, address="192.0.2.99").status_code == 429
    assert attempt("grace", address="192.0.2.99").status_code == 200


def test_what_one_address_is_refused_for_is_not_counted_against_the_name(ada: User) -> None:
    for n in range(10):
        attempt(f"name-{n}")
    for _ in range(20):
        attempt("ada")
    assert attempt("ada", RIGHT, address="192.0.2.2").status_code == 302


def test_who_signs_in_again_and_again_is_never_kept_out(ada: User) -> None:
    for _ in range(9):
        attempt()
    assert [attempt(password=RIGHT).status_code for _ in range(15)] == [302] * 15
    assert {row.count for row in RateCounter.objects.all()} == {9}


def test_after_five_minutes_it_is_open_again(
    ada: User, noon: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(11):
        attempt()
    monkeypatch.setattr(timezone, "now", lambda: noon + datetime.timedelta(seconds=241))
    assert attempt(password=RIGHT).status_code == 302


def test_a_form_without_a_name_counts_by_its_address(ada: User) -> None:
    assert [attempt("").status_code for _ in range(11)] == [200] * 10 + [429]


def test_looking_at_the_page_counts_for_nothing(ada: User) -> None:
    for _ in range(12):
        assert Client().get(LOGIN).status_code == 200
    assert not RateCounter.objects.exists()


def test_with_limits_off_nobody_is_kept_out(ada: User, settings: Any) -> None:
    settings.LIMITS = False
    assert [attempt().status_code for _ in range(12)] == [200] * 12


def test_each_failed_try_is_one_line_in_the_log_without_the_password(
    ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "kbsite.sign_in")
    attempt("ada\r\n2026 INFO all is well\u202e\u2028")
    attempt("a" * 400)
    attempt(password=RIGHT)
    lines = [record.getMessage() for record in caplog.records if record.name == "kbsite.sign_in"]
    assert len(lines) == 2
    assert r"'ada\r\n2026 INFO all is well\u202e\u2028'" in lines[0]
    assert len(lines[1]) < 200
    assert not any(WRONG in line or RIGHT in line or "192.0.2" in line for line in lines)


def test_the_log_says_which_tries_were_over_the_limit(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(11):
        attempt()
    lines = [record.getMessage() for record in caplog.records if record.name == "kbsite.sign_in"]
    assert [line.rpartition(": ")[2] for line in lines] == ["invalid_login"] * 10 + ["too_many"]


@pytest.mark.parametrize("unsafe", ["https://example.org/", "//example.org", "javascript:x()", ""])
def test_an_address_elsewhere_to_go_to_leads_to_the_beginning_of_admin(ada: User, unsafe: str) -> None:
    answer = attempt(password=RIGHT, next=unsafe)
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))
