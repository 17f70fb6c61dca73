"""What a visitor sees whose form token is gone: the form again with all that was typed, and nothing done."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

View = Callable[..., HttpResponse]


def shows_typed_text(view: View) -> View:
    """Mark a view whose GET shows a form filled from `typed(request)`."""
    view.shows_typed_text = True
    return view


def typed(request: HttpRequest) -> Any:
    """What was typed into a form whose token was refused; None for a plain GET."""
    return getattr(request, "_typed", None)


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For settings.CSRF_FAILURE_VIEW.

    The view is asked as if by GET, by which no view writes, so a forged post can at most show a form.
    """
    match = request.resolver_match
    if match is None or not getattr(match.func, "shows_typed_text", False):
        return csrf_failure(request, reason=reason)
    request._typed = request.POST
    request.method = "GET"
    response = match.func(request, *match.args, **match.kwargs)
    response.status_code = 403
    return response
