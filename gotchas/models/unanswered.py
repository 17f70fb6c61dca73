"""Codes that readers looked for and that nobody has explained yet. Never the text they pasted."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gotchas.models.code import CodeFamily


class UnansweredCode(models.Model):
    family = models.ForeignKey(
        CodeFamily, null=True, blank=True, on_delete=models.CASCADE, related_name="unanswered"
    )
    code = models.CharField(max_length=120, help_text="Normal form.")
    count = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-count", "code"]
        constraints = [
            models.UniqueConstraint(fields=["family", "code"], name="unanswered_code_unique_in_family"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(family=None), name="unanswered_code_unique_without_family"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnansweredSighting(models.Model):
    """That one visitor asked for a code on one day: counted once. `visitor` is a hash with the day's salt."""

    code = models.ForeignKey(UnansweredCode, on_delete=models.CASCADE, related_name="sightings")
    day = models.DateField()
    visitor = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "day", "visitor"], name="unanswered_once_a_day_and_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} on {self.day}"


def new_salt() -> str:
    return secrets.token_hex(16)


class DailySalt(models.Model):
    """The salt that makes addresses of one day comparable and of two days not. Old ones are thrown away."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=32, default=new_salt)

    def __str__(self) -> str:
        return self.day.isoformat()
