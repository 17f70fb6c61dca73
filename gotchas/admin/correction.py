"""Corrections and notices in admin: looked at and decided here; a correction is applied at its own page."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from gotchas.admin.base import SiteAdmin
from gotchas.admin.filters import since
from gotchas.admin.gotcha import part_field
from gotchas.admin.stale import KnowingForm
from gotchas.models import Correction, Decision, Notice


class CorrectionForm(KnowingForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        state, other = cleaned.get("state"), cleaned.get("duplicate_of")
        if state not in (None, Correction.State.REPORTED) and not cleaned.get("decision_reason"):
            said = "Give the reason of your decision: everybody can read it."
            self.add_error("decision_reason", ValidationError(said, code="decision_says_why"))
        if state == Correction.State.DUPLICATE and (other is None or other.pk == self.instance.pk):
            said = "Choose the other correction that this one repeats."
            self.add_error("duplicate_of", ValidationError(said, code="duplicate_names_the_other"))
        if state not in (None, Correction.State.DUPLICATE) and other is not None:
            said = "Only a duplicate names another correction: choose that state, or empty this field."
            self.add_error("duplicate_of", ValidationError(said, code="duplicate_only"))
        return cleaned


@admin.register(Correction)
class CorrectionAdmin(SiteAdmin):
    form = CorrectionForm
    list_display = (
        "pk",
        "gotcha",
        "part",
        "state",
        "visibility",
        "proposer_name",
        "created_at",
        "decided_by",
    )
    list_filter = ("state", "visibility", "part", ("gotcha", admin.EmptyFieldListFilter), "created_at")
    select_with = ("gotcha__collection", "decided_by")
    search_fields = ("gotcha__title", "quoted", "proposed", "reason", "proposer_name")
    date_hierarchy = "created_at"
    autocomplete_fields = ("duplicate_of",)
    readonly_fields = (
        "gotcha", "collection", "base", "part", "quoted", "proposed", "proposal", "reason", "seen_on",
        "proposer_name", "proposer_email", "wants_mail", "account", "created_at", "decided_by", "decided_at",
        "taken_by", "taken_at", "external_id",
    )  # fmt: skip
    fieldsets = (
        ("Proposed", {"fields": readonly_fields[:10]}),
        ("By", {"fields": readonly_fields[10:14]}),
        ("Decision", {"fields": ("state", "decision_reason", "duplicate_of", "visibility")}),
        ("Until now", {"fields": readonly_fields[14:]}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without Applied: that state comes from merging the text, not from choosing a word."""
        if db_field.name == "state":
            kwargs["choices"] = [c for c in Correction.State.choices if c[0] != Correction.State.APPLIED]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        applied = obj is not None and obj.state == Correction.State.APPLIED
        return not applied and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        if "state" in form.changed_data:
            obj.decided_by, obj.decided_at = request.user, timezone.now()
            Decision.objects.create(
                kind="correction",
                object_id=obj.pk,
                before=form.initial["state"],
                after=obj.state,
                reason=obj.decision_reason,
                by=request.user,
                by_name=request.user.get_username(),
            )
        super().save_model(request, obj, form, change)


@admin.register(Notice)
class NoticeAdmin(SiteAdmin):
    list_display = ("text", "gotcha", "level", "part", "author", "created_at", "ended_at")
    list_filter = (since("ended_at", "ended", "Standing", "Ended"), "level")
    select_with = ("gotcha__collection", "author")
    search_fields = ("text", "gotcha__title")
    date_hierarchy = "created_at"
    autocomplete_fields = ("gotcha",)
    fixed_fields = ("gotcha",)
    readonly_fields = ("author", "correction", "created_at")
    fields = ("gotcha", "level", "text", ("part", "anchor"), "ended_at", "author", "correction", "created_at")
    deletable = True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return part_field(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        obj.author = obj.author or request.user
        super().save_model(request, obj, form, change)
        obj.gotcha.bump()
        obj.gotcha.collection.bump()

    def delete_model(self, request: HttpRequest, obj: Notice) -> None:
        super().delete_model(request, obj)
        obj.gotcha.bump()
        obj.gotcha.collection.bump()
