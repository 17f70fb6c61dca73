"""The form for a reply, with the comment that is answered quoted above it."""

from django.http import HttpRequest, HttpResponse

from comments import access
from comments.views import writing
from comments.views.post import form_methods
from gotchas.intake.csrf import shows_typed_text


@shows_typed_text
@form_methods
def comment_reply(request: HttpRequest, number: int) -> HttpResponse:
    return writing.publish(request, access.place_below(request, number))


@shows_typed_text
@form_methods
def comment_reply_preview(request: HttpRequest, number: int) -> HttpResponse:
    return writing.preview(request, access.place_below(request, number))
