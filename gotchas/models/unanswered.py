"""Codes that readers looked for and that nobody has explained yet. Never the text they pasted."""

import secrets
from typing import Self
from urllib.parse import quote

from django.db import models
from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils import timezone

from gotchas.models.code import CodeFamily, MessageCode
from gotchas.models.gotcha import Gotcha
from gotchas.text.folding import SUFFIX_LETTERS


class UnansweredCodeQuerySet(models.QuerySet["UnansweredCode"]):
    def still_open(self) -> Self:
        """Those that somebody asked for, no editor dismissed, and nobody has answered since.

        The one place that says when a code is answered: as soon as it, or an alias of it, has a meaning here
        or a gotcha that speaks of it. What no family was seen in is answered by a code of any family.
        """
        own = _answered().filter(family=OuterRef("family"))
        bare = Func(
            Replace("code", Value("-")), Value(SUFFIX_LETTERS), function="RTRIM", output_field=CharField()
        )
        rows = self.filter(dismissed_at=None, count__gt=0).annotate(
            _key=Replace("code", Value("-")), _bare=bare
        )
        return rows.filter(
            ~Exists(own.filter(code=OuterRef("code"))),
            ~Exists(own.filter(aliases__alias=OuterRef("code"))),
            Q(family__isnull=False) | ~Exists(_answered().filter(keys__key=OuterRef("_key"))),
            Q(family__isnull=False) | ~Exists(_answered().filter(keys__key=OuterRef("_bare"))),
        )

    def most_asked_first(self) -> Self:
        return self.order_by("-count", "-last_seen", "code", "pk")

    def for_rows(self) -> Self:
        """With the family, and `stored_slug`: where its page is when the code has a row, but no meaning."""
        stored = MessageCode.objects.filter(family=OuterRef("family"), code=OuterRef("code"))
        return self.select_related("family").annotate(stored_slug=Subquery(stored.values("slug")[:1]))


def _answered() -> QuerySet[MessageCode]:
    with_gotcha = Exists(Gotcha.objects.published().filter(codes=OuterRef("pk")))
    return MessageCode.objects.filter(~Q(meaning="") | with_gotcha)


class UnansweredCode(models.Model):
    family = models.ForeignKey(
        CodeFamily, null=True, blank=True, on_delete=models.CASCADE, related_name="unanswered"
    )
    code = models.CharField(max_length=120, help_text="Normal form.")
    count = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    objects = UnansweredCodeQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        """The page that says what is known of it, which is a 404 until somebody stores the code."""
        if "/" in self.code:
            return f"{reverse('search')}?q={quote(self.code)}"
        slug = getattr(self, "stored_slug", None) or self.code
        return (
            reverse("code", args=[self.family.slug, slug]) if self.family else reverse("family", args=[slug])
        )

    @property
    def comment_address(self) -> str:
        """The form for a question or an answer; "" where there can be none, as no family knows the code."""
        slug = getattr(self, "stored_slug", None) or self.code
        if self.family is None or "/" in slug:
            return ""
        return reverse("code_comment", args=[self.family.slug, slug])


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
