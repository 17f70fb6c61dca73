"""A thread of comments on a collection, a gotcha or a code."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from gotchas.models import Collection, Gotcha, MessageCode

TARGET_FIELDS = {Collection: "collection", Gotcha: "gotcha", MessageCode: "code"}


class ThreadQuerySet(models.QuerySet["Thread"]):
    def on(self, target: Collection | Gotcha | MessageCode) -> Self:
        return self.filter(**{TARGET_FIELDS[type(target)]: target})

    def of(self, collection: Collection) -> Self:
        """The thread on the collection and those on its gotchas."""
        on_gotchas = self.filter(gotcha__collection=collection)
        # One list from two queries: a condition with OR over two tables would read every thread there is.
        return self.filter(pk__in=self.on(collection).values("pk").union(on_gotchas.values("pk"), all=True))

    def get_or_open(self, target: Collection | Gotcha | MessageCode) -> "Thread":
        """The thread on `target`, made when there is none yet; two posters at once get the same."""
        thread, _ = self.get_or_create(**{TARGET_FIELDS[type(target)]: target})
        return thread


class Thread(models.Model):
    collection = models.OneToOneField(Collection, null=True, blank=True, on_delete=models.CASCADE)
    gotcha = models.OneToOneField(Gotcha, null=True, blank=True, on_delete=models.CASCADE)
    code = models.OneToOneField(MessageCode, null=True, blank=True, on_delete=models.CASCADE)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(collection__isnull=False, gotcha=None, code=None)
                | Q(collection=None, gotcha__isnull=False, code=None)
                | Q(collection=None, gotcha=None, code__isnull=False),
                name="thread_hangs_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_reason=""), name="thread_closed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"comments on {self.target}"

    def get_absolute_url(self) -> str:
        return f"{self.target.get_absolute_url()}#comments"

    @property
    def target(self) -> Any:
        """The collection, gotcha or code that it hangs on."""
        return self.collection or self.gotcha or self.code

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
