"""The form for a comment on a collection, a gotcha or a code, at its own address."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comments import access
from comments.views import writing
from gotchas.intake.csrf import shows_typed_text

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@shows_typed_text
@form_methods
def collection_comment(request: HttpRequest, number: int) -> HttpResponse:
    return writing.publish(request, access.place_on_collection(number))


@shows_typed_text
@form_methods
def collection_comment_preview(request: HttpRequest, number: int) -> HttpResponse:
    return writing.preview(request, access.place_on_collection(number))


@shows_typed_text
@form_methods
def gotcha_comment(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    return writing.publish(request, access.place_on_gotcha(request, collection, position))


@shows_typed_text
@form_methods
def gotcha_comment_preview(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    return writing.preview(request, access.place_on_gotcha(request, collection, position))


@shows_typed_text
@form_methods
def code_comment(request: HttpRequest, family: str, code: str) -> HttpResponse:
    return writing.publish(request, access.place_on_code(family, code))


@shows_typed_text
@form_methods
def code_comment_preview(request: HttpRequest, family: str, code: str) -> HttpResponse:
    return writing.preview(request, access.place_on_code(family, code))
