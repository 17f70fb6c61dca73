"""The timelines of a collection and of a gotcha's life, comments included."""

from typing import Any

from django import template
from django.core.cache import cache

from comments.models import Comment
from gotchas.charts import Series, timeline, together
from gotchas.models import Collection, Gotcha

register = template.Library()

LIFE_BARS = 20
"""Pixels: a life has five rows, most of them with one bar or two."""

MANY = 50_000
"""Gotchas, comments and corrections that take long to count: above it a count is kept for a while."""

KEPT = 600
"""Seconds."""


@register.inclusion_tag("gotchas/_timeline.html")
def collection_timeline(collection: Collection) -> dict[str, Any]:
    """The timeline of a collection; a large one's may lack what came in the last KEPT seconds."""
    key = f"timeline-{collection.pk}"
    series = cache.get(key) or _counted(collection)
    if sum(sum(one.counts.values()) for one in series) > MANY:
        cache.add(key, series, KEPT)
    return {"timeline": timeline(series), "name": f"Timeline of {collection.title}"}


def _counted(collection: Collection) -> list[Series]:
    """Gotchas, comments and corrections of a collection by month, in four queries."""
    comments = Comment.objects.published()
    return [
        Series("Gotchas", collection.gotchas.published().by_month("published_at")),
        Series(
            "Comments",
            together(
                comments.on(collection).by_month("posted_at"),
                comments.on_gotchas_of(collection).by_month("posted_at"),
            ),
        ),
        Series(
            "Corrections",
            collection.corrections.public().applied().on_readable().by_month("decided_at"),
        ),
    ]


@register.inclusion_tag("gotchas/_timeline.html")
def gotcha_timeline(gotcha: Gotcha) -> dict[str, Any]:
    """What happened to a gotcha and was said of it by month, in five queries."""
    comments = Comment.objects.published()
    verified = {gotcha.verified_at.replace(day=1): 1} if gotcha.verified_at else {}
    series = [
        Series("First text", gotcha.revisions.first_texts().by_month("created_at")),
        Series("Edited", gotcha.revisions.edits().by_month("created_at")),
        Series("Corrected", gotcha.corrections.public().applied().by_month("decided_at")),
        Series(
            "Comments",
            together(
                comments.on(gotcha).by_month("posted_at"),
                comments.on_readable().speaking_of(gotcha).by_month("posted_at"),
            ),
        ),
        Series("Verified", verified),
    ]
    return {
        "timeline": timeline(series, LIFE_BARS),
        "name": f"Life of {gotcha.number}",
        "note": "Comments are those on it and those that speak of it.",
    }
