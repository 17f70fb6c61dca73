"""What the site's policy means for a comment, said before one is typed."""

from typing import Any

from django import template

from comments import access
from comments.own import has_published
from comments.places import Place
from gotchas.intake import rules
from gotchas.models import Policy

register = template.Library()


@register.inclusion_tag("comments/_policy.html", takes_context=True)
def comment_policy(context: dict[str, Any], place: Place) -> dict[str, Any]:
    """Whether the comment will wait, and when the thread closes."""
    policy = rules.policy_of("comment")
    first = policy.mode == Policy.Mode.FIRST_WAITS and not has_published(context["request"])
    return {
        "waits": first or policy.mode == Policy.Mode.ALL_WAIT,
        "first": first,
        "closes": access.closes_at(place.thread, policy),
    }
