"""Who wants to be told of what, by mail. Nothing is sent before the receiver confirmed."""

import datetime
import secrets
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from comments.models.thread import Thread
from gotchas.models import Gotcha, merging
from gotchas.models.gotcha import LONG_TEXTS

CONFIRM_WITHIN = datetime.timedelta(days=7)
"""How long the link to confirm is good; the row of one that nobody confirmed is deleted after that."""

ENDED_KEPT = datetime.timedelta(days=30)
"""How long a subscription that ended is kept, so that its links still answer."""


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def told_of(self, comment: Any) -> Self:
        """Those that run and are told of a comment: on its thread, and on the collection of its gotcha.

        What was merged counts as one gotcha, as in feeds. An address that has several of these is told once:
        by the one on the thread, else by the oldest.
        """
        here = Q(thread=comment.thread_id)
        gotcha = comment.thread.gotcha
        if gotcha is None:
            return self.active().filter(here)
        merged = merging.merged_with(Gotcha.objects.defer(*LONG_TEXTS), gotcha)
        threads = Thread.objects.filter(Q(gotcha__in=merged) | Q(collection=comment.of_collection_id)).values(
            "pk"
        )
        active = Subscription.objects.active()
        older = active.filter(email=OuterRef("email"), thread__in=threads, pk__lt=OuterRef("pk"))
        others = ~Q(email__in=active.filter(here).values("email")) & ~Exists(older)
        return self.active().filter(here | others, thread__in=threads)

    def open(self) -> Self:
        """Those that run, or that the receiver was asked to confirm."""
        return self.filter(ended_at=None)

    def past(self) -> Self:
        """What is not kept any longer."""
        now = timezone.now()
        unconfirmed = Q(confirmed_at=None, created_at__lt=now - CONFIRM_WITHIN)
        return self.filter(unconfirmed | Q(ended_at__lt=now - ENDED_KEPT))


class Subscription(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="subscriptions")
    email = models.EmailField(help_text="In small letters.")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the receiver was asked to confirm."
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "email"], condition=Q(ended_at=None), name="subscription_once_a_thread"
            ),
        ]
        indexes = [models.Index(fields=["email"], name="subscription_of_address")]  # what one address gets

    def __str__(self) -> str:
        return f"{self.email} on {self.thread_id}"

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    @property
    def is_too_late(self) -> bool:
        """Whether the link to confirm is no longer good."""
        return self.confirmed_at is None and timezone.now() - self.created_at > CONFIRM_WITHIN

    @property
    def confirm_address(self) -> str:
        return reverse("subscription_confirm", args=[self.token])

    @property
    def end_address(self) -> str:
        return reverse("subscription_end", args=[self.token])

    @property
    def list_address(self) -> str:
        return reverse("subscriptions_mine", args=[self.token])

    def confirm(self) -> None:
        self.confirmed_at = timezone.now()
        self.save(update_fields=["confirmed_at"])
