"""Headers that every answer carries, static files and errors included; stands above WhiteNoise for that."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
"""Nothing of a visitor's device is ever asked for."""

PARTS = ("text/css", "text/javascript")
"""Parts of a page: what it may ask for is said with the page, and a phone waits for each byte of these."""


class HeadersMiddleware:
    """Adds what Django and django-csp do not: device permissions, who may embed, and who may keep a copy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.headers.get("Content-Type", "").startswith(PARTS):
            response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
            # One visitor's own page: no cache on the way may keep it, whatever its address looks like.
            response.headers.setdefault("Cache-Control", "private, no-store")
        # The same for everybody, but asked for anew: somebody who has just written sees another page.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response
