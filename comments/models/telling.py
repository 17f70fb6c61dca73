"""Who is told by mail of what: new comments for those who subscribed, what waits for editors."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from post_office.models import STATUS, Email

from comments.models.subscription import Subscription
from gotchas.intake import mail

SETTLES = datetime.timedelta(minutes=2)
"""Nobody is told of a comment that its author, or an editor by undo, takes back at once."""


WAITING_MAIL = "waiting"
"""What the Message-ID of a mail to an editor begins with."""


def name_of(comment: int, subscription: int) -> str:
    """What the Message-ID of a mail begins with: one mail of a comment for a subscription."""
    return f"comment-{comment}.{subscription}"


def mails_of(comment: Any) -> models.QuerySet[Email]:
    """The mails that tell of a comment, as far as they are kept."""
    return mail.named(f"comment-{comment.pk}")


def mails_for(subscription: Subscription) -> models.QuerySet[Email]:
    """The mails of comments that were written for a subscription, as far as they are kept."""
    return Email.objects.filter(
        to=subscription.email, message_id__startswith="<comment-", message_id__contains=f".{subscription.pk}@"
    )


def when_settled() -> datetime.datetime:
    return timezone.now() + SETTLES


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def due(self) -> Self:
        """Those of which mails are to be written; one of a comment that is not published stays behind."""
        published = Q(comment__state="published")
        return self.filter(published, done_at=None, due_at__lte=timezone.now()).order_by("pk")

    def announce(self, comment: Any) -> None:
        """Have those told who subscribed; once in the life of the comment, however often it is published."""
        if Subscription.objects.told_of(comment).exists():
            _, is_new = self.get_or_create(comment=comment)
            if not is_new:
                mails_of(comment).filter(status=None).update(status=STATUS.queued)

    def hold_back(self, comment: Any) -> None:
        """Keep mails from going out that tell of it and are not sent yet, as long as it is not published."""
        if self.filter(comment=comment).exists():
            mails_of(comment).filter(status__in=mail.UNSENT).update(status=None)

    def tell_anew(self, comment: Any) -> None:
        """Its text changed: mails that were never tried are written again, with the text of now."""
        untried = mails_of(comment).filter(status__in=mail.UNSENT, number_of_retries=None)
        mine = self.filter(comment=comment)
        if mine.exists() and untried.delete()[0]:
            mine.update(upto=0, done_at=None)


class Announcement(models.Model):
    """That a comment was published, written in the same transaction; the worker writes mails from it."""

    comment = models.OneToOneField("comments.Comment", on_delete=models.CASCADE, related_name="announcement")
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=when_settled)
    upto = models.PositiveBigIntegerField(
        default=0, help_text="Mails are written for subscriptions up to this id."
    )
    done_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [
            # what the worker looks for
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="announcement_open"),
        ]

    def __str__(self) -> str:
        return f"comment {self.comment_id} by mail"


class EditorMail(models.Model):
    """An account that wants a mail when something waits."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="editor_mail"
    )
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "mail to an editor"
        verbose_name_plural = "mails to editors"

    def __str__(self) -> str:
        return f"{self.account} is told what waits"
