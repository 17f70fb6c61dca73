"""Corrections in admin. A correction is decided here by the same methods as on the desk; it is
applied on the desk alone, beside what applying makes of the article."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from gotchas import review
from gotchas.admin.base import SiteAdmin
from gotchas.admin.stale import KnowingForm
from gotchas.models import Correction, Decision
from gotchas.models.applying import Refused

VERDICTS: dict[str, Callable[..., Decision]] = {
    Correction.State.DISPUTED: Correction.dispute,
    Correction.State.HELD: Correction.hold,
    Correction.State.REJECTED: Correction.reject,
    Correction.State.DUPLICATE: Correction.duplicate,
}
"""What may be chosen for an open correction, and the method that decides so."""

Act = Callable[[Correction, int], Decision]


class CorrectionForm(KnowingForm):
    refused: Refused | None = None
    """Why the model did not decide what was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leave("state", self.instance.state, VERDICTS)
        shown = (Correction.Visibility.PUBLIC, Correction.Visibility.SPAM)
        self._leave("visibility", self.instance.visibility, shown)

    def _leave(self, name: str, present: str, others: Any) -> None:
        """Offer what the row is, and what an editor may make of it."""
        if field := self.fields.get(name):
            field.choices = [each for each in field.choices if each[0] == present or each[0] in others]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.refused:
            at = {"reason": "decision_reason", "of": "duplicate_of"}.get(self.refused.code, "state")
            said = ValidationError(str(self.refused), code=self.refused.code)
            self.add_error(at if at in self.fields else None, said)
        if cleaned.get("duplicate_of") and cleaned.get("state") != Correction.State.DUPLICATE:
            said = "Only a duplicate names another correction: choose that state, or empty this field."
            self.add_error("duplicate_of", ValidationError(said, code="duplicate_only"))
        if "decision_reason" in self.changed_data and cleaned.get("state") == Correction.State.REPORTED:
            said = "A reason belongs to a decision: choose a state as well, or empty this field."
            self.add_error("decision_reason", ValidationError(said, code="reason_only"))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """With those that only the model's methods judge, which say in words what a constraint cannot."""
        return super()._get_validation_exclusions() | {"state", "decision_reason", "duplicate_of"}

    def decisions(self, by: Any) -> Iterator[Act]:
        """What was sent, as decisions of the model; each takes the version that it is made on."""
        chosen, changed = self.cleaned_data, set(self.changed_data)
        if "visibility" in changed and chosen["visibility"] == Correction.Visibility.PUBLIC:
            yield lambda row, seen: row.release(by, seen=seen)
        if changed & {"state", "decision_reason", "duplicate_of"}:
            decide, reason = VERDICTS[chosen["state"]], chosen["decision_reason"]
            of = [chosen["duplicate_of"]] if chosen["state"] == Correction.State.DUPLICATE else []
            yield lambda row, seen: decide(row, by, reason, *of, seen=seen)
        if "visibility" in changed and chosen["visibility"] == Correction.Visibility.SPAM:
            yield lambda row, seen: row.mark_spam(by, seen=seen)


@admin.register(Correction)
class CorrectionAdmin(SiteAdmin):
    form = CorrectionForm
    list_display = (
        "id_of",
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
        "proposer_name", "proposer_email", "wants_mail", "account", "created_at", "decided_by",
        "decider_name", "decided_at", "taken_by", "taken_at", "external_id", "on_the_desk",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("on_the_desk",)}),
        ("Proposed", {"fields": readonly_fields[:10]}),
        ("By", {"fields": readonly_fields[10:14]}),
        ("Decision", {"fields": ("state", "decision_reason", "duplicate_of", "visibility")}),
        ("Until now", {"fields": readonly_fields[14:-1]}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        applied = obj is not None and obj.state == Correction.State.APPLIED
        return not applied and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A decision that closed it stands; it may still be shown or hidden."""
        readonly = super().get_readonly_fields(request, obj)
        is_closed = obj is not None and obj.stood not in Correction.OPEN
        return (*readonly, "state", "decision_reason", "duplicate_of") if is_closed else readonly

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, with the state that it `stood` in before a form was put into it."""
        obj = super().get_object(request, object_id, from_field)
        if obj:
            obj.stood = obj.state
        return obj

    def lock(self, obj: Correction) -> None:
        """Left to the model's methods: they lock the article first, and refuse what was decided meanwhile."""

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            # Nothing was written: the form again as it was filled, with what the model says.
            request.refused = refusal
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        """Decide it as on the desk, with the rules, the log, the version and the mail."""
        row, seen = Correction.objects.select_related("gotcha__collection").get(pk=obj.pk), obj.version
        for act in form.decisions(request.user):
            review.decide(row, lambda row, act=act, seen=seen: act(row, seen))
            seen = row.version

    @admin.display(description="on the desk")
    def on_the_desk(self, obj: Correction) -> str:
        address = reverse("desk_correction", args=[obj.pk])
        return format_html('<a href="{}">See it in context, apply it, take it or undo it</a>', address)
