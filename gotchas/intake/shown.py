"""How a form that strangers send is shown again, with all that was typed."""

from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse

from gotchas.intake import limits
from gotchas.intake.csrf import typed

RAN_OUT = (
    "The sign that this form came from this site had run out, or the browser keeps no cookies from here."
    " All is still here: send it once more."
)


class Show(Protocol):
    """Renders the page with the form; `more` is what else stands on it."""

    def __call__(self, form: Any, *, status: int = 200, **more: object) -> HttpResponse: ...


def blank(request: HttpRequest, make: Callable[..., Any], show: Show) -> HttpResponse:
    """The form as it begins; or, where its token was refused, as it was filled."""
    fields = typed(request)
    if fields is None:
        return show(make())
    form = make(fields)
    form.refuse(RAN_OUT, "csrf")
    return show(form, status=403)


def too_many(form: Any, show: Show, passed: limits.Exceeded) -> HttpResponse:
    """The form with the words that a limit was passed, and when to send it again."""
    form.refuse(f"{passed.sentence} All is still here: send it again then.", "too_many")
    response = show(form, status=429)
    response.headers["Retry-After"] = str(passed.retry_after)
    return response
