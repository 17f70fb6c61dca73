"""The form for a comment on a collection, a gotcha or a code, at its own address."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comments import access
from comments.views import writing
from gotchas.intake.csrf import shows_typed_text

form_methods = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


def text_form(view: View) -> View:
    """Shows and takes a text; gives back what was typed also where what it is about went meanwhile."""

    @shows_typed_text
    @form_methods
    @wraps(view)
    def checked(request: HttpRequest, **numbers: object) -> HttpResponse:
        try:
            return view(request, **numbers)
        except Http404:
            if answer := writing.gone(request):
                return answer
            raise

    return checked


@text_form
def collection_comment(request: HttpRequest, number: int) -> HttpResponse:
    return writing.publish(request, access.place_on_collection(number))


@text_form
def collection_comment_preview(request: HttpRequest, number: int) -> HttpResponse:
    return writing.preview(request, access.place_on_collection(number))


@text_form
def gotcha_comment(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    return writing.publish(request, access.place_on_gotcha(request, collection, position))


@text_form
def gotcha_comment_preview(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    return writing.preview(request, access.place_on_gotcha(request, collection, position))


@text_form
def code_comment(request: HttpRequest, family: str, code: str) -> HttpResponse:
    return writing.publish(request, access.place_on_code(family, code))


@text_form
def code_comment_preview(request: HttpRequest, family: str, code: str) -> HttpResponse:
    return writing.preview(request, access.place_on_code(family, code))
