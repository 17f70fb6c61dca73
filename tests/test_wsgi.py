"""What is mended around Django, where no middleware is asked yet."""

from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from kbsite.wsgi import application

pytestmark = pytest.mark.django_db


def ask(method: str, path: str, **environ: Any) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of one request, as a WSGI server would see them."""
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        told["status"], told["headers"] = status, dict(headers)

    asked = RequestFactory().generic(method, path).environ | {"SERVER_NAME": "localhost"} | environ
    body = b"".join(application(asked | {"wsgi.input": BytesIO(b"")}, start_response))
    return told["status"], told["headers"], body


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; a*=zz''b",
        "text/plain; a*=idna''%ff",
        "text/plain; a*=undefined''%ff",
        "multipart/form-data; boundary*=zz''x",
    ],
)
@pytest.mark.parametrize("path", ["/about/", "/static/css/site.css"])
def test_an_odd_content_type_is_no_failure(path: str, content_type: str) -> None:
    status, headers, _ = ask("GET", path, CONTENT_TYPE=content_type)
    assert status == "200 OK"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_boundary_is_refused_in_words() -> None:
    status, _, body = ask("POST", "/1/comment/", CONTENT_TYPE="multipart/form-data; boundary*=zz''x")
    assert status.startswith("400")
    assert b"boundary" in body


def test_head_answers_with_the_headers_of_get_and_no_body() -> None:
    _, of_get, body = ask("GET", "/about/")
    status, headers, nothing = ask("HEAD", "/about/")
    assert status == "200 OK"
    assert nothing == b"" != body
    assert headers["Content-Length"] == of_get["Content-Length"] == str(len(body))
