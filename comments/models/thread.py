"""A thread of comments on a collection, a gotcha or a code, or on a code that nobody has stored yet."""

from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from gotchas.models import Collection, Decision, Gotcha, MessageCode, UnansweredCode

Target = Collection | Gotcha | MessageCode | UnansweredCode

TARGET_FIELDS = {
    Collection: "collection",
    Gotcha: "gotcha",
    MessageCode: "code",
    UnansweredCode: "unanswered",
}


class ThreadQuerySet(models.QuerySet["Thread"]):
    def on(self, target: Target) -> Self:
        return self.filter(**{TARGET_FIELDS[type(target)]: target})

    def of(self, collection: Collection) -> Self:
        """The thread on the collection and those on its gotchas."""
        on_gotchas = self.filter(gotcha__collection=collection)
        # One list from two queries: a condition with OR over two tables would read every thread there is.
        return self.filter(pk__in=self.on(collection).values("pk").union(on_gotchas.values("pk"), all=True))

    def get_or_open(self, target: Target, *, shown: bool = True) -> "Thread":
        """The thread on `target`, made when there is none yet; two posters at once get the same.

        A code that nobody has stored gets its row with the first comment that is `shown`. One that waits
        hangs on the code as it was looked for, and publishing it makes the row (`settled`).
        """
        if isinstance(target, UnansweredCode):
            target = target.store() if shown else target.stored() or target.kept()
        thread, _ = self.get_or_create(**{TARGET_FIELDS[type(target)]: target})
        return thread


class Thread(models.Model):
    NAMED_BY = (
        "unanswered",
        *("collection__number", "collection__title"),
        *("gotcha__position", "gotcha__title", "gotcha__state", "gotcha__collection__number"),
        *("code__code", "code__slug", "code__family__slug"),
    )
    """What is read of what it may hang on, to name that and to lead there."""

    collection = models.OneToOneField(Collection, null=True, blank=True, on_delete=models.CASCADE)
    gotcha = models.OneToOneField(Gotcha, null=True, blank=True, on_delete=models.CASCADE)
    code = models.OneToOneField(MessageCode, null=True, blank=True, on_delete=models.CASCADE)
    unanswered = models.OneToOneField(
        UnansweredCode,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        help_text="A code that is not stored: the first comment that is published makes its row.",
    )
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(collection__isnull=False, gotcha=None, code=None, unanswered=None)
                | Q(collection=None, gotcha__isnull=False, code=None, unanswered=None)
                | Q(collection=None, gotcha=None, code__isnull=False, unanswered=None)
                | Q(collection=None, gotcha=None, code=None, unanswered__isnull=False),
                name="thread_hangs_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_reason=""), name="thread_closed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"comments on {self.target}"

    def get_absolute_url(self) -> str:
        return f"{self.page_address}#comments"

    @property
    def page_address(self) -> str:
        """Of the page that shows it: its target's, or one of its own where that was merged into another."""
        if self.gotcha and self.gotcha.state == Gotcha.State.MERGED:
            return reverse("gotcha_comments", args=[self.gotcha.collection.number, self.gotcha.position])
        return self.target.get_absolute_url()

    @property
    def target(self) -> Any:
        """The collection, gotcha or code that it hangs on, stored or not."""
        return self.collection or self.gotcha or self.code or self.unanswered

    @transaction.atomic
    def settled(self) -> "Thread":
        """Where a comment of this thread is shown: here, or, on a code not stored, in the thread of its row.

        The row is made then, and all comments move to its thread, so that their authors find them there. This
        thread stays behind, empty: whoever posts into it at this moment is not lost.
        """
        if self.unanswered is None:
            return self
        Thread.objects.select_for_update(no_key=True).get(pk=self.pk)
        closed = {"closed_at": self.closed_at, "closed_reason": self.closed_reason}
        thread, _ = Thread.objects.get_or_create(code=self.unanswered.store(), defaults=closed)
        self.comments.update(thread=thread)
        there = thread.subscriptions.filter(ended_at=None).values("email")
        self.subscriptions.exclude(email__in=there).update(thread=thread)
        return thread

    def note_closing(self, by: Any) -> None:
        """Keep who closed it and why, or opened it again, for the log of decisions."""
        before, after = ("open", "closed") if self.closed_at else ("closed", "open")
        Decision.objects.create(
            kind="thread", object_id=self.pk, before=before, after=after, by=by, by_name=by.get_username(),
            reason=self.closed_reason if self.closed_at else "",
        )  # fmt: skip

    @property
    def home_collection(self) -> Collection | None:
        """The collection in which a "1.15" of this thread is looked up; none on a code's thread."""
        return self.collection or (self.gotcha.collection if self.gotcha else None)

    def bump(self, comments: int) -> None:
        """Say that the thread and its page changed, by `comments` more (or fewer) published comments."""
        self.bump_alone(comments)
        self.target.bump(comments)

    def bump_alone(self, comments: int) -> None:
        """As `bump`, for who tells the page together with others that changed (`Comment.count`)."""
        Thread.objects.filter(pk=self.pk).update(
            version=F("version") + 1, comment_count=F("comment_count") + comments
        )
