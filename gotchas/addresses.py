"""Whole addresses, for who reads a page's address away from the page: feeds, sitemaps, search engines."""

from django.conf import settings


def whole(path: str) -> str:
    """The address of `path` ("/1.15/") as visitors type it, from SITE_URL and never from a request."""
    return f"{settings.SITE_URL}{path}"
