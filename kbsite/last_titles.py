"""The newest titles with their codes, in a file: what error pages still show when nothing else works."""

import json
import os
from typing import Any

from django.conf import settings

from gotchas.models import Gotcha

TITLES = 100
"""How many are kept: enough for a page that one looks through."""

NAME = "last_titles.json"


def keep() -> int:
    """Write the file anew, for a chore; where it cannot be written, error pages do without."""
    rows = Gotcha.objects.published().newest_first().select_related("collection")
    rows = rows.only("title", "position", "collection__number").prefetch_related("gotcha_codes__code")
    titles = [
        {
            "number": gotcha.number,
            "title": gotcha.title,
            "address": gotcha.get_absolute_url(),
            "codes": [row.written for row in gotcha.gotcha_codes.all()],
        }
        for gotcha in rows[:TITLES]
    ]
    path = settings.VAR_DIR / NAME
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        beside.write_text(json.dumps(titles), encoding="utf-8")
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
    return 0


def kept() -> list[dict[str, Any]]:
    """What `keep` wrote last; nothing where it never ran, or on another machine."""
    try:
        titles = json.loads((settings.VAR_DIR / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return titles if isinstance(titles, list) else []
