"""What the author of a comment may still do: change its words for a while, delete it while nobody answered.

What a reader could see is never lost by it: an earlier text is kept, and a deletion is a decision like any
other. Whatever an editor looked at stays as it was looked at: a comment that waits is not changed, nor one
that an editor confirmed.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from comments.models import Comment
from comments.models.decisions import DELETED, UNDELETED
from comments.models.kept import FACTS
from gotchas.intake.once import digest_of
from gotchas.intake.rules import Verdict
from gotchas.models import Decision

EDITABLE = datetime.timedelta(minutes=30)
"""How long after it was posted a comment can be changed."""

UNDO = datetime.timedelta(minutes=10)
"""How long a deletion can be undone."""


class Moved(Exception):
    """The comment is no longer as the form had it."""


class Fixed(Exception):
    """The author may not do that, or no longer; the words say why."""


def base_of(comment: Comment) -> str:
    """Changes with everything that an edit may change."""
    return digest_of({name: getattr(comment, name) for name in ("text", *FACTS)})[:16]


def why_gone(comment: Comment) -> str:
    """What became of a comment that is not there any more, in words for its author; "" of one that is."""
    if comment.state != Comment.State.REMOVED:
        return ""
    if comment.is_removed_by_editor:
        return f"An editor removed it: {comment.removed_reason}."
    return "You deleted it."


def why_not_edited(comment: Comment) -> str:
    """Why its author cannot change it, or ""."""
    if reason := why_gone(comment):
        return reason
    if comment.state != Comment.State.PUBLISHED:
        return (
            "It waits for an editor, who reads it as you sent it. Delete it and write it anew to change it."
        )
    if comment.confirmed_at or comment.answer_marked_at or comment.is_corrected:
        return "It was confirmed, marked as an answer or made a correction, so its words stay. Write a reply."
    if timezone.now() - comment.posted_at > EDITABLE:
        return f"A comment can be changed for {minutes(EDITABLE)} after it was posted. Write a reply."
    return ""


def why_not_deleted(comment: Comment) -> str:
    """Why its author cannot delete it, or ""."""
    if reason := why_gone(comment):
        return reason
    if comment.reply_count:
        return "Somebody answered it, and the answer needs it. Write a reply, or ask an editor to remove it."
    if comment.confirmed_at or comment.answer_marked_at or comment.is_corrected:
        return "It was confirmed, marked as an answer or made a correction. Ask an editor to remove it."
    return ""


def minutes(length: datetime.timedelta) -> str:
    return f"{length // datetime.timedelta(minutes=1)} minutes"


@transaction.atomic
def amend(comment: Comment, base: str, text: str, facts: dict[str, str], verdict: Verdict) -> None:
    """Change its words and keep the earlier ones; what the rules hold back waits for an editor then.

    Raises Moved when it is not what `base` says any more, Fixed when it cannot be changed.
    """
    row = comment._locked()
    if base != base_of(row):
        raise Moved
    if reason := why_not_edited(row):
        raise Fixed(reason)
    if {"text": text, **facts} == {name: getattr(row, name) for name in ("text", *facts)}:
        return
    row.revise(text, facts)
    if verdict.state != Comment.State.PUBLISHED:
        row._decide(verdict.state, None, "\n".join(("Edited by its author", *verdict.reasons)))


@transaction.atomic
def delete(comment: Comment) -> None:
    """Take it away for its author; raises Fixed when it stays. A second time does nothing."""
    row = comment._locked()
    if deletion_of(row):
        return
    if reason := why_not_deleted(row):
        raise Fixed(reason)
    row.remove(None, DELETED)


@transaction.atomic
def undelete(comment: Comment) -> None:
    """Bring back what its author deleted, as it was; raises Fixed when it is too late."""
    row = comment._locked()
    if row.state != Comment.State.REMOVED:
        return
    decision = deletion_of(row)
    if decision is None:
        raise Fixed("It was not you who deleted it.")
    if not may_undo(decision):
        raise Fixed(f"A deletion can be undone for {minutes(UNDO)}.")
    row._decide(decision.before, None, UNDELETED)


def may_undo(deletion: Decision) -> bool:
    return timezone.now() - deletion.at <= UNDO


def deletion_of(comment: Comment) -> Any:
    """The decision by which its author deleted it, if that was the last one and nothing was erased since."""
    if comment.state != Comment.State.REMOVED:
        return None
    last = Decision.objects.filter(kind="comment", object_id=comment.pk).order_by("-at", "-pk").first()
    is_deletion = last and last.after == "removed" and last.by_id is None and last.reason == DELETED
    return last if is_deletion and not comment.erased_at else None
