"""What a visitor is told when the site itself fails; Django's views give the other error pages."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from kbsite import last_titles

RETRY_AFTER = "30"
"""Seconds after which a client may ask again while the database is away."""

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "stamp", "homepage", "private", "seen", "base"})
"""Fields that a form carries for itself; they are sent again, and not shown."""


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After where the database is away or busy, 500 otherwise; neither needs it."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return page("500.html", {}, 500, "The page could not be made. Load it again in a minute.\n")
    away = "The site cannot reach its database just now. Load this page again in half a minute.\n"
    response = page("503.html", given_back(request), 503, away)
    response.headers["Retry-After"] = RETRY_AFTER
    response.headers["Cache-Control"] = "private, no-store"
    return response


def page(template: str, context: dict[str, Any], status: int, words: str) -> HttpResponse:
    """The page with the titles that are kept; only `words` where even its template is gone."""
    try:
        return HttpResponse(
            render_to_string(template, context | {"titles": last_titles.kept()}), status=status
        )
    except TemplateDoesNotExist:
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)


def given_back(request: HttpRequest) -> dict[str, Any]:
    """What a reader's form brought: `sent` to send it once more, `typed` to be read; nothing of other forms.

    Only a form with a stamp can be sent twice without harm. A page of a GET, a log that is kept nowhere, and
    sign-in with its password have none.
    """
    if request.method != "POST" or "stamp" not in request.POST:
        return {}
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
    typed = [
        (name.replace("_", " ").capitalize(), text)
        for name, text in sent
        if text.strip() and name not in NOT_TYPED
    ]
    return {"address": request.get_full_path(), "sent": sent, "typed": typed}
