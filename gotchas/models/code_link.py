"""How message codes hang together: what the other end logs, what wraps what, what was renamed."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from gotchas.models.code import MessageCode
from gotchas.models.source import Source

_SHOWN = (
    *("relation", "basis", "basis_note", "confirmer_name", "confirmed_at"),
    *("from_code__code", "from_code__slug", "from_code__meaning"),
    *("from_code__family__slug", "from_code__family__name"),
    *("to_code__code", "to_code__slug", "to_code__meaning"),
    *("to_code__family__slug", "to_code__family__name"),
)
"""What a row in a list reads of a link and of the codes at both ends."""


class CodeLinkQuerySet(models.QuerySet["CodeLink"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def confirm(self, by: Any) -> int:
        """Confirm those among these that nobody confirmed yet; how many there were."""
        return self.filter(confirmed_at=None)._set_confirmed(at=timezone.now(), by=by)

    def take_back(self) -> int:
        """Make the confirmed ones among these unconfirmed again; how many there were."""
        return self.filter(confirmed_at__isnull=False)._set_confirmed(at=None, by=None)

    @transaction.atomic
    def _set_confirmed(self, at: datetime.datetime | None, by: Any) -> int:
        links = list(self.values_list("pk", "from_code", "to_code"))
        ends = {code for _, *codes in links for code in codes}
        MessageCode.objects.filter(pk__in=ends).update(version=F("version") + 1)
        found = CodeLink.objects.filter(pk__in=[pk for pk, *_ in links])
        return found.update(confirmed_at=at, confirmed_by=by, confirmer_name="")

    def with_codes(self) -> Self:
        """With the codes at both ends, of which only names and meaning are read."""
        return self.select_related("from_code__family", "to_code__family").only(*_SHOWN)

    def for_rows(self) -> Self:
        """With both codes, who confirmed it, and its sources: two queries."""
        rows = self.with_codes().select_related("confirmed_by").only(*_SHOWN, "confirmed_by__username")
        return rows.prefetch_related("sources")


class CodeLink(models.Model):
    """What is said of two codes; digits alone never make them one. Unconfirmed until an editor confirms."""

    class Relation(models.TextChoices):
        SAME_FAULT = "same_fault", "Same fault"
        OTHER_END = "other_end", "The other end logs this"
        WRAPPER_OF = "wrapper_of", "Wrapper of"
        RENAMED_TO = "renamed_to", "Renamed to"

    class Basis(models.TextChoices):
        SOURCE = "source", "A source says so"
        TEXT = "text", "By comparing the texts"
        MEANING = "meaning", "By meaning"
        RULE = "rule", "By rule only"

    from_code = models.ForeignKey(MessageCode, on_delete=models.CASCADE, related_name="links_out")
    to_code = models.ForeignKey(MessageCode, on_delete=models.CASCADE, related_name="links_in")
    relation = models.CharField(max_length=12, choices=Relation)
    basis = models.CharField(max_length=10, choices=Basis)
    basis_note = models.CharField(max_length=300, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="code_links")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmer_name = models.CharField(
        max_length=150, blank=True, editable=False, help_text="Of a confirmation that came with an import."
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = CodeLinkQuerySet.as_manager()

    class Meta:
        ordering = ["from_code__sort_key", "to_code__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["from_code", "to_code", "relation"], name="code_link_unique"),
            models.CheckConstraint(condition=~Q(from_code=F("to_code")), name="code_link_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.from_code} - {self.get_relation_display().lower()} - {self.to_code}"

    @property
    def confirmer(self) -> str:
        """The account, here or where it came from, of the editor who confirmed it; "" for nobody."""
        return self.confirmed_by.get_username() if self.confirmed_by else self.confirmer_name
