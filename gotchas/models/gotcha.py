"""A gotcha: a short article on an error whose message hides the cause."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from gotchas import markup
from gotchas.models import merging, searchable
from gotchas.models.code import CodeFamily, MessageCode
from gotchas.models.collection import Collection
from gotchas.models.gotcha_code import GotchaCode
from gotchas.models.linking import ArticleLinker
from gotchas.models.months import MonthlyQuerySet
from gotchas.models.platform import Platform
from gotchas.models.revision import Revision
from gotchas.models.source import Source
from gotchas.models.ways import HELP, check_ways
from gotchas.text.addresses import LARGEST_NUMBER

TEXTS = ("problem", "cause", "solution", "expected")  # the Markdown parts of an article, in reading order
LONG_TEXTS = (*TEXTS, *(f"{part}_html" for part in TEXTS))
"""What a row in a list does not show, so it is not read."""

REVISED = (
    "title", "kind", "state", "problem", "cause", "solution", "expected", "risk", "confidence",
    "applies_from", "applies_to", "verified_release", "verified_at", "verified_by", "withdrawn_reason",
    "also_said",
)  # fmt: skip

WHERE_IT_LEADS = ("state", "successor")
"""What decides whether a reader finds it, or another in its place, or nothing."""


UNSAID = {"family": "", "also_said": ""}
"""What older revisions have no word of."""


class GotchaQuerySet(MonthlyQuerySet["Gotcha"]):
    def bulk_create(self, objs: Iterable["Gotcha"], *args: Any, **kwargs: Any) -> list["Gotcha"]:
        """As `save` does it: of those that can be read it is noted since when."""
        rows = list(objs)
        for row in rows:
            row.note_publication(timezone.now())
        return super().bulk_create(rows, *args, **kwargs)

    def published(self) -> Self:
        """What a stranger may read as an article: published ones and historic ones."""
        return self.filter(state__in=Gotcha.READABLE)

    def discussed(self) -> Self:
        """Those whose thread a stranger may read, and whose address leads to an article."""
        return self.filter(state__in=Gotcha.DISCUSSED)

    def telling_merges(self) -> Self:
        """With the word whether anything was merged into each, which saves most pages a query."""
        return self.annotate(absorbs=Exists(Gotcha.objects.filter(successor=OuterRef("pk"))))

    def newest_first(self) -> Self:
        """The one that became readable last comes first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-pk")

    def on_platform(self, platform: Platform) -> Self:
        return self.filter(platforms__in=Platform.objects.including(platform)).distinct()

    def with_code(self, code: MessageCode) -> Self:
        return self.filter(codes=code)

    def numbered(self, collection: int, position: int) -> Self:
        return self.filter(collection__number=collection, position=position)

    def as_it_is(self) -> Self:
        """Read again and kept from changing until the transaction ends, in one order for all who do it.

        What `record` keeps as a revision is to be read like this: the content of a row that was read before
        somebody else changed it would become the newest version.
        """
        return self.order_by("pk").select_related("collection").select_for_update(of=("self",))

    def for_rows(self) -> Self:
        """All that a row in a list shows, in three queries whatever the number of rows."""
        return self.select_related("collection", "family").prefetch_related("platforms").with_shown_codes()

    def telling_fixes(self) -> Self:
        """Each with `has_fix`: whether it says what to do, which a row cannot read off the long texts."""
        return self.annotate(has_fix=~Q(solution=""))

    def with_shown_codes(self) -> Self:
        """Each with its `gotcha_codes`, and of these what is shown."""
        return self.prefetch_related(Prefetch("gotcha_codes", GotchaCode.objects.as_shown()))


class Gotcha(models.Model):
    class Kind(models.TextChoices):
        PROBLEM = "problem", "Problem"
        TIP = "tip", "Tip"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        HISTORIC = "historic", "Historic"
        WITHDRAWN = "withdrawn", "Withdrawn"
        MERGED = "merged", "Merged"

    class Risk(models.TextChoices):
        UNKNOWN = "", "Not assessed"
        DISPLAY = "display", "Display only"
        CONFIGURATION = "configuration", "Changes configuration"
        RESTART = "restart", "Restarts a component"
        INTERRUPTION = "interruption", "Interrupts service"

    class Confidence(models.TextChoices):
        UNKNOWN = "", "Not assessed"
        VERIFIED = "verified", "Verified"
        LIKELY = "likely", "Likely"
        UNVERIFIED = "unverified", "Unverified"

    READABLE = (State.PUBLISHED, State.HISTORIC)
    DISCUSSED = (*READABLE, State.MERGED)
    """States in which its thread can be read: that of a merged one stays, at an address of its own."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="gotchas")
    position = models.PositiveIntegerField(
        blank=True, help_text="Given by the collection when left empty; never changes."
    )
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PROBLEM)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    platforms = models.ManyToManyField(Platform, blank=True, related_name="gotchas")
    codes = models.ManyToManyField(MessageCode, through="GotchaCode", blank=True, related_name="gotchas")
    family = models.ForeignKey(
        CodeFamily,
        verbose_name="product",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gotchas",
        help_text="The family of the product that it is about, where no code says so.",
    )
    also_said = models.TextField("also said as", blank=True, validators=[check_ways], help_text=HELP)
    problem = models.TextField(blank=True, help_text="What you see.")
    cause = models.TextField(blank=True, help_text="Why.")
    solution = models.TextField(blank=True, help_text="What to do; several solutions are headings.")
    expected = models.TextField("what you should see", blank=True, help_text="How to tell that it worked.")
    problem_html = models.TextField(blank=True, editable=False)
    cause_html = models.TextField(blank=True, editable=False)
    solution_html = models.TextField(blank=True, editable=False)
    expected_html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    risk = models.CharField("risk of the fix", max_length=15, choices=Risk, default=Risk.UNKNOWN, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.UNKNOWN, blank=True)
    applies_from = models.CharField("applies from version", max_length=40, blank=True)
    applies_to = models.CharField("applies to version", max_length=40, blank=True)
    verified_release = models.CharField("verified on release", max_length=60, blank=True)
    verified_at = models.DateField("verified on", null=True, blank=True)
    verified_by = models.CharField(max_length=100, blank=True)
    related = models.ManyToManyField("self", blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="gotchas")
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    source_number = models.CharField(
        max_length=40,
        blank=True,
        help_text="Its number where it came from; references in imported texts use it.",
    )
    external_id = models.CharField(
        max_length=200, blank=True, help_text="What it was called where it came from."
    )
    imported_digest = models.CharField(
        max_length=40,
        blank=True,
        editable=False,
        help_text="Of what its line said when it was last imported; empty where it never was.",
    )
    last_revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Number of the newest revision: the base of the next edit."
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Of the page, its thread included."
    )
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(
        null=True, editable=False, help_text="When it could first be read; empty while it never could."
    )
    edited_at = models.DateTimeField(null=True, editable=False)
    corrected_at = models.DateTimeField(null=True, editable=False)

    objects = GotchaQuerySet.as_manager()

    class Meta:
        ordering = ["collection", "position"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "position"], name="gotcha_number_unique"),
            models.UniqueConstraint(
                fields=["collection", "external_id"],
                condition=~Q(external_id=""),
                name="gotcha_external_id_unique",
            ),
            models.UniqueConstraint(
                fields=["collection", "source_number"],
                condition=~Q(source_number=""),
                name="gotcha_source_number_unique",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="gotcha_position_from_1"),
            models.CheckConstraint(
                condition=Q(position__lte=LARGEST_NUMBER),
                name="gotcha_position_fits_an_address",
                violation_error_message=f"A number is at most {LARGEST_NUMBER:,}.",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", successor__isnull=False)
                | (~Q(state="merged") & Q(successor=None)),
                name="gotcha_merged_has_successor",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="gotcha_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "historic", "withdrawn", "merged"]),
                name="gotcha_state_known",
            ),
        ]
        indexes = [
            # the newest changes on the home page
            models.Index(
                fields=["-edited_at"], name="gotcha_newest", condition=Q(state__in=["published", "historic"])
            ),
            # the feed of new gotchas
            models.Index(fields=["published_at"], name="gotcha_newly_published"),
            # that of a collection, whose timeline counts in this alone
            models.Index(fields=["collection", "published_at", "state"], name="gotcha_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render and save; a new one takes the collection's next position."""
        if self._state.adding:
            self._take_position()
        fields, now = kwargs.get("update_fields"), timezone.now()
        if fields is None:
            self.render()
            self.edited_at = now
            self.note_publication(now)
        elif "state" in fields and self.note_publication(now):
            kwargs["update_fields"] = [*fields, "published_at"]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("gotcha", args=[self.collection.number, self.position])

    @property
    def number(self) -> str:
        """`1.15`; needs `collection` at hand."""
        return f"{self.collection.number}.{self.position}"

    @property
    def is_readable(self) -> bool:
        return self.state in self.READABLE

    @property
    def is_put_away(self) -> bool:
        """Withdrawn or merged: nothing in it is changed or marked any more."""
        return self.state in (self.State.WITHDRAWN, self.State.MERGED)

    @cached_property
    def absorbed(self) -> "list[Gotcha]":
        """All that was merged into it, by number; no query where `telling_merges` said that nothing was."""
        if not getattr(self, "absorbs", True):
            return []
        return merging.merged_into(Gotcha.objects.defer(*LONG_TEXTS), [self.pk])

    def note_publication(self, at: datetime.datetime) -> bool:
        """Note that it can be read since `at`, unless it could be before; whether that was news."""
        is_news = self.is_readable and self.published_at is None
        if is_news:
            self.published_at = at
        return is_news

    def _take_position(self) -> None:
        if self.position is None:
            self.position = self.collection.take_position()
        else:
            Collection.objects.filter(pk=self.collection_id, last_position__lt=self.position).update(
                last_position=self.position
            )

    def render(self) -> None:
        """Make the HTML of every part from its source, with links to the codes and gotchas it names."""
        links = ArticleLinker([getattr(self, part) for part in TEXTS], self.collection, Gotcha.objects.all())
        for part in TEXTS:
            setattr(self, f"{part}_html", markup.article(getattr(self, part), links, prefix=part))
        self.renderer = markup.RENDERER

    def content(self) -> dict[str, Any]:
        """All that a revision keeps, as plain values: texts by field name, lists of slugs and numbers."""
        plain = {name: getattr(self, name) for name in REVISED}
        if isinstance(plain["verified_at"], datetime.date):
            plain["verified_at"] = plain["verified_at"].isoformat()
        related = self.related.select_related("collection").order_by("collection__number", "position")
        return plain | {
            "successor": self.successor.number if self.successor else "",
            "platforms": sorted(self.platforms.values_list("slug", flat=True)),
            "family": self.family.slug if self.family else "",
            "codes": [str(row) for row in self.gotcha_codes.select_related("code__family")],
            "related": [gotcha.number for gotcha in related],
            "sources": sorted(source.kept_as for source in self.sources.all()),
        }

    @transaction.atomic
    def record(
        self,
        *,
        author: Any = None,
        author_name: str = "",
        note: str = "",
        correction: Any = None,
        at: datetime.datetime | None = None,
        standing: Iterable[int] | None = None,
    ) -> Revision:
        """Keep the present content as the next revision; the newest one again when nothing changed.

        `standing` are the corrections that it holds where it does not simply follow the newest one.
        """
        Gotcha.objects.select_for_update().values_list("pk").get(pk=self.pk)
        content = self.content()
        newest = self.revisions.order_by("-number").first()
        if newest and UNSAID | newest.content == content:
            return newest
        holds = set(standing if standing is not None else newest.standing if newest else ())
        if correction and correction.gotcha_id == self.pk:
            holds.add(correction.pk)
        revision = Revision.objects.create(
            gotcha=self,
            number=newest.number + 1 if newest else 1,
            base=newest,
            author=author,
            author_name=author_name or (author.get_username() if author else ""),
            note=note,
            correction=correction,
            content=content,
            standing=sorted(holds),
            created_at=at or timezone.now(),
        )
        self.last_revision = revision.number
        Gotcha.objects.filter(pk=self.pk).update(last_revision=revision.number, version=F("version") + 1)
        self.collection.bump()
        searchable.index_gotchas(Gotcha.objects.filter(pk=self.pk))
        if newest is None or any(newest.content.get(name) != content[name] for name in WHERE_IT_LEADS):
            searchable.led_elsewhere({self.pk})
        return revision

    def proposed_by(self) -> Any:
        """The reader's proposal for a new gotcha that made this one; None where an editor wrote it."""
        made = self.revisions.filter(correction__state="applied", correction__gotcha=None)
        first = made.select_related("correction").defer("content").order_by("number").first()
        return first.correction if first else None

    def bump(self, comments: int = 0) -> None:
        """Say that the page changed, by `comments` more (or fewer) comments."""
        Gotcha.objects.filter(pk=self.pk).update(
            version=F("version") + 1, comment_count=F("comment_count") + comments
        )
