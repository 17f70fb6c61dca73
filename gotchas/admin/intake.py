"""What forms open to strangers go through, in admin: policies and rules to change, the rest to look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path

from gotchas.admin.base import KeptAdmin, SiteAdmin
from gotchas.admin.stale import KnowingForm
from gotchas.intake import clean, rules
from gotchas.markup import COMMENT_LIMIT
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
from gotchas.text.words import fold_words

FORMS = [("comment", "Comments"), ("correction", "Corrections and proposed gotchas")]
"""What a policy can be for."""


class PolicyForm(KnowingForm):
    form = forms.ChoiceField(choices=FORMS, help_text="What strangers write that it is for; one policy each.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("form") or self.instance.form) != "comment":
            for name in ("closed_after_days", "reports_to_hold"):
                if cleaned.get(name) is not None:
                    said = "This counts for comments alone: leave it empty."
                    self.add_error(name, ValidationError(said, code="comments_alone"))
        return cleaned


@admin.register(Policy)
class PolicyAdmin(SiteAdmin):
    form = PolicyForm
    list_display = ("form", "mode", "closed_after_days", "reports_to_hold")
    fixed_fields = ("form",)


class RuleForm(KnowingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            self.fields["value"].help_text = (
                "A number of links; a word or a phrase, found in any case and look; a pattern of RE2; a host"
                " with all below it, such as spam.example, or one mail address."
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        kind, value = cleaned.get("kind"), cleaned.get("value", "")
        if kind == Rule.Kind.LINKS and not value.isdecimal():
            said = "Give a number: a text with more links than this is caught."
            self.add_error("value", ValidationError(said, code="links_number"))
        if kind == Rule.Kind.WORD and not fold_words(value):
            said = "Give a word: this has no letter and no digit, and would catch nothing."
            self.add_error("value", ValidationError(said, code="no_word"))
        if kind == Rule.Kind.ADDRESS and not rules.is_address(value):
            said = "Give a host, such as spam.example, without http:// and path, or one mail address."
            self.add_error("value", ValidationError(said, code="no_address"))
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

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="gotchas_rule_try"), *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """A box for a text, and the rules that would catch it."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = clean.seen(request.POST.get("text", ""))
        context = {
            **self.admin_site.each_context(request),
            "title": "Try the rules on a text",
            "opts": self.opts,
            "text": text,
            "catches": None,
            "media": self.media,
        }
        if request.method == "POST":
            catches = rules.caught_by(text[:COMMENT_LIMIT])
            context |= {
                "catches": catches,
                "off": rules.caught_by(text[:COMMENT_LIMIT], enabled=False),
                "verdict": rules.verdict_of(catches),
                "policy": rules.policy_of("comment"),
                "too_long": len(text) > COMMENT_LIMIT,
                "limit": COMMENT_LIMIT,
            }
        return TemplateResponse(request, "admin/gotchas/rule/try.html", context)


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
