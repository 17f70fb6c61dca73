"""What a visitor is told when the site itself fails; Django's views give the other error pages."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.views.defaults import server_error as django_server_error

RETRY_AFTER = "30"
"""Seconds after which a client may ask again while the database is away."""


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After where the database is away or busy, 500 otherwise; neither needs it."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return django_server_error(request)
    try:
        response = HttpResponse(render_to_string("503.html"), status=503)
    except TemplateDoesNotExist:
        response = HttpResponse(
            "The site cannot reach its database just now. Please try again in half a minute.\n",
            content_type="text/plain; charset=utf-8",
            status=503,
        )
    response.headers["Retry-After"] = RETRY_AFTER
    return response
