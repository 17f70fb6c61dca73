"""The site's addresses and a few more for tests of what stands before the views."""

from typing import NoReturn

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from kbsite.urls import handler500
from kbsite.urls import urlpatterns as site_patterns

__all__ = ["handler500", "urlpatterns"]


@csrf_exempt
def echo(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "query": request.GET,
            "form": request.POST,
            "files": {name: file.read().decode("latin-1") for name, file in request.FILES.items()},
            "address": request.META["REMOTE_ADDR"],
            "url": request.build_absolute_uri("/"),
        }
    )


@csrf_exempt
def raw(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"query": request.GET, "size": len(request.body)})


def fail(request: HttpRequest) -> NoReturn:
    raise RuntimeError("a fault of ours with a secret: hunter2")


def database_away(request: HttpRequest) -> NoReturn:
    raise OperationalError("connection to server at hunter2 failed")


def with_cookie(request: HttpRequest) -> JsonResponse:
    response = JsonResponse({})
    response.set_cookie("choice", "1")
    return response


urlpatterns = [
    path("echo/", echo),
    path("log", raw),
    path("log/", echo),
    path("fail/", fail),
    path("database-away/", database_away),
    path("with-cookie/", with_cookie),
    re_path(r"^form-with-token/$", lambda request: JsonResponse({"form": request.POST})),
    *site_patterns,
]
