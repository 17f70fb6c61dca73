"""Who wrote, where an editor found that several printed names are one."""

from django.db import models


class Person(models.Model):
    """Somebody who wrote under one or more printed names, as an editor found."""

    name = models.CharField(max_length=100)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name
