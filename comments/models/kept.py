"""What is kept of a comment beside it: its earlier texts, and who complained of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class CommentText(models.Model):
    """An earlier text of an edited comment; kept for ever."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="earlier_texts")
    text = models.TextField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["replaced_at"]

    def __str__(self) -> str:
        return f"text of {self.comment_id} until {self.replaced_at:%Y-%m-%d %H:%M}"


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
