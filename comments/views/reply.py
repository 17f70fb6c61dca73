"""The form for a reply, with the comment that is answered quoted above it."""

from django.http import HttpRequest, HttpResponse

from comments import access
from comments.views import writing
from comments.views.post import text_form


@text_form
def comment_reply(request: HttpRequest, number: int) -> HttpResponse:
    return writing.publish(request, access.place_below(request, number))


@text_form
def comment_reply_preview(request: HttpRequest, number: int) -> HttpResponse:
    return writing.preview(request, access.place_below(request, number))
