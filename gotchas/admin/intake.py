"""What forms open to strangers go through, in admin: policies and rules to change, the rest to look at."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError

from gotchas.admin.base import KeptAdmin, SiteAdmin
from gotchas.admin.stale import KnowingForm
from gotchas.models import (
    DailySalt,
    Decision,
    Policy,
    ProofNonce,
    RateCounter,
    Rule,
    SubmissionToken,
)
from gotchas.text import re2


@admin.register(Policy)
class PolicyAdmin(SiteAdmin):
    list_display = ("form", "mode", "closed_after_days")
    fixed_fields = ("form",)


class RuleForm(KnowingForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        kind, value = cleaned.get("kind"), cleaned.get("value", "")
        if kind == Rule.Kind.LINKS and not value.isdecimal():
            said = "Give a number: a text with more links than this is caught."
            self.add_error("value", ValidationError(said, code="links_number"))
        if kind == Rule.Kind.PATTERN:
            try:
                re2.Pattern(value)
            except re2.Refused as refused:
                said = f"RE2 does not take this pattern: {refused}."
                self.add_error("value", ValidationError(said, code="pattern_refused"))
        return cleaned


@admin.register(Rule)
class RuleAdmin(SiteAdmin):
    form = RuleForm
    list_display = ("kind", "value", "verdict", "enabled", "note")
    list_display_links = ("kind", "value")
    list_filter = ("kind", "verdict", "enabled")
    search_fields = ("value", "note")
    deletable = True


@admin.register(Decision)
class DecisionAdmin(KeptAdmin):
    list_display = ("kind", "object_id", "before", "after", "reason", "by_name", "at", "undoes")
    list_filter = ("kind", "after", "at")
    select_with = ("by", "undoes")
    search_fields = ("reason", "by_name", "=object_id")
    date_hierarchy = "at"


@admin.register(SubmissionToken)
class SubmissionTokenAdmin(KeptAdmin):
    list_display = ("token", "result", "created_at")
    search_fields = ("token", "result")
    ordering = ("-created_at",)
    deletable = True


@admin.register(RateCounter)
class RateCounterAdmin(KeptAdmin):
    list_display = ("scope", "window", "count", "key")
    list_filter = ("scope",)
    search_fields = ("key",)
    ordering = ("-window", "-count")
    deletable = True


@admin.register(ProofNonce)
class ProofNonceAdmin(KeptAdmin):
    list_display = ("nonce", "used_at")
    list_filter = ("used_at",)
    search_fields = ("nonce",)
    ordering = ("-used_at",)
    deletable = True


@admin.register(DailySalt)
class DailySaltAdmin(KeptAdmin):
    """The days that have a salt; the salt itself is shown to nobody."""

    list_display = ("day",)
    fields = ("day",)
    ordering = ("-day",)
    deletable = True
