"""Many drafts published at once, and made drafts again: each with a revision that says who did it."""

import datetime
from typing import Any

from django.db.models import QuerySet

from gotchas.models.gotcha import Gotcha


def publish(gotchas: QuerySet[Gotcha], by: Any, at: datetime.datetime) -> int:
    """Publish those that are drafts, as changed at that moment; how many there were."""
    drafts = list(gotchas.filter(state=Gotcha.State.DRAFT).select_related("collection", "family"))
    for gotcha in drafts:
        gotcha.state, gotcha.edited_at = Gotcha.State.PUBLISHED, at
        gotcha.note_publication(at)
        gotcha.save(update_fields=["state", "edited_at", "published_at"])
        gotcha.record(author=by, note="Published.", at=at)
    return len(drafts)


def unpublish(gotchas: QuerySet[Gotcha], before: dict[str, Any], by: Any) -> None:
    """Give `gotchas` the columns `before` again; their history keeps that they were published meanwhile."""
    gotchas.update(**before)
    for gotcha in gotchas.select_related("collection", "family"):
        gotcha.record(author=by, note="Publication undone.")
