"""Erasing for good what one author wrote, as a privacy request asks: found, exported, and gone.

The place in the thread stays, and with it the replies of others; and that it was erased, when and by whom.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from comments.access import PLACES
from comments.models import Comment, CommentText, Report, Subscription
from comments.models.kept import FACTS
from comments.models.telling import WAITING_MAIL, mails_of
from comments.moderation import lock_threads_of
from gotchas.addresses import whole
from gotchas.intake import mail
from gotchas.models import Correction, Decision, SubmissionToken
from gotchas.models.erasing import nothing_left, sent_by

SHOWN_REASON = "erased on request"
NO_NAME = "Erased"
AT_ONCE = 500
"""Comments that one erasure takes at most; the page says how many are left."""

_EMPTIED: dict[str, Any] = {
    "author_name": NO_NAME, "author_email": "", "account": None, "person": None, "staff": False,
    "text": "", "html": "", "edited_at": None, "source_url": "", "worked_version": "", "worked_platform": "",
    "answer_marked_by": "", "removed_reason": SHOWN_REASON,
}  # fmt: skip


def written_by(who: str) -> QuerySet[Comment]:
    """Comments under the mail address or the printed name `who`, whatever their state, oldest first."""
    by = Q(author_email__iexact=who) | Q(author_name__iexact=who) | Q(author_name=who)
    rows = Comment.objects.filter(by, erased_at=None) if who else Comment.objects.none()
    return rows.order_by("posted_at", "pk")


def proposed_by(who: str) -> QuerySet[Correction]:
    """Corrections under the mail address or the printed name `who`, whatever their state, oldest first."""
    rows = Correction.objects.filter(sent_by(who)) if who else Correction.objects.none()
    return rows.exclude(nothing_left()).order_by("created_at", "pk")


def exported(who: str) -> dict[str, Any]:
    """All that is kept of this author's writing, as JSON holds it."""
    rows = written_by(who).prefetch_related("earlier_texts").defer("html")
    return {
        "author": who,
        "comments": list(_records(rows)),
        "corrections": [_proposed(row) for row in proposed_by(who)],
        "subscriptions": [
            {
                "thread": row.thread_id,
                "page": whole(row.thread.get_absolute_url()),
                "email": row.email,
                "created_at": row.created_at.isoformat(),
                "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
                "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in subscriptions_of(who).select_related("thread", *PLACES).order_by("pk")
        ],
        "mails": [
            {"subject": row.subject, "text": row.message, "queued_at": row.created.isoformat()}
            for row in mail.to(who).order_by("pk")
        ],
    }


def _proposed(row: Correction) -> dict[str, Any]:
    return {
        "id": row.pk,
        "address": whole(reverse("correction_status", args=[row.status_token])),
        "proposer_name": row.proposer_name,
        "proposer_email": row.proposer_email,
        "created_at": row.created_at.isoformat(),
        "state": row.state,
        "decision_reason": row.decision_reason,
        "part": row.part,
        "quoted": row.quoted,
        "proposed": row.proposed,
        "proposal": row.proposal,
        "reason": row.reason,
        "seen_on": row.seen_on,
    }


def _records(rows: QuerySet[Comment]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "id": row.pk,
            "address": whole(row.get_absolute_url()),
            "thread": row.thread_id,
            "author_name": row.author_name,
            "author_email": row.author_email,
            "posted_at": row.posted_at.isoformat(),
            "edited_at": row.edited_at.isoformat() if row.edited_at else None,
            "state": row.state,
            "removed_reason": row.removed_reason,
            "kind": row.kind,
            "format": row.format,
            "text": row.text,
            "worked_version": row.worked_version,
            "worked_platform": row.worked_platform,
            "source_url": row.source_url,
            "earlier_texts": [
                {name: getattr(text, name) for name in ("text", *FACTS)}
                | {"until": text.replaced_at.isoformat()}
                for text in row.earlier_texts.all()
            ],
        }


@transaction.atomic
def erase(comments: QuerySet[Comment], by: Any, note: str) -> int:
    """Erase these comments for good, `note` being for the log; how many there were."""
    lock_threads_of(comments)
    rows = list(comments.filter(erased_at=None).order_by("pk")[:AT_ONCE])
    ids = [row.pk for row in rows]
    # Why it waited quotes what a rule caught, and why it was removed may name its author.
    Decision.objects.filter(kind="comment", object_id__in=ids).update(reason="")
    for row in rows:
        before = row.state
        row.remove(by, SHOWN_REASON)
        for refers in (row.gotchas, row.codes, row.answers):
            refers.clear()
        Decision.objects.create(
            kind="comment", object_id=row.pk, before=before, after="erased", reason=note, by=by,
            by_name=by.get_username(),
        )  # fmt: skip
        # who asked is named at the answer that they marked
        answer = Comment.objects.filter(pk=row.marked_answer_id, answer_marked_by=row.author_name)
        answer.update(answer_marked_by="")
    Comment.objects.filter(pk__in=ids).update(**_EMPTIED, erased_at=timezone.now())
    CommentText.objects.filter(comment__in=ids).delete()
    Report.objects.filter(comment__in=ids).update(reason="", handled_at=timezone.now())
    SubmissionToken.objects.filter(result__in=[row.get_absolute_url() for row in rows]).delete()
    for row in rows:
        mails_of(row).delete()
    # Mails to editors hold the beginning of what waited, and nothing says of which comments.
    mail.named(WAITING_MAIL).delete()
    _rename_in_admins_log(ids)
    return len(ids)


@transaction.atomic
def end_subscriptions(email: str) -> int:
    """Erase what this address asked to be told of, and all mails to it; how many subscriptions there were."""
    mail.to(email).delete()
    return subscriptions_of(email).delete()[0]


def subscriptions_of(email: str) -> QuerySet[Subscription]:
    return Subscription.objects.filter(email=email.lower())


def _rename_in_admins_log(ids: list[int]) -> None:
    """Admin's own log holds the row's name, which is the author's."""
    kind = ContentType.objects.get_for_model(Comment)
    for pk in ids:
        LogEntry.objects.filter(content_type=kind, object_id=str(pk)).update(
            object_repr=f"comment {pk}, erased"
        )
