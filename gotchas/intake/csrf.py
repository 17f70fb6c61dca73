"""What a visitor sees whose form token is gone: the form again with all that was typed, and nothing done."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
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

    The view is asked as if by GET, by which no view writes. Those of the admin Django marks itself; its site
    (`kbsite.admin_site`) gives back what was typed. What a page of another site sends was not typed here:
    in a form with a good token one press of a button would do it.
    """
    match = request.resolver_match
    if match is None or not any(hasattr(match.func, m) for m in MARKS) or is_from_elsewhere(request):
        return csrf_failure(request, reason=reason)
    request._typed = request.POST
    request.method = "GET"
    response = match.func(request, *match.args, **match.kwargs)
    response.status_code = 403
    return response


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that a page of another site sent this. Programs say nothing."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    here = (request.get_host(), settings.SITE_URL.partition("://")[2])
    return origin is not None and origin.partition("://")[2] not in here
