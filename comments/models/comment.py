"""A comment in a thread, and what it refers to."""

from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from comments import paths, searchable
from comments.models.decisions import REMOVED_BY_EDITOR, Decided
from comments.models.fields import PathField
from comments.models.linking import CommentLinker
from comments.models.marks import Marked
from comments.models.person import Person
from comments.models.telling import Announcement
from comments.models.thread import TARGET_FIELDS, Thread
from gotchas import markup
from gotchas.models import Collection, Correction, Gotcha, MessageCode
from gotchas.models.months import MonthlyQuerySet

NAMED_BELOW = 20
"""Comments that are named below one of which they speak, the oldest first: anybody may paste its address."""

OPEN_QUESTION = Q(kind="question", state="published", marked_answer=None)


class CommentQuerySet(MonthlyQuerySet["Comment"]):
    def published(self) -> Self:
        return self.filter(state=Comment.State.PUBLISHED)

    def visible(self) -> Self:
        """What a thread shows to a stranger: published comments, and a tombstone where replies hang on."""
        return self.filter(
            Q(state=Comment.State.PUBLISHED) | Q(state=Comment.State.REMOVED, reply_count__gt=0)
        )

    def shown_to(self, own: Sequence[int]) -> Self:
        """What a thread shows to who wrote the comments `own`: those also that wait, or an editor removed."""
        if not own:
            return self.visible()
        waiting = Q(state__in=[Comment.State.WAITING, Comment.State.SPAM])
        return self.visible() | self.filter(waiting | REMOVED_BY_EDITOR, pk__in=own)

    def on_readable(self) -> Self:
        """Those whose thread stands on a page that a stranger can read."""
        return self.filter(Q(thread__gotcha=None) | Q(thread__gotcha__state__in=Gotcha.DISCUSSED))

    def in_collection(self, collection: Collection) -> Self:
        """Those on the collection and on its gotchas."""
        return self.filter(thread__in=Thread.objects.of(collection))

    def on(self, target: Collection | Gotcha | MessageCode) -> Self:
        """Those in its thread; a gotcha's also in the threads of what was merged into it."""
        if isinstance(target, Gotcha):
            return self.filter(thread__gotcha__in=[target, *target.absorbed])
        return self.filter(**{f"thread__{TARGET_FIELDS[type(target)]}": target})

    def on_gotchas_of(self, collection: Collection) -> Self:
        """Those in the threads of its gotchas that can be read; its own thread is another."""
        readable = {"thread__gotcha__state__in": Gotcha.DISCUSSED}
        return self.filter(thread__gotcha__collection=collection, **readable)

    def in_order(self) -> Self:
        return self.order_by("path")

    def for_rows(self) -> Self:
        """All that a comment in a thread shows, in six queries whatever the number of rows."""
        others = (
            Comment.objects.published().on_readable().only("author_name", "source_number", "kind", "state")
        )
        gotchas = (
            Gotcha.objects.discussed().select_related("collection").only("position", "collection__number")
        )
        codes = MessageCode.objects.select_related("family").only("code", "slug", "family__slug")
        beside = [f"{join}__{name}" for join in ("parent", "marked_answer") for name in _NOT_SAID_ELSEWHERE]
        return (
            self.select_related("parent", "marked_answer")
            .defer("text", *beside)
            .prefetch_related(  # lists and not managers: those cost fifty rows more than the queries
                Prefetch("gotchas", gotchas.select_related("collection"), to_attr="spoken_gotchas"),
                Prefetch("codes", codes, to_attr="spoken_codes"),
                Prefetch("answers", others, to_attr="beside"),
                Prefetch("answered_by", others.order_by("pk")[:NAMED_BELOW], to_attr="beside_it"),
            )
            .with_became()
        )

    def with_became(self) -> Self:
        """Each with the correction that it became at hand, None where that is not for everybody."""
        shown = Correction.objects.public().on_readable().only("state", "visibility")
        return self.prefetch_related(Prefetch("became", shown))

    def for_feed(self) -> Self:
        """All that an entry of a feed shows, in this one query."""
        targets = ("thread__collection", "thread__gotcha__collection", "thread__code__family")
        return self.select_related("parent", *targets).defer("text", "parent__text", "parent__html")

    def speaking_of(self, target: Gotcha | MessageCode) -> Self:
        """Comments of other threads that name `target`, or what was merged into it."""
        if isinstance(target, Gotcha):
            gotchas = [target, *target.absorbed]
            naming = Comment.gotchas.through.objects.filter(gotcha__in=gotchas).values("comment")
            named = {"pk__in": naming} if target.absorbed else {"gotchas": target}
            return self.filter(**named).exclude(thread__gotcha__in=gotchas)
        return self.filter(codes=target).exclude(thread__code=target)

    def newest_first(self) -> Self:
        return self.order_by("-posted_at", "-pk")

    def open_questions(self) -> Self:
        """Questions of which no comment is marked as the answer."""
        return self.filter(OPEN_QUESTION)

    def tie_answers(self) -> None:
        """After an import: point questions at those of these comments that are marked as answers."""
        for row in self.published().filter(answer_marked_at__isnull=False):
            row.tie()

    @transaction.atomic
    def confirm_parents(self, by: Any) -> int:
        """Confirm every proposed parent among these; how many there were."""
        proposed = self.filter(parent_confidence__isnull=False, parent_confirmed_at=None)
        threads = Thread.objects.filter(comments__in=proposed).distinct()
        for thread in list(threads.select_related("collection", "gotcha", "code")):
            thread.bump(0)
        confirmed: dict[str, Any] = {"parent_confirmed_by": by, "parent_confirmer_name": ""}
        return proposed.update(parent_confirmed_at=timezone.now(), **confirmed)


class Comment(Decided, Marked):
    class State(models.TextChoices):
        PUBLISHED = "published", "Published"
        WAITING = "waiting", "Waiting"
        SPAM = "spam", "Spam"
        REMOVED = "removed", "Removed"

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        ANSWER = "answer", "Answer"
        WORKED = "worked", "This worked"
        CORRECTION = "correction", "Correction"
        ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
        OTHER = "other", "Other"

    class Format(models.TextChoices):
        PLAIN = "plain", "Plain, exactly as printed"
        MARKDOWN = "markdown", "Markdown"
        HTML = "html", "HTML, sanitised when shown"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    of_collection = models.ForeignKey(
        Collection,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="Whose gotcha it hangs on; empty elsewhere.",
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    path = PathField(max_length=paths.MAX_LENGTH, editable=False, blank=True)
    author_name = models.CharField(max_length=80, help_text="As printed.")
    author_email = models.EmailField(blank=True, help_text="Never shown.")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    staff = models.BooleanField(default=False, help_text="Marked by the site as one of its editors.")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.OTHER)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    format = models.CharField(max_length=8, choices=Format, default=Format.MARKDOWN)
    text = models.TextField(help_text="The source; never changed by the site.")
    html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    posted_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its text and author were erased for good."
    )
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    removed_reason = models.CharField(max_length=200, blank=True)

    source_number = models.CharField(
        max_length=40, blank=True, help_text="The 7 of 'comment 7' where it came from."
    )
    source_url = models.CharField(max_length=500, blank=True, help_text="Where the original stands.")
    retold = models.BooleanField(default=False, help_text="Retold in the words of this site's editors.")
    external_id = models.CharField(max_length=200, blank=True)
    parent_confidence = models.FloatField(
        null=True, blank=True, help_text="0 to 1 when the parent was inferred; empty when it is known."
    )
    parent_confirmed_at = models.DateTimeField(null=True, blank=True)
    parent_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    parent_confirmer_name = models.CharField(
        max_length=150, blank=True, editable=False, help_text="Of a confirmation that came with an import."
    )

    gotchas = models.ManyToManyField(
        Gotcha, blank=True, related_name="mentions", help_text="It speaks of these."
    )
    codes = models.ManyToManyField(MessageCode, blank=True, related_name="mentions")
    answers = models.ManyToManyField(
        "self", blank=True, symmetrical=False, related_name="answered_by", help_text="Beside the parent."
    )
    became = models.ForeignKey(
        Correction, null=True, blank=True, on_delete=models.SET_NULL, related_name="from_comments"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["published", "waiting", "spam", "removed"]), name="comment_state_known"
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="comment_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(parent_confidence__isnull=True) | Q(parent_confidence__range=(0, 1)),
                name="comment_parent_confidence_0_to_1",
            ),
            models.UniqueConstraint(
                fields=["thread", "external_id"],
                condition=~Q(external_id=""),
                name="comment_external_id_unique",
            ),
        ]
        indexes = [
            # any page of a thread is one range of this
            models.Index(fields=["thread", "path"], name="comment_thread_order"),
            models.Index(fields=["state", "-posted_at"], name="comment_newest"),  # newest comments, the queue
            # timelines count in this alone
            models.Index(fields=["thread", "state", "posted_at"], name="comment_by_month"),
            # what stands under a gotcha's solution
            models.Index(
                fields=["thread", "worked_version", "worked_platform"],
                condition=Q(kind="worked"),
                name="comment_worked",
            ),
            models.Index(
                fields=["thread"], condition=Q(confirmed_at__isnull=False), name="comment_confirmed"
            ),
            # open questions: all, on gotchas of a collection, in a thread; SQLite wants the condition in them
            models.Index(
                fields=["kind", "state", "posted_at", "id"], condition=OPEN_QUESTION, name="question_open"
            ),
            models.Index(
                fields=["of_collection", "kind", "state", "posted_at", "id"],
                condition=OPEN_QUESTION,
                name="question_open_of_collection",
            ),
            models.Index(
                fields=["thread", "kind", "state", "posted_at", "id"],
                condition=OPEN_QUESTION,
                name="question_open_in_thread",
            ),
            # which questions a comment is the answer of
            models.Index(
                fields=["marked_answer"], condition=Q(marked_answer__isnull=False), name="comment_answer_of"
            ),
            # the newest on the gotchas of a collection
            models.Index(
                fields=["of_collection", "state", "posted_at", "id"],
                condition=Q(of_collection__isnull=False),
                name="comment_newest_on_gotchas",
            ),
            # an author's record, beside what the author wrote now
            models.Index(fields=["author_name"], name="comment_author_name"),
            models.Index(fields=["author_email"], condition=~Q(author_email=""), name="comment_author_email"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} by {self.author_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render, save and find the place in the thread, which needs the id."""
        if kwargs.get("update_fields") is None:
            self.render()
        super().save(*args, **kwargs)
        if not self.path:
            self.of_collection_id = self.thread.gotcha.collection_id if self.thread.gotcha else None
            above = self.parent.path if self.parent else ""
            self.path = paths.child_path(above, self.posted_at, self.pk)
            super().save(update_fields=["path", "of_collection"])

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.pk])

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"comment-{self.pk}"

    @property
    def depth(self) -> int:
        return paths.depth(self.path)

    @property
    def parent_is_proposed(self) -> bool:
        """The parent was inferred and no editor has confirmed it."""
        return self.parent_confidence is not None and self.parent_confirmed_at is None

    @property
    def parent_confirmer(self) -> str:
        """The account, here or where it came from, of the editor who confirmed the parent; "" for nobody."""
        by = self.parent_confirmed_by
        return by.get_username() if by else self.parent_confirmer_name

    @property
    def source_link(self) -> str:
        """Where the original stands, when it is an address that a page may link to."""
        return self.source_url if self.source_url.startswith(("https://", "http://")) else ""

    def linker(self) -> CommentLinker:
        """The links of its text, looked up once as long as the text stays."""
        known: CommentLinker | None = self.__dict__.get("_linker")
        if known is None or known.text != self.text or known.thread_id != self.thread_id:
            known = self._linker = CommentLinker(self)
        return known

    def render(self) -> None:
        make = {
            self.Format.PLAIN: markup.plain,
            self.Format.MARKDOWN: markup.comment,
            self.Format.HTML: markup.imported_html,
        }[self.Format(self.format)]
        self.html = make(self.text, self.linker())
        self.renderer = markup.RENDERER

    @transaction.atomic
    def post(self) -> None:
        """Save a new comment with what it refers to, and count it where it shows."""
        if self.state == self.State.PUBLISHED:
            self.thread = self.thread.settled()
        self.take_place()
        self.save()
        self.refer()
        if self.state == self.State.PUBLISHED:
            self.count(1)
            self.index()
            Announcement.objects.announce(self)

    def refer(self) -> None:
        """Write which gotchas, codes and comments the text names."""
        links = self.linker()
        own = self.thread
        self.gotchas.set(g for g in links.gotchas.values() if g.pk != own.gotcha_id)
        self.codes.set(c for c in links.codes.values() if c.pk != own.code_id)
        named = {c.pk for c in (*links.comments.values(), *links.permalinked.values())}
        self.answers.add(*(named - {self.parent_id}))

    def index(self) -> None:
        """Write what is searched of it, or take that away."""
        searchable.index_comments(Comment.objects.filter(pk=self.pk))

    def count(self, change: int) -> None:
        """Count this comment in or out (+1, -1) on its thread, its parent and all that it speaks of.

        Where nobody can read it, what it speaks of waits: see comments/counts.py.
        Rows are locked in one order, gotchas before codes before collections and each by id: two comments
        that speak of each other's pages would wait for each other else.
        """
        self.thread.bump_alone(change)
        target = self.thread.target
        counted: dict[type[models.Model], set[int]] = {Gotcha: set(), MessageCode: set(), Collection: set()}
        if not isinstance(target, Gotcha) or target.state in Gotcha.DISCUSSED:
            counted[Gotcha] |= set(self.gotchas.order_by().values_list("pk", flat=True))
            counted[MessageCode] |= set(self.codes.order_by().values_list("pk", flat=True))
        counted[type(target)].add(target.pk)
        for model, rows in counted.items():
            _bump(model, rows, change)
        if self.parent_id:
            Comment.objects.filter(pk=self.parent_id).update(reply_count=F("reply_count") + change)


def _bump(model: type[models.Model], rows: set[int], comments: int) -> None:
    """As `bump` of each of the rows, in two statements however many they are."""
    chosen = model.objects.filter(pk__in=rows)
    if len(rows) > 1:
        list(chosen.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    if rows:
        chosen.update(version=F("version") + 1, comment_count=F("comment_count") + comments)


_NOT_SAID_ELSEWHERE = [
    column.name
    for column in Comment._meta.concrete_fields
    if column.name not in ("id", "author_name", "kind", "state", "source_number")
]
"""What is not read of a comment that is only named where another one is shown."""
