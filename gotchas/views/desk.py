"""What the pages of the editors' desk share: who may enter."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def only(permission: str) -> Callable[[View], View]:
    """Who is not signed in is asked to; to accounts without the permission there is no such page."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                is_read = request.method in ("GET", "HEAD")
                return redirect_to_login(request.get_full_path() if is_read else reverse("desk_corrections"))
            if not request.user.has_perm(permission):
                raise Http404("There is no such page for this account.")
            return view(request, *args, **kwargs)

        return checked

    return decorate


def number_in(given: str) -> int | None:
    """A number that an address or a form brought; None for anything else."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None
