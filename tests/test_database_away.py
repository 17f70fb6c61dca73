"""A form that is sent while the database is away comes back with what was typed, to be sent once more."""

from typing import Any

import html5lib
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client

from comments.models import Comment
from comments.tests.posting import TEXT, filled, form_of
from gotchas.answers import log_rows
from gotchas.tests.factories import make_gotcha

STRANGE = 'Is "1 < 2" & <b>bold</b>?\nA second line.'


def away(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("connection to server at hunter2 failed")


def forms_in(page: bytes) -> list[tuple[str, list[tuple[str, str]]]]:
    """Action and fields of each form of the page that is sent by POST."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.decode())
    return [
        (form.get("action"), [(one.get("name"), one.get("value")) for one in form.iter("input")])
        for form in tree.iter("form")
        if form.get("method") == "post"
    ]


@pytest.mark.django_db
def test_the_text_is_shown_and_sent_again_by_one_button(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = False
    address = form_of(make_gotcha())
    client = Client(raise_request_exception=False)
    with monkeypatch.context() as patch:
        patch.setattr(Comment, "post", away)
        refused = client.post(address, filled(text=STRANGE))
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Cache-Control"] == "private, no-store"
    assert b"&lt;b&gt;bold&lt;/b&gt;" in refused.content
    assert b"hunter2" not in refused.content
    [(action, fields)] = forms_in(refused.content)
    for _ in range(2):
        client.post(action, dict(fields))
    assert [comment.text for comment in Comment.objects.all()] == [STRANGE]


@pytest.mark.urls("tests.echo_urls")
@pytest.mark.parametrize("fields", [{"username": "ann-7431", "password": "Sesame9"}, {"text": TEXT}])
def test_a_form_without_a_stamp_is_not_repeated(fields: dict[str, str]) -> None:
    refused = Client(raise_request_exception=False).post("/database-away/", fields)
    assert refused.status_code == 503
    assert forms_in(refused.content) == []
    assert not any(text.encode() in refused.content for text in fields.values())


LOG_ADDRESSES = {
    "/log/": "text/html; charset=utf-8",
    "/log": "text/plain; charset=utf-8",
    "/log.txt": "text/plain; charset=utf-8",
    "/log.json": "application/json",
    "/api/log": "application/json",
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
@pytest.mark.parametrize(("address", "kind"), LOG_ADDRESSES.items())
def test_a_log_that_cannot_be_looked_up_may_be_sent_again_soon(
    settings: Any, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], address: str, kind: str
) -> None:
    settings.LIMITS = False
    refused = _sent_while(fault, monkeypatch, address)
    assert (refused.status_code, refused["Content-Type"]) == (503, kind)
    assert int(refused.headers["Retry-After"]) > 0
    assert b"AMQ9637" not in refused.content


@pytest.mark.django_db
def test_a_fault_of_ours_is_not_said_to_pass(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIMITS = False
    refused = _sent_while(ProgrammingError, monkeypatch, "/log")
    assert refused.status_code == 500
    assert "Retry-After" not in refused.headers
    assert b"AMQ9637" not in refused.content


def _sent_while(fault: type[Exception], monkeypatch: pytest.MonkeyPatch, address: str) -> Any:
    """The answer to a log whose codes cannot be looked up; the database quotes what it was asked for."""

    def quoting(keys: Any) -> None:
        raise fault(f"near {list(keys)}")

    monkeypatch.setattr(log_rows, "stored", quoting)
    client = Client(raise_request_exception=False)
    if address == "/log/":
        return client.post(address, {"text": "AMQ9637E: refused"})
    return client.post(address, b"AMQ9637E: refused", content_type="text/plain")
