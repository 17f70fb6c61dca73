"""What a program is told that meets an error: never a page, whatever refused its request."""

import json

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from kbsite.middleware.errors import ErrorsMiddleware

pytestmark = pytest.mark.django_db
LARGE = b"x" * 3_000_000


def ask(accept: str, method: str, path: str, **extra: object) -> HttpResponse:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    headers = {"accept": accept} if accept else {}
    return client.generic(method, path, headers=headers, **extra)


REFUSED = [
    ("GET", "/nowhere/", 404),
    ("GET", "/1.999/", 404),
    ("GET", "/search/?q=%00", 400),
    ("POST", "/search/", 403),  # no token
    ("DELETE", "/", 405),
    ("POST", "/log/", 422),
    ("GET", f"/search/?q={'x' * 8_000}", 414),
]


@pytest.mark.parametrize(("method", "path", "status"), REFUSED)
def test_a_program_that_asks_for_json_gets_json(method: str, path: str, status: int) -> None:
    answer = ask("application/json", method, path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer.json()["error"]
    assert "Accept" in answer["Vary"]


@pytest.mark.parametrize(("method", "path", "status"), REFUSED)
def test_a_program_that_asks_for_plain_text_gets_it(method: str, path: str, status: int) -> None:
    answer = ask("text/plain", method, path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert answer.content.strip()
    assert b"<" not in answer.content


@pytest.mark.parametrize(
    ("method", "path", "status", "form"),
    [
        ("GET", "/nowhere.json", 404, "application/json"),
        ("GET", "/nowhere/at/all.txt", 404, "text/plain; charset=utf-8"),
        ("GET", "/api/nowhere", 404, "application/json"),
        ("PUT", "/log", 405, "text/plain; charset=utf-8"),
        ("PUT", "/api/log", 405, "application/json"),
        ("POST", "/suggest/", 405, "application/json"),
    ],
)
def test_an_address_for_programs_tells_errors_in_its_form(
    method: str, path: str, status: int, form: str
) -> None:
    answer = ask("*/*", method, path)
    assert (answer.status_code, answer["Content-Type"]) == (status, form)
    assert b"<html" not in answer.content


def test_a_log_that_is_too_large_is_refused_in_plain_text() -> None:
    answer = ask("*/*", "POST", "/log", data=LARGE, content_type="application/octet-stream")
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain; charset=utf-8")


@pytest.mark.parametrize("accept", ["", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8"])
def test_people_get_pages(accept: str) -> None:
    assert b"<html" in ask(accept, "GET", "/nowhere/").content


def test_a_wrong_method_is_told_the_right_ones_to_people_and_programs() -> None:
    client = Client()
    page = client.post("/search/", headers={"accept": "text/html"})
    assert page.status_code == 405
    assert b"<html" in page.content and b"GET, HEAD" in page.content
    told = client.post("/search/", headers={"accept": "application/json"})
    assert told["Allow"] == "GET, HEAD"
    assert "GET, HEAD" in told.json()["error"]


def test_a_limit_and_a_database_that_is_away_keep_their_retry_after() -> None:
    for status in (429, 503):

        def refuse(request: HttpRequest, status: int = status) -> HttpResponse:
            return HttpResponse("<html>", status=status, headers={"Retry-After": "30"})

        request = RequestFactory().get("/", headers={"accept": "application/json"})
        answer = ErrorsMiddleware(refuse)(request)
        assert (answer.status_code, answer["Retry-After"]) == (status, "30")
        assert json.loads(answer.content)["error"]


def test_a_failure_of_the_database_is_told_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(q: str) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("gotchas.views.suggest.suggestions", away)
    answer = ask("*/*", "GET", "/suggest/?q=a")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (
        503,
        "application/json",
        "30",
    )
