"""What is compressed on its way, and what never is."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import path, re_path

from kbsite.middleware.compression import CompressionMiddleware
from kbsite.urls import handler500
from kbsite.urls import urlpatterns as site_patterns

__all__ = ["handler500"]

TEXT = "Long enough to be worth it. " * 40
GZIP = {"accept-encoding": "gzip, br"}


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT, headers={"ETag": '"1"'})


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT + get_token(request))


def with_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse(TEXT)


def picture(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT, content_type="image/png")


urlpatterns = [
    path("page/", page),
    path("form/", form),
    path("with-session/", with_session),
    path("picture/", picture),
    re_path("^private/$", lambda _: HttpResponse(TEXT, headers={"Cache-Control": "private"})),
    *site_patterns,
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_a_public_page_is_compressed_for_who_takes_it(client: Client):
    answer = client.get("/page/", headers=GZIP)
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == TEXT
    assert int(answer["Content-Length"]) == len(answer.content) < len(TEXT) / 4
    assert answer["ETag"] == 'W/"1"'
    assert "Accept-Encoding" in answer["Vary"]


def test_who_does_not_take_it_gets_the_plain_page_which_varies_all_the_same(client: Client):
    answer = client.get("/page/")
    assert "Content-Encoding" not in answer
    assert answer.content.decode() == TEXT
    assert answer["ETag"] == '"1"'
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("path", ["/form/", "/with-session/", "/private/", "/picture/", "/admin/login/"])
def test_what_holds_a_token_or_is_for_one_visitor_is_not_compressed(client: Client, path: str):
    for _ in range(2):  # the second time with the cookies of the first
        answer = client.get(path, headers=GZIP)
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer


def test_a_visitor_with_a_session_gets_no_compressed_page(client: Client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "abc"
    assert "Content-Encoding" not in client.get("/page/", headers=GZIP)


def test_a_token_counts_though_its_cookie_was_held_back():
    def held_back(request: HttpRequest) -> HttpResponse:
        response = form(request)
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return response

    request = RequestFactory().get("/", headers=GZIP)
    assert "Content-Encoding" not in CompressionMiddleware(held_back)(request)


def test_an_answer_to_a_form_is_not_compressed(client: Client):
    assert "Content-Encoding" not in client.post("/page/", headers=GZIP)


def test_the_length_of_a_compressed_page_is_not_the_same_twice(client: Client):
    lengths = {len(client.get("/page/", headers=GZIP).content) for _ in range(20)}
    assert len(lengths) > 1


def test_head_says_what_get_would(client: Client):
    answer = client.head("/page/", headers=GZIP)
    assert answer["Content-Encoding"] == "gzip"
    assert answer.content == b""
