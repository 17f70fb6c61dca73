"""Who wants to be told of what, by mail. Nothing is sent before the receiver confirmed."""

import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models.thread import Thread


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)


class Subscription(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="subscriptions")
    email = models.EmailField()
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "email"], condition=Q(ended_at=None), name="subscription_once_a_thread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} on {self.thread_id}"
