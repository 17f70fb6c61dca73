"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_name`, `site_url` (no slash at its end) and `content_licence` (name, address)."""
    return {
        "site_name": "Gotchas",
        "site_url": settings.SITE_URL,
        "content_licence": settings.CONTENT_LICENCE,
    }
