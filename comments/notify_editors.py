"""Telling editors by mail that something waits: one mail a waiting period, whatever comes in meanwhile.

A period ends when somebody decides something in the queue: what comes after that is told again. Where nobody
decides, the mail comes again after AGAIN_AFTER.
"""

import datetime
import secrets

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comments import moderation
from comments.models import Comment, EditorMail, Report
from comments.models.telling import WAITING_MAIL
from comments.notify import text_of
from gotchas.addresses import whole
from gotchas.intake import clean, mail
from gotchas.models import Decision

AGAIN_AFTER = datetime.timedelta(hours=24)
SHOWN = 5
"""Comments whose text stands in the mail; more are counted."""

LONGEST_TEXT = 600
PERMISSION = "comments.change_comment"


def tell() -> int:
    """Write a mail for each editor who wants one and is to be told now. Always 0: once a turn is enough."""
    rows = EditorMail.objects.filter(account__is_active=True).select_related("account")
    due = [row for row in rows if mail.takes(row.account.email) and row.account.has_perm(PERMISSION)]
    due = [row for row in due if _is_due(row.told_at)]
    if due and (count := moderation.waiting_count()):
        subject, text, html = _words(count)
        for row in due:
            name = f"{WAITING_MAIL}.{secrets.token_hex(8)}"
            _write(row, mail.Letter(to=row.account.email, subject=subject, text=text, html=html, name=name))
    return 0


def _is_due(told_at: datetime.datetime | None) -> bool:
    if told_at is None or told_at < timezone.now() - AGAIN_AFTER:
        return True
    decided = Decision.objects.filter(kind="comment", by__isnull=False, at__gt=told_at)
    if not decided.exists():
        return False
    held = Decision.objects.filter(kind="comment", after=Comment.State.WAITING, at__gt=told_at)
    is_new = Q(posted_at__gt=told_at) | Q(pk__in=held.values("object_id"))
    waits = Comment.objects.filter(is_new, state=Comment.State.WAITING)
    reported = Report.objects.filter(handled_at=None, created_at__gt=told_at)
    return waits.exists() or reported.exists()


@transaction.atomic
def _write(row: EditorMail, letter: mail.Letter) -> None:
    same = EditorMail.objects.filter(pk=row.pk, told_at=row.told_at)
    if same.update(told_at=timezone.now()):  # else another worker was first
        mail.queue_all([letter])


def _words(count: int) -> tuple[str, str, str]:
    items = moderation.queue(moderation.Asked(), "").items[:SHOWN]
    shown = [
        {
            "item": item,
            "comment": item.comment,
            "who": clean.line(item.comment.author_name),
            "lines": text_of(item.comment, LONGEST_TEXT).split("\n"),
        }
        for item in items
    ]
    context = {"count": count, "shown": shown, "more": count - len(shown), "link": whole("/desk/comments/")}
    text, html = mail.written("waiting", context)
    subject = "A comment waits" if count == 1 else f"{count} comments wait"
    return subject, text, html
