"""What every template may use."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest


@cache
def icon() -> str:
    """The icon as an address that holds the picture: a page with a script of its own then needs four requests
    and no fifth, every other one three."""
    drawing = (Path(settings.BASE_DIR) / "static" / "icon.svg").read_text(encoding="utf-8").strip()
    return f"data:image/svg+xml,{quote(drawing, safe='/:=')}"


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_name`, `site_url` (no slash at its end), `icon` and `content_licence` (name, address)."""
    return {
        "site_name": "Gotchas",
        "site_url": settings.SITE_URL,
        "icon": icon(),
        "content_licence": settings.CONTENT_LICENCE,
    }
