"""Answers are compressed on their way where nothing in them could be learned from their length."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXTS = ("text/", "application/xml", "application/atom+xml", "application/json", "application/ld+json")


class CompressionMiddleware(GZipMiddleware):
    """Gzip for public texts alone; must stand outside the middleware that sets cookies.

    A length tells an onlooker what stands twice in a page. Where a secret, such as a form's token, stands in
    it beside words that somebody else can choose, the secret can be guessed letter by letter (BREACH). So a
    page with a token, or made for one visitor, is never compressed. Ours varies by Accept-Encoding, and a
    strong ETag becomes a weak one, since two sets of bytes then stand for one page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not is_public(request, response):
            return response
        return super().process_response(request, response)


def is_public(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a text that is the same for everybody and holds no token."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META  # there since somebody asked Django for a token
        and "private" not in response.get("Cache-Control", "")
        and response.get("Content-Type", "").startswith(_TEXTS)
    )
