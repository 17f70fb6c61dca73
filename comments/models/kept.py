"""What is kept of a comment beside it: its earlier texts, and who complained of it."""

import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from gotchas.models import Decision

FACTS = ("kind", "worked_version", "worked_platform")
"""What a comment says beside its text; an edit changes them with it."""


class CommentText(models.Model):
    """What an edited comment said before; kept for ever, and shown unless it was hidden.

    Beside the text its FACTS of then. Of edits before these were kept, `kind` is empty and nothing is known.
    """

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="earlier_texts")
    text = models.TextField()
    kind = models.CharField(max_length=16, blank=True)
    worked_version = models.CharField(max_length=60, blank=True)
    worked_platform = models.CharField(max_length=60, blank=True)
    replaced_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_by = models.CharField(
        max_length=150, blank=True, editable=False, help_text="The editor's account; empty for the author."
    )

    class Meta:
        ordering = ["replaced_at"]

    def __str__(self) -> str:
        return f"text of {self.comment_id} until {self.replaced_at:%Y-%m-%d %H:%M}"

    def hide(self, by: Any) -> None:
        """Show it no more; `by` is an editor's account, None for the comment's author."""
        self._put(timezone.now(), by)

    def show(self, by: Any) -> None:
        """Let everybody read it again."""
        self._put(None, by)

    @transaction.atomic
    def _put(self, hidden_at: datetime.datetime | None, by: Any) -> None:
        """A second time does nothing."""
        row = CommentText.objects.select_for_update(no_key=True).get(pk=self.pk)
        if bool(row.hidden_at) == bool(hidden_at):
            return
        name = by.get_username() if by else ""
        self.hidden_at, self.hidden_by = hidden_at, name if hidden_at else ""
        self.save(update_fields=["hidden_at", "hidden_by"])
        self.comment.thread.bump(0)
        before, after = ("shown", "hidden") if hidden_at else ("hidden", "shown")
        said = f"What it said until {self.replaced_at:%Y-%m-%d %H:%M:%S}"
        Decision.objects.create(
            kind="text",
            object_id=self.comment_id,
            before=before,
            after=after,
            reason=said,
            by=by,
            by_name=name,
        )


class Report(models.Model):
    """A reader's word that a comment should be looked at."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=300, blank=True)
    reporter = models.CharField(
        max_length=64, blank=True, help_text="Hash of the address with the day's salt."
    )
    created_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter"], condition=~Q(reporter=""), name="report_once_a_reader"
            ),
        ]
        indexes = [
            # the queue
            models.Index(fields=["comment"], condition=Q(handled_at=None), name="report_open"),
        ]

    def __str__(self) -> str:
        return f"report on {self.comment_id}"
