"""Revisions: every text that an article ever had, never changed and never lost."""

from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gotchas.models.months import MonthlyQuerySet

SUPPRESSED = "[erased]"
BESIDE = ("author_name", "note")
"""What can be erased beside fields of the content."""


class FrozenError(TypeError):
    """Somebody tried to change what is kept for ever."""


class RevisionQuerySet(MonthlyQuerySet["Revision"]):
    def first_texts(self) -> Self:
        return self.filter(number=1)

    def of_standing_corrections(self) -> Self:
        """The newest of each correction that is applied and was not taken back since."""
        later = Revision.objects.filter(correction=OuterRef("correction"), number__gt=OuterRef("number"))
        rows = self.filter(correction__state="applied", correction__taken_back_in=None)
        return rows.filter(~Exists(later))

    def edits(self) -> Self:
        """What editors changed of their own accord, after the first text."""
        return self.filter(number__gt=1, correction=None)


class Revision(models.Model):
    """The content of a gotcha after one saved change, with its author, note and base.

    `content` is what `Gotcha.content()` gave: texts by field name and lists of slugs and numbers. A revision
    is immutable; only `suppress` takes out fields, by order of an administrator, and says so.
    """

    gotcha = models.ForeignKey("gotchas.Gotcha", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    base = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="revisions"
    )
    author_name = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)
    correction = models.ForeignKey(
        "gotchas.Correction", null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    content = models.JSONField()
    standing = models.JSONField(
        default=list, blank=True, help_text="Ids of the readers' corrections whose text it holds."
    )
    created_at = models.DateTimeField(default=timezone.now)
    suppressed = models.JSONField(default=list, blank=True, help_text="Names of the fields that were erased.")
    suppressed_reason = models.CharField(max_length=300, blank=True)
    suppressed_at = models.DateTimeField(null=True, blank=True)
    suppressed_by_name = models.CharField(max_length=150, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["gotcha", "number"]
        constraints = [
            models.UniqueConstraint(fields=["gotcha", "number"], name="revision_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_1"),
            models.CheckConstraint(
                condition=Q(suppressed_at__isnull=True) | ~Q(suppressed_reason=""),
                name="revision_erasure_says_why",
            ),
        ]
        indexes = [models.Index(fields=["-created_at"], name="revision_newest")]  # the newest changes

    def __str__(self) -> str:
        return f"revision {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenError("A revision is never changed; save the article to make a new one.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse(
            "gotcha_revision", args=[self.gotcha.collection.number, self.gotcha.position, self.number]
        )

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FrozenError("A revision is never deleted; an administrator may suppress fields of it.")

    @property
    def public_correction(self) -> Any:
        """The correction that it applied; None where readers do not see it, as after an undo."""
        correction = self.correction
        return correction if correction and correction.visibility == "public" else None

    def says(self, name: str) -> bool:
        """Whether a field of it, or its author or note, holds anything that can be erased."""
        if name in self.suppressed:
            return False
        return bool(getattr(self, name) if name in BESIDE else self.content.get(name))

    @transaction.atomic
    def suppress(
        self, fields: Sequence[str], reason: str, *, by: Any = None, everywhere: bool = False
    ) -> None:
        """Erase `fields` of the content, "author_name" or "note" for good, and say so: `reason` is public.

        With `everywhere` a text goes from every revision in which that field says the same.
        """
        rows = Revision.objects.filter(gotcha=self.gotcha_id) if everywhere else [self]
        said = {name: self._value(name) for name in fields}
        for row in rows:
            same = [name for name in fields if row.pk == self.pk or row._value(name) == said[name]]
            if same:
                row._erase(same, reason, by)
        self.refresh_from_db()

    def _value(self, name: str) -> Any:
        return getattr(self, name) if name in BESIDE else self.content.get(name)

    def _erase(self, fields: Sequence[str], reason: str, by: Any) -> None:
        content = {k: SUPPRESSED if k in fields else v for k, v in self.content.items()}
        Revision.objects.filter(pk=self.pk).update(
            content=content,
            **{name: "" for name in BESIDE if name in fields},
            suppressed=sorted({*self.suppressed, *fields}),
            suppressed_reason=reason,
            suppressed_at=timezone.now(),
            suppressed_by_name=by.get_username() if by else "",
        )
