"""What a visitor sees whose form token is gone: the form again with all that was typed, and nothing done."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

View = Callable[..., HttpResponse]

MARKS = ("shows_typed_text", "admin_site", "model_admin")


def shows_typed_text(view: View) -> View:
    """Mark a view whose GET shows a form filled from `typed(request)`."""
    view.shows_typed_text = True
    return view


def typed(request: HttpRequest) -> Any:
    """What was typed into a form whose token was refused; None for a plain GET."""
    return getattr(request, "_typed", None)


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For settings.CSRF_FAILURE_VIEW.

    The view is asked as if by GET, by which no view writes, so a forged post can at most show a form. Those
    of the admin Django marks itself; its site (`kbsite.admin_site`) gives back what was typed.
    """
    match = request.resolver_match
    if match is None or not any(hasattr(match.func, mark) for mark in MARKS):
        return csrf_failure(request, reason=reason)
    request._typed = request.POST
    request.method = "GET"
    response = match.func(request, *match.args, **match.kwargs)
    response.status_code = 403
    return response
