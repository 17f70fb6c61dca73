"""The message codes of a gotcha."""

from typing import Self

from django.db import models

from gotchas.models.code import MessageCode


class GotchaCodeQuerySet(models.QuerySet["GotchaCode"]):
    def as_shown(self) -> Self:
        """With their codes and families, of which only the names are read: one query, of a few columns."""
        return self.select_related("code__family").only(
            "gotcha", "severity", "order",
            "code__code", "code__slug", "code__family__slug", "code__family__name",
        )  # fmt: skip


class GotchaCode(models.Model):
    """A message code as a gotcha shows it: with the severity letter that was seen."""

    gotcha = models.ForeignKey("Gotcha", on_delete=models.CASCADE, related_name="gotcha_codes")
    code = models.ForeignKey(MessageCode, on_delete=models.PROTECT, related_name="gotcha_codes")
    severity = models.CharField("severity letter seen", max_length=4, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = GotchaCodeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["gotcha", "code"], name="gotcha_code_unique")]
        indexes = [
            models.Index(fields=["code", "gotcha"], name="gotcha_code_newest")
        ]  # some of a code's many

    def __str__(self) -> str:
        return f"{self.code.family.slug} {self.code.code} {self.severity}".rstrip()

    @property
    def written(self) -> str:
        """The code with its severity letter, as the log prints it: CSQX642E."""
        return f"{self.code.code}{self.severity}"
