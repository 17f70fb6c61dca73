"""The admin's site: what somebody typed into its forms is not lost with a session or a form's token."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from gotchas.intake.csrf import shows_typed_text, typed
from gotchas.views.desk import signed_out
from gotchas.views.kept import View


class EditorsSite(admin.AdminSite):
    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Django leads who is signed out to the page to sign in, and drops what was sent."""
        inner = super().admin_view(view, cacheable)

        @shows_typed_text
        @wraps(inner)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            sent = request.POST.keys() - {"csrfmiddlewaretoken"}
            if sent and (typed(request) is not None or not request.user.is_authenticated):
                return signed_out(request)
            return inner(request, *args, **kwargs)

        return kept
