"""Corrections that readers propose, and notices that editors set."""

import secrets
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from gotchas.models import applying
from gotchas.models.collection import Collection
from gotchas.models.erasing import Erasable
from gotchas.models.gotcha import Gotcha
from gotchas.models.intake import Decision
from gotchas.models.months import MonthlyQuerySet
from gotchas.models.revision import Revision
from gotchas.models.verdicts import UNDO_FOR, Reviewed


def new_status_token() -> str:
    return secrets.token_urlsafe(24)


NEWS = Greatest("created_at", Coalesce("decided_at", "created_at"))
"""When a correction was proposed or decided, whichever was later."""


class CorrectionQuerySet(MonthlyQuerySet["Correction"]):
    def public(self) -> Self:
        """What anybody may read: all that the intake did not hold back, rejected ones too."""
        return self.filter(visibility=Correction.Visibility.PUBLIC)

    def open(self) -> Self:
        return self.filter(state__in=Correction.OPEN)

    def applied(self) -> Self:
        return self.filter(state=Correction.State.APPLIED)

    def accepted(self) -> Self:
        """What an editor let through: found plausible, applied, or shown and not rejected since."""
        shown = Decision.objects.filter(kind="correction", object_id=OuterRef("pk"), after="public")
        found = Q(state__in=(Correction.State.DISPUTED, Correction.State.APPLIED))
        let_through = Q(Exists(shown.exclude(by_name=""))) & ~Q(state=Correction.State.REJECTED)
        return self.public().filter(found | let_through)

    def disputed(self) -> Self:
        return self.filter(state=Correction.State.DISPUTED)

    def standing(self) -> Self:
        """Those applied whose text no later version took out of the article again."""
        return self.applied().filter(taken_back_in=None)

    def on_readable(self) -> Self:
        """Those of gotchas that a stranger can read."""
        return self.filter(gotcha__state__in=Gotcha.READABLE)

    def naming_deciders(self) -> Self:
        """Each with the account that decided it at hand, for lists that say who did."""
        return self.select_related("decided_by")

    def to_look_at(self) -> Self:
        """What no editor has decided, and nobody took for spam."""
        return self.filter(state=Correction.State.REPORTED).exclude(visibility=Correction.Visibility.SPAM)

    def newest_news_first(self) -> Self:
        """Those first of which something was heard last: a late verdict on an old one is news."""
        return self.order_by(NEWS.desc(), "-pk")

    def with_harm(self) -> Self:
        """Each with `harm`: 0 where a wrong article hurts its readers most, as its fix risks most."""
        harm = [When(gotcha__risk=risk, then=Value(n)) for n, risk in enumerate(Correction.HARM)]
        new = Value(len(Correction.HARM))
        return self.annotate(harm=Case(*harm, default=new, output_field=IntegerField()))


class Correction(Reviewed, Erasable):
    """A change that a reader proposes, made against a base revision and a quoted passage.

    Without a gotcha it proposes a new one, whose fields stand in `proposal`.
    """

    class State(models.TextChoices):
        REPORTED = "reported", "Reported"
        DISPUTED = "disputed", "Disputed"
        HELD = "held", "Held"
        APPLIED = "applied", "Applied"
        REJECTED = "rejected", "Rejected"
        DUPLICATE = "duplicate", "Duplicate"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public"
        WAITING = "waiting", "Waiting for an editor"
        SPAM = "spam", "Spam"

    OPEN = (State.REPORTED, State.DISPUTED, State.HELD)
    CLOSED = (State.REJECTED, State.DUPLICATE)
    """Decided against: an editor may open it again."""
    HARM = (
        Gotcha.Risk.INTERRUPTION,
        Gotcha.Risk.RESTART,
        Gotcha.Risk.CONFIGURATION,
        Gotcha.Risk.UNKNOWN,
        Gotcha.Risk.DISPLAY,
    )
    """Risks of a fix, that which hurts most first; a new gotcha, which nobody reads yet, comes last."""

    gotcha = models.ForeignKey(
        Gotcha, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    collection = models.ForeignKey(
        Collection,
        on_delete=models.PROTECT,
        related_name="corrections",
        help_text="Where a new gotcha would go.",
    )
    base = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections_made_on_it"
    )
    part = models.CharField(
        max_length=20, blank=True, help_text="Field of the article: problem, solution, ..."
    )
    quoted = models.TextField(blank=True, help_text="The passage as it stood in the base revision.")
    proposed = models.TextField(blank=True, help_text="The passage as it should read.")
    proposal = models.JSONField(default=dict, blank=True, help_text="Fields of a new gotcha.")
    reason = models.TextField(blank=True)
    seen_on = models.CharField("seen on version", max_length=60, blank=True)
    proposer_name = models.CharField(max_length=80, blank=True)
    proposer_email = models.EmailField(blank=True, help_text="Never shown.")
    wants_mail = models.BooleanField(default=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections"
    )
    state = models.CharField(max_length=10, choices=State, default=State.REPORTED)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decider_name = models.CharField(
        max_length=150, blank=True, editable=False, help_text="Of a decision that came with an import."
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField("public reason of the decision", blank=True)
    taken_back_in = models.PositiveIntegerField(
        null=True, blank=True, help_text="Number of the version that put an older text in its place."
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    status_token = models.CharField(max_length=64, unique=True, default=new_status_token, editable=False)
    external_id = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="duplicate", duplicate_of__isnull=False)
                | (~Q(state="duplicate") & Q(duplicate_of=None)),
                name="correction_duplicate_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_of=F("pk")), name="correction_not_its_own_duplicate"
            ),
            models.CheckConstraint(
                condition=Q(state="reported") | (Q(decided_at__isnull=False) & ~Q(decision_reason="")),
                name="correction_decision_says_why",
            ),
            models.CheckConstraint(
                condition=Q(gotcha__isnull=True) | ~Q(part=""), name="correction_names_the_part"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_in=None) | Q(state="applied"), name="correction_taken_back_was_applied"
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="correction_external_id_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="correction_queue"),  # the review queue
            models.Index(NEWS.desc(), F("id").desc(), name="correction_news"),  # the feed of all
            # that of a collection
            models.Index(F("collection"), NEWS.desc(), F("id").desc(), name="correction_news_of_collection"),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.gotcha or 'a new gotcha'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.gotcha_id and not self.collection_id:
            self.collection_id = self.gotcha.collection_id
        super().save(*args, **kwargs)

    @property
    def verdict(self) -> str:
        """What was decided last, for readers: of one that was opened again, that."""
        return "Opened again" if self.is_reopened else self.get_state_display()

    @property
    def is_reopened(self) -> bool:
        """An editor opened it again after it had been decided against."""
        return self.state == self.State.REPORTED and self.decided_at is not None

    @property
    def decider(self) -> str:
        """Who decided it, as readers see that; "" where it is not known."""
        by = self.decided_by
        return by.get_full_name() or by.get_username() if by else self.decider_name


SET_OR_LIFTED = Greatest("created_at", Coalesce("ended_at", "created_at"))
"""When a notice was set or lifted, whichever was later."""


WHY_OVER = "Say why it is over: it stands in the history that everybody can read."


class NoticeQuerySet(models.QuerySet["Notice"]):
    def standing(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def on_readable(self) -> Self:
        """Those of gotchas that a stranger can read, lifted ones too."""
        return self.filter(gotcha__state__in=Gotcha.READABLE)

    def newest_news_first(self) -> Self:
        """Those first that were set or lifted last."""
        return self.annotate(news_at=SET_OR_LIFTED).order_by("-news_at", "-pk")

    def danger_first(self) -> Self:
        """As a page shows them: danger, then the others, the oldest first."""
        danger = When(level=Notice.Level.DANGER, then=Value(0))
        return self.order_by(Case(danger, default=Value(1)), "created_at", "pk")


class Notice(models.Model):
    """An editor's urgent word at a passage, such as "Do not run step 2 on AIX". Needs no proposal."""

    class Level(models.TextChoices):
        DANGER = "danger", "Danger"
        CORRECTED = "corrected", "Corrected"
        DISPUTED = "disputed", "Disputed"

    gotcha = models.ForeignKey(Gotcha, on_delete=models.CASCADE, related_name="notices")
    level = models.CharField(max_length=10, choices=Level, default=Level.DANGER)
    text = models.CharField(max_length=300)
    part = models.CharField(
        max_length=20, blank=True, help_text="Field of the article: problem, solution, ..."
    )
    anchor = models.CharField(max_length=80, blank=True, help_text="Id of the step, e.g. solution-step-2.")
    correction = models.ForeignKey(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_name = models.CharField(
        max_length=150, blank=True, editable=False, help_text="Of one that came with an import."
    )
    quoted = models.TextField(
        blank=True, editable=False, help_text="What the passage said; by it the notice moves along with it."
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ender_name = models.CharField(
        max_length=150, blank=True, editable=False, help_text="Of an end that came with an import."
    )
    ended_reason = models.CharField("why it is over", max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="notice_says_something")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The part is that of the passage; whatever is saved of a notice, the pages that show it changed."""
        if self.anchor:
            self.part = self.anchor.partition("-")[0]
        super().save(*args, **kwargs)
        self.tell()

    def clean(self) -> None:
        """An end has a reason and is taken back for a while alone; one of old without a reason may stay."""
        stood = Notice.objects.filter(pk=self.pk).first() if self.pk else None
        was_over = stood is not None and stood.ended_at is not None
        if self.ended_at is None:
            if stood and was_over and not stood.can_be_restored:
                over = "Ten minutes are over: a notice that was lifted stays so. Set it anew."
                raise ValidationError({"ended_at": ValidationError(over, code="over")})
            if self.ended_reason and not was_over:
                when = "Give the time of its end, or leave out why it is over."
                raise ValidationError({"ended_at": ValidationError(when, code="when")})
        elif not self.ended_reason and not (stood and was_over and not stood.ended_reason):
            raise ValidationError({"ended_reason": ValidationError(WHY_OVER, code="reason")})

    @property
    def setter(self) -> str:
        """The account, here or where it came from, of the editor who set it; "" where it is not known."""
        return self.author.get_username() if self.author else self.author_name

    @property
    def ender(self) -> str:
        """The account, here or where it came from, of the editor who lifted it; "" for nobody known."""
        return self.ended_by.get_username() if self.ended_by else self.ender_name

    def tell(self) -> None:
        """Say that the pages changed that show it."""
        self.gotcha.bump()
        self.gotcha.collection.bump()

    @transaction.atomic
    def set(self, by: Any) -> bool:
        """Let readers see it from now on; False where the same stands there already."""
        applying.lock(self.gotcha_id)  # a double click waits here
        alike = {name: getattr(self, name) for name in ("level", "text", "part", "anchor")}
        if self.gotcha.notices.standing().filter(**alike).exists():
            return False
        self.author = by
        self.save()
        return True

    @transaction.atomic
    def lift(self, by: Any, reason: str) -> bool:
        """End it; whether it stood. Of two editors who lift it at once one does."""
        rows = Notice.objects.standing().filter(pk=self.pk)
        lifted = rows.update(ended_at=timezone.now(), ended_by=by, ended_reason=reason)
        if lifted:
            self.tell()
        return bool(lifted)

    @property
    def can_be_restored(self) -> bool:
        return self.ended_at is not None and timezone.now() - self.ended_at <= UNDO_FOR

    @transaction.atomic
    def restore(self) -> bool:
        """Take back that it was lifted, not long ago; whether that was so."""
        rows = Notice.objects.filter(pk=self.pk, ended_at__gte=timezone.now() - UNDO_FOR)
        restored = rows.update(ended_at=None, ended_by=None, ender_name="", ended_reason="")
        if restored:
            self.tell()
        return bool(restored)
