"""Threads in admin: opened by the first comment, closed with a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from comments.admin.comment import TargetFilter
from comments.models import Thread
from gotchas.admin.base import SiteAdmin
from gotchas.admin.filters import since
from gotchas.admin.stale import KnowingForm


class ThreadForm(KnowingForm):
    closed = forms.BooleanField(
        required=False, help_text="A closed thread takes no new comments and says why."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed"].initial = self.instance.closed_at is not None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("closed") and not cleaned.get("closed_reason"):
            said = "Say why the thread is closed: everybody can read it."
            self.add_error("closed_reason", ValidationError(said, code="closed_says_why"))
        targets = [cleaned.get(name) for name in ("collection", "gotcha", "code") if name in self.fields]
        if targets and sum(target is not None for target in targets) != 1:
            raise ValidationError("A thread hangs on one collection, gotcha or code.", code="one_thing")
        return cleaned


@admin.register(Thread)
class ThreadAdmin(SiteAdmin):
    form = ThreadForm
    list_display = ("id_of", "target", "comment_count", "closed_at", "closed_reason")
    list_display_links = ("id_of", "target")
    list_filter = (TargetFilter, since("closed_at", "closed", "Open", "Closed"))
    select_with = ("collection", "gotcha__collection", "code__family", "unanswered__family")
    search_fields = ("collection__title", "gotcha__title", "code__code", "unanswered__code")
    ordering = ("-pk",)
    autocomplete_fields = ("collection", "gotcha", "code")
    fixed_fields = ("collection", "gotcha", "code")
    fields = ("collection", "gotcha", "code", "unanswered", "closed", "closed_reason")
    readonly_fields = ("unanswered",)

    def save_model(self, request: HttpRequest, obj: Thread, form: Any, change: bool) -> None:
        if "closed" in form.changed_data:
            obj.closed_at = timezone.now() if form.cleaned_data["closed"] else None
        super().save_model(request, obj, form, change)
        if "closed" in form.changed_data:
            obj.note_closing(request.user)
        obj.bump(0)
