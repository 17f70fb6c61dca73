"""What readers tried of a solution: on what it worked, as facts counted, and what an editor confirmed."""

from typing import Any

from django import template
from django.db.models import Count, Max

from comments.models import Comment
from comments.places import zone_of
from gotchas.models import Gotcha

register = template.Library()

SHOWN = 20
"""Versions and platforms that are listed, most often told first; and comments that were confirmed."""

_TIMES = {1: "once", 2: "twice"}


@register.inclusion_tag("comments/_worked.html")
def worked(gotcha: Gotcha) -> dict[str, Any]:
    """The facts of a gotcha's own thread, in two queries whatever its length."""
    published = Comment.objects.published().on(gotcha).order_by()
    facts = published.filter(kind=Comment.Kind.WORKED).exclude(worked_version="", worked_platform="")
    counted = facts.values("worked_version", "worked_platform").annotate(n=Count("pk"), last=Max("posted_at"))
    confirmed = published.filter(confirmed_at__isnull=False).order_by("confirmed_at", "pk")
    fields = ("author_name", "confirmed_at", "confirmed_by", "worked_version", "worked_platform")
    return {
        "facts": counted.order_by("-n", "-last", "worked_version", "worked_platform")[:SHOWN],
        "confirmed": confirmed.only(*fields)[:SHOWN],
        "zone": zone_of(gotcha),
    }


@register.filter
def times(number: int) -> str:
    """ "once", "twice", "3 times"."""
    return _TIMES.get(number, f"{number} times")
