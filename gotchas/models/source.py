"""Where facts come from, and two lists that editors keep beside them."""

import datetime

from django.db import models


class SourceQuerySet(models.QuerySet["Source"]):
    def read_in(self, title: str, address: str, on: datetime.date) -> "Source":
        """The source of that title and address; one that is there already stays as it is."""
        return self.get_or_create(title=title, address=address, defaults={"read_on": on})[0]


class Source(models.Model):
    """A page, a book or a person that a fact was taken from.

    `address` may be empty (a printed book) or lack a scheme, as the world quotes it; `link` is what a
    page may link to.
    """

    title = models.CharField(max_length=300)
    address = models.CharField(
        max_length=500, blank=True, help_text="As quoted; empty when it is not on the web."
    )
    read_on = models.DateField(
        "read on", null=True, blank=True, help_text="The day somebody last read it there."
    )
    note = models.CharField(max_length=300, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "address"]
        constraints = [
            models.UniqueConstraint(fields=["title", "address"], name="source_title_address_unique")
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def named(cls, kept: str) -> "Source":
        """The source that a revision names so, without a row: it may have been renamed or deleted since."""
        title, _, address = kept.removesuffix(">").rpartition(" <")
        return cls(title=title, address=address) if title and kept.endswith(">") else cls(title=kept)

    @property
    def kept_as(self) -> str:
        """As a revision names it."""
        return f"{self.title} <{self.address}>" if self.address else self.title

    @property
    def link(self) -> str:
        """The address with a scheme when it can be followed, else an empty string."""
        if self.address.startswith(("https://", "http://")):
            return self.address
        first = self.address.split("/", 1)[0]
        return f"https://{self.address}" if "." in first and " " not in self.address else ""


class SupportedVersion(models.Model):
    """A version that its maker still supports; an article verified on none of them is looked at again."""

    product = models.CharField(max_length=100)
    families = models.ManyToManyField(
        "gotchas.CodeFamily",
        verbose_name="code families of the product",
        blank=True,
        related_name="supported_versions",
        help_text="Articles on codes of these, or on this product, are compared with it; all of them where"
        " none is chosen.",
    )
    version = models.CharField(max_length=40)
    supported_until = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["product", "version"]
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="supported_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.version}"


class DeadHost(models.Model):
    """A host whose links lead nowhere any more. Editors keep the list; the site itself fetches nothing."""

    host = models.CharField(max_length=253, unique=True)
    replaced_by = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["host"]

    def __str__(self) -> str:
        return self.host
