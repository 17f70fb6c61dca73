"""The page to sign in: Django's own, with a limit on tries, and a line in the log for each that failed."""

import logging
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse

from gotchas.admin.accounts import LeavesFocus
from gotchas.intake import limits

LONGEST_NAME = 150
"""Characters of a name that the log shows; no account has more."""

logger = logging.getLogger(__name__)


class SignInForm(LeavesFocus, AdminAuthenticationForm):
    """Counts the try before it looks at the password: over the limit no hash of it is computed."""

    passed: limits.Exceeded | None = None

    def clean(self) -> dict[str, Any]:
        self.passed = limits.sign_in_exceeded(self.request, self.cleaned_data.get("username") or "")
        if self.passed:
            wait = limits.spelled(self.passed.retry_after)
            raise ValidationError(
                f"Too many tries: more than {self.passed.limit}. Try again in {wait}.",
                code="too_many",
            )
        return super().clean()


admin.site.login_form = SignInForm


def sign_in(request: HttpRequest) -> HttpResponse:
    """Django's view; 429 with Retry-After where there were too many tries."""
    response = admin.site.login(request)
    if request.method != "POST":
        return response
    if response.status_code == 302:
        limits.sign_in_succeeded(request, request.POST.get("username", ""))
        return response
    form = response.context_data["form"]
    why = (
        ", ".join(error.code or "" for error in form.errors.as_data().get(NON_FIELD_ERRORS, []))
        or "incomplete"
    )
    # %r: on one line, and with no sign in it that could pass for something else.
    logger.warning("Sign-in failed for %r: %s", request.POST.get("username", "")[:LONGEST_NAME], why)
    if form.passed:
        response.status_code = 429
        response.headers["Retry-After"] = str(form.passed.retry_after)
    return response
