"""Headers on pages, static files and refusals alike."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.echo_urls")

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/echo/", 200),
        ("/static/admin/css/base.css", 200),
        ("/nothing/", 404),
        ("/%ff/", 400),
        ("/fail/", 500),
        ("/database-away/", 503),
    ],
)
def test_every_answer_carries_the_security_headers(path: str, status: int):
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == status
    for name, value in EXPECTED.items():
        assert response.headers[name] == value
    assert "Access-Control-Allow-Origin" not in response.headers
    assert ("geolocation=()" in response.headers.get("Permissions-Policy", "")) is not path.endswith(".css")
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy.pop("img-src") == "'self' data:"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)
    assert "data:" not in str(policy)


def test_a_foreign_host_is_a_400_with_the_headers(client: Client):
    response = client.get("/echo/", headers={"host": "evil.test"})
    assert response.status_code == 400
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_visitors_own_page_is_kept_by_no_cache(client: Client, settings):
    assert client.get("/echo/").headers["Cache-Control"] == "no-cache"
    assert client.get("/with-cookie/").headers["Cache-Control"] == "private, no-store"
    client.cookies[settings.SESSION_COOKIE_NAME] = "abc"
    assert client.get("/echo/").headers["Cache-Control"] == "private, no-store"
    assert client.get("/nothing.css").headers["Cache-Control"] == "private, no-store"
