"""What products print for a code: one more way to say its meaning, and the title of its gotchas."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F

from gotchas.models import searchable
from gotchas.models.source import Source
from gotchas.text.printed import printed_for

if TYPE_CHECKING:
    from gotchas.models.code import MessageCode


class PrintedMessageQuerySet(models.QuerySet["PrintedMessage"]):
    def with_sources(self) -> Self:
        return self.select_related("source")

    def add_known(self, codes: "Sequence[MessageCode]") -> None:
        """Give codes that were just stored what the starter's list has of them; their families at hand.

        Only then: a message that an editor changed or took away never comes back.
        """
        known = [(code, one) for code in codes for one in printed_for(code.family.slug, code.code)]
        sources = {one.source: None for _, one in known if one.source}
        rows = {given: Source.objects.read_in(given.title, given.address, given.read_on) for given in sources}
        self.bulk_create(
            [
                PrintedMessage(code=code, text=one.text, source=rows[one.source] if one.source else None)
                for code, one in known
            ],
            batch_size=500,
        )


class PrintedMessage(models.Model):
    """One message that a product prints for a code. It is verified where it has a source, else it is not."""

    code = models.ForeignKey("gotchas.MessageCode", on_delete=models.CASCADE, related_name="printed")
    text = models.CharField(
        "message",
        max_length=200,
        help_text="As the product prints it; %s stands for what differs from case to case.",
    )
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="printed",
        help_text="Where it was read. Without one, pages say that it is not verified.",
    )

    objects = PrintedMessageQuerySet.as_manager()

    class Meta:
        ordering = [F("source").asc(nulls_last=True), "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "text"],
                name="printed_message_once_a_code",
                violation_error_message="This message stands here already.",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="printed_message_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self._index()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self._index()
        return deleted

    def _index(self) -> None:
        searchable.index_gotchas(self.code.gotchas.all())
        searchable.index_codes(type(self.code).objects.filter(pk=self.code_id))
