"""Decisions on several comments at once, and taking them back."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from comments.models import Comment
from gotchas.models import Decision


def plain_rows(queryset: QuerySet[Comment]) -> list[Comment]:
    """The rows without the relations of the list, in the order in which they are locked."""
    return list(Comment.objects.filter(pk__in=queryset.values("pk")).order_by("pk"))


@transaction.atomic
def decide(rows: list[Comment], decision: Callable[[Comment], Decision | None]) -> list[Any]:
    """Decide all of `rows` or none: ids of the decisions that were new, with the reason there was before."""
    found = []
    for comment in rows:
        reason = comment.removed_reason
        if (new := decision(comment)) is not None:
            found.append([new.pk, reason])
    return found


def take_back(decision: Decision, reason: str, by: Any) -> bool:
    """Give the comment the state it had before `decision`, with the `reason` that stood there.

    False when the comment was decided again since. To be called in a transaction.
    """
    comment = Comment.objects.get(pk=decision.object_id)._locked()
    newest = Decision.objects.filter(kind="comment", object_id=comment.pk).order_by("-pk").first()
    if newest != decision or comment.state != decision.after:
        return False
    back = comment._decide(decision.before, by, reason)
    Decision.objects.filter(pk=back.pk).update(undoes=decision)
    return True
