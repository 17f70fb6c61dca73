"""The platforms a gotcha is met on."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse


class PlatformQuerySet(models.QuerySet["Platform"]):
    def including(self, platform: "Platform") -> Self:
        """The platform itself and `All`, which every platform filter includes."""
        return self.filter(Q(pk=platform.pk) | Q(is_all=True))


class Platform(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(default=100)
    is_all = models.BooleanField("means all platforms", default=False)
    known_as = models.CharField(
        max_length=300, blank=True, help_text="Other words people use for it, separated by commas."
    )

    objects = PlatformQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_all"], condition=Q(is_all=True), name="platform_only_one_all"
            ),
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(slug__contains="/"),
                name="platform_slug_fits_an_address",
                violation_error_message="No address can hold this slug.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("platform", args=[self.slug])
