"""The site for a WSGI server: `gunicorn --config deploy/gunicorn.py`."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_plain_content_type(site: Application) -> Application:
    """Take away parameters of the content type that are written in RFC 2231's way (`charset*=utf-8''x`).

    HTTP has none of them, and Django fails on odd ones before any middleware of ours is asked.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("CONTENT_TYPE", "")
        if "*" in given.partition(";")[2]:
            environ["CONTENT_TYPE"] = given.partition(";")[0]
        return site(environ, start_response)

    return application


def without_body_on_head(site: Application) -> Application:
    """Answer HEAD as GET, but with headers alone: Django leaves that to the server, which complains of it."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = site(environ, start_response)
        if environ.get("REQUEST_METHOD") != "HEAD":
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return []

    return application


application = with_plain_content_type(without_body_on_head(get_wsgi_application()))

# The addresses with all their pages, which Django would load at the first request only: workers that part
# from this process share them.
get_resolver().url_patterns  # noqa: B018 - read for its effect
