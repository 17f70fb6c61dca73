"""What the pages of the editors' desk share: who may enter, and what becomes of who was signed out."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from gotchas.intake.csrf import typed
from gotchas.views.kept import typed_texts

View = Callable[..., HttpResponse]


def only(permission: str) -> Callable[[View], View]:
    """Who is not signed in is asked to; to accounts without the permission there is no such page.

    What was typed in a session that ended since is lost by no view that `shows_typed_text`.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                is_read = request.method in ("GET", "HEAD") and typed(request) is None
                if not is_read and getattr(checked, "shows_typed_text", False):
                    return signed_out(request)
                return redirect_to_login(request.get_full_path() if is_read else reverse("desk_corrections"))
            if not request.user.has_perm(permission):
                raise Http404("There is no such page for this account.")
            return view(request, *args, **kwargs)

        return checked

    return decorate


def signed_out(request: HttpRequest) -> HttpResponse:
    """Nothing is decided; what was chosen and typed stands ready to be sent again after signing in.

    Who is signed in, with a form from before that, sees every field: it may be somebody else's form.
    A password stands on no page.
    """
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    context = {
        "kept": kept,
        "texts": typed_texts(request),
        "sign_in": redirect_to_login(reverse("desk")).url,
    }
    return render(request, "desk/signed_out.html", context, status=403)


def number_in(given: str) -> int | None:
    """A number that an address or a form brought; None for anything else."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None
