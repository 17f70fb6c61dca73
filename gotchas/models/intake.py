"""What every form open to strangers goes through, comments and corrections alike."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SubmissionToken(models.Model):
    """That a form was sent once: its token and a digest of its fields, and where the result stands.

    The same token with the same text leads to the first result; with other text it is a new post.
    """

    token = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the fields that were sent.")
    result = models.CharField(max_length=200, blank=True, help_text="Address of what the first sending made.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "digest"], name="submission_counts_once")]
        indexes = [models.Index(fields=["created_at"], name="submission_token_age")]  # throwing old ones away

    def __str__(self) -> str:
        return self.token


class RateCounter(models.Model):
    """How often something happened in one window of time; raised by one atomic statement."""

    scope = models.CharField(max_length=40, help_text="What is counted: comment, preview, ...")
    key = models.CharField(max_length=64, help_text="Hash of the address, name or account.")
    window = models.DateTimeField(help_text="Start of the window.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "window"], name="rate_counter_unique")]
        indexes = [models.Index(fields=["window"], name="rate_counter_age")]  # throwing old ones away

    def __str__(self) -> str:
        return f"{self.scope} {self.count}"


class ProofNonce(models.Model):
    """A proof of work that was used; the constraint makes it count once."""

    nonce = models.CharField(max_length=128, unique=True)
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.nonce


class Policy(models.Model):
    """How the site takes what strangers write: one row a kind of form."""

    class Mode(models.TextChoices):
        OPEN = "open", "Published at once"
        FIRST_WAITS = "first_waits", "An author's first one waits"
        ALL_WAIT = "all_wait", "All wait"
        CLOSED = "closed", "Closed"

    form = models.CharField(max_length=20, unique=True, help_text="comment, correction")
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.OPEN)
    closed_after_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="A thread is closed this many days after its newest comment, or after its page was"
        " published if that is later; empty for never.",
    )
    reports_to_hold = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="A published comment that this many readers reported on one day waits for an editor; empty:"
        " reports hide nothing.",
    )

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=["open", "first_waits", "all_wait", "closed"]), name="policy_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.get_mode_display().lower()}"


class Rule(models.Model):
    """A rule by which a text, name or address waits for an editor or is taken for spam."""

    class Kind(models.TextChoices):
        LINKS = "links", "More links than"
        WORD = "word", "Contains the word"
        PATTERN = "pattern", "Matches the pattern (RE2)"
        ADDRESS = "address", "Has a link or mail address at"

    class Verdict(models.TextChoices):
        WAIT = "wait", "Waits for an editor"
        PROOF = "proof", "Waits unless the sender's browser proves some work"
        SPAM = "spam", "Spam"

    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=300)
    verdict = models.CharField(max_length=5, choices=Verdict, default=Verdict.WAIT)
    enabled = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "value"]
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="rule_unique")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def earlier_of(self, correction: Any) -> Self:
        """Verdicts that held of a correction before the one that holds now, the newest first."""
        if correction.decided_at is None:
            return self.none()
        rows = self.filter(kind="correction", object_id=correction.pk, at__lt=correction.decided_at)
        rows = rows.filter(after__in=type(correction).State.values, undoes=None, undone_by=None)
        return rows.exclude(by_name="").select_related("by").order_by("-pk")


class Decision(models.Model):
    """Who decided what of a comment or a correction, when and why; never changed, an undo is another row.

    `kind` and `object_id` are values, not a foreign key: comments live in an app that this one does not know.
    """

    kind = models.CharField(max_length=20, help_text="comment, correction")
    object_id = models.PositiveBigIntegerField()
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    by_name = models.CharField(max_length=150, blank=True)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    kept = models.JSONField(
        default=dict, blank=True, help_text="What an undo puts back beside the state before."
    )
    at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "object_id", "at"], name="decision_of_object")
        ]  # an item's log

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.before} to {self.after}"

    @property
    def word(self) -> str:
        """What was decided, for readers."""
        return "Opened again" if "reopened" in self.kept else self.after.capitalize()

    @property
    def decider(self) -> str:
        """Who decided it, as readers see that."""
        return (self.by.get_full_name() if self.by else "") or self.by_name
