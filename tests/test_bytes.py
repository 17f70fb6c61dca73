"""What the first middleware refuses, and what it lets through."""

from io import BytesIO

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kbsite.middleware.bytes import ADDRESS_LIMIT, BytesMiddleware

pytestmark = pytest.mark.urls("tests.echo_urls")

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=cut"


def post(path: str, body: bytes, content_type: str = FORM, *, checked: bool = False) -> HttpResponse:
    """`checked` lets the form-token check read the form, as it does for whoever carries its cookie."""
    client = Client(enforce_csrf_checks=checked, raise_request_exception=False)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return client.generic("POST", path, body, content_type)


def part(head: str, content: bytes) -> bytes:
    return b"--cut\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def test_plain_text_reaches_the_view():
    answer = post("/echo/?q=%C3%A9+1", "a=ü&b=%E2%82%AC%0A".encode()).json()
    assert answer["query"] == {"q": "é 1"}
    assert answer["form"] == {"a": "ü", "b": "€\n"}


@pytest.mark.parametrize("path", ["/%00", "/a%00b/", "/%ff/", "/%c0%ae/", "/%ed%a0%80/", "/%F0%9F%98/"])
def test_a_bad_path_is_a_400(client: Client, path: str):
    response = client.get(path)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert b"address" in response.content


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "q=%c0%ae", "q=%ed%a0%80", "%ff=1", "q=%F0%9F%98"])
def test_a_bad_query_is_a_400(client: Client, query: str):
    assert client.get("/echo/", QUERY_STRING=query).status_code == 400


@pytest.mark.parametrize(
    "query", ["q=%", "q=%zz", "q=%u0041", "&&&", "=", ";x=1", "q=%0d%0aX-Zq:%201", "q=é"]
)
def test_an_odd_query_in_valid_utf_8_reaches_the_view(client: Client, query: str):
    sent = query.encode().decode("latin-1")
    assert client.get("/echo/", QUERY_STRING=sent).status_code == 200


def test_an_overlong_address_is_a_414_that_names_the_limit(client: Client):
    fits = "q=" + "a" * (ADDRESS_LIMIT - len("/echo/") - 2)
    assert client.get("/echo/", QUERY_STRING=fits).status_code == 200
    response = client.get("/echo/", QUERY_STRING=fits + "a")
    assert response.status_code == 414
    assert str(ADDRESS_LIMIT).encode() in response.content


@pytest.mark.parametrize("body", [b"a=%00", b"a=\0", b"a=%ff", b"a=\xff", b"a=%ed%a0%80", b"%ff=1"])
def test_a_bad_form_is_a_400(body: bytes):
    assert post("/echo/", body).status_code == 400
    assert post("/form-with-token/", body, checked=True).status_code == 400


@pytest.mark.parametrize(
    "charset", ["utf-16", "UTF-16LE", "utf-7", "iso-8859-1", "idna", "rot13", "hex", "no-such", "", "a\tb"]
)
def test_a_form_in_another_charset_is_a_400(charset: str):
    body = "a=1".encode("utf-16")
    assert post("/echo/", body, f"{FORM}; charset={charset}").status_code == 400
    assert post("/form-with-token/", body, f"{FORM}; charset={charset}", checked=True).status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "us-ascii"])
def test_utf_8_by_any_of_its_names_is_read(charset: str):
    assert post("/echo/", b"a=%C3%A9", f"{FORM}; charset={charset}").json()["form"] == {"a": "é"}


def test_a_query_beside_another_charset_is_a_400(client: Client):
    response = client.get("/echo/?q=1", CONTENT_TYPE="text/plain; charset=utf-16")
    assert response.status_code == 400


def test_multipart_text_and_files_reach_the_view():
    body = (
        part('name="a"', "ü".encode())
        + part('name="f"; filename="f.bin"\r\nContent-Type: image/png', b"\0\xff")
        + b"--cut--\r\n"
    )
    answer = post("/echo/", body, MULTIPART).json()
    assert answer["form"] == {"a": "ü"}
    assert answer["files"] == {"f": "\0\xff"}


@pytest.mark.parametrize(
    "body",
    [
        part('name="a"', b"\0"),
        part('name="a"', b"\xff"),
        part('name="a\0"', b"1"),
        part('name="a"\r\nX-Filename: a; filename=b', b"\0"),
        part('name="\xff"'.encode("latin-1").decode("latin-1"), b"\xed\xa0\x80"),
        part('name="a"\r\nContent-Transfer-Encoding: base64', b"AAA="),
    ],
)
def test_bad_multipart_text_is_a_400(body: bytes):
    assert post("/echo/", body + b"--cut--\r\n", MULTIPART).status_code == 400


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_multipart_without_a_boundary_is_a_400(content_type: str):
    assert post("/form-with-token/", b"x", content_type, checked=True).status_code == 400


def test_cut_off_multipart_is_never_a_500():
    assert post("/form-with-token/", part('name="a"', b"1")[:-9], MULTIPART, checked=True).status_code < 500


def test_a_form_beyond_the_limit_is_a_413():
    body = b"a=" + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert post("/echo/", body).status_code == 413


def test_a_form_of_too_many_fields_is_a_400():
    assert post("/form-with-token/", b"a=1&" * 1001, checked=True).status_code == 400


def test_a_form_that_ends_early_is_a_400():
    class Gone(BytesIO):
        def read(self, *args: int) -> bytes:
            raise OSError("connection reset")

    request = RequestFactory().post("/echo/", b"a=1", content_type=FORM)
    request._stream = Gone()
    response = BytesMiddleware(lambda request: HttpResponse("reached"))(request)
    assert response.status_code == 400


@pytest.mark.parametrize("content_type", ["application/octet-stream", "text/plain; charset=utf-16", FORM])
def test_a_pasted_log_is_let_through_raw(content_type: str):
    log = "AMQ9637E\0 für".encode("latin-1")
    assert post("/log?q=%C3%A9", log, content_type).json() == {"query": {"q": "é"}, "size": len(log)}


def test_a_log_in_the_form_is_let_through_whatever_its_bytes_and_charset():
    assert post("/log/", b"text=%ffAMQ%00", f"{FORM}; charset=utf-16").status_code == 200


def test_the_address_of_a_pasted_log_is_checked_like_any_other(client: Client):
    assert client.get("/log/", QUERY_STRING="q=%ff").status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO", "get", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_a_405_that_names_the_allowed(client: Client, method: str):
    response = client.generic(method, "/echo/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


@given(st.binary(max_size=60), st.sampled_from([FORM, MULTIPART, "text/plain", "a;b;charset", ""]))
def test_no_bytes_are_a_500(body: bytes, content_type: str):
    sent = b"--cut\r\n" + body if content_type == MULTIPART else body
    assert post("/form-with-token/", sent, content_type, checked=True).status_code in (400, 403)
