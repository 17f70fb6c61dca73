"""A collection of gotchas, numbered once and for ever."""

from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from gotchas import markup
from gotchas.models.linking import ArticleLinker
from gotchas.models.source import Source
from gotchas.text.addresses import LARGEST_NUMBER

PER_PAGE = 100
"""Gotchas on a page of a collection's list, once they stand there in rows."""


class CollectionQuerySet(models.QuerySet["Collection"]):
    def for_lists(self) -> Self:
        return self.select_related("source")

    def next_number(self) -> int:
        """The number after the highest one ever used; a lower one where no address holds the next."""
        free = LARGEST_NUMBER
        for number in self.order_by("-number").values_list("number", flat=True).iterator():
            if number < free:
                return number + 1
            free = number - 1
        return 1


class Collection(models.Model):
    """What the blog post was: an introduction, gotchas in order and a thread."""

    number = models.PositiveIntegerField(unique=True, help_text="Never changes and is never given again.")
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    introduction_html = models.TextField(blank=True, editable=False)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    authors = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT)
    published_on = models.DateField("original published on", null=True, blank=True)
    time_zone = models.CharField("time zone of the original", max_length=60, default="UTC")
    note = models.CharField(
        max_length=500, blank=True, help_text="Shown under the title, e.g. that the texts are retold."
    )
    external_id = models.CharField(
        max_length=200, blank=True, help_text="What it was called where it came from."
    )
    last_position = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="The highest position ever given; a position is never given twice.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="collection_number_from_1"),
            models.CheckConstraint(
                condition=Q(number__lte=LARGEST_NUMBER),
                name="collection_number_fits_an_address",
                violation_error_message=f"A number is at most {LARGEST_NUMBER:,}.",
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="collection_external_id_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.render()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.number])

    def render(self) -> None:
        links = ArticleLinker([self.introduction], self, self.gotchas.all() if self.pk else None)
        self.introduction_html = markup.article(self.introduction, links, prefix="introduction")
        self.renderer = markup.RENDERER

    @transaction.atomic
    def take_position(self) -> int:
        """The next position, never given before; the row stays locked until the transaction ends."""
        row = Collection.objects.select_for_update().get(pk=self.pk)
        row.last_position += 1
        row.save(update_fields=["last_position"])
        self.last_position = row.last_position
        return row.last_position

    def bump(self, comments: int = 0) -> None:
        """Say that the page changed, by `comments` more (or fewer) comments."""
        Collection.objects.filter(pk=self.pk).update(
            version=F("version") + 1, comment_count=F("comment_count") + comments
        )
