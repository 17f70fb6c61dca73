"""Collections in admin."""

import zoneinfo
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from gotchas.admin.base import SiteAdmin
from gotchas.admin.fields import Article
from gotchas.admin.preview import editor
from gotchas.admin.stale import KnowingForm
from gotchas.models import Collection


class CollectionForm(KnowingForm):
    def clean_time_zone(self) -> str:
        name = self.cleaned_data["time_zone"]
        if name not in zoneinfo.available_timezones():
            raise ValidationError(
                "There is no time zone of this name. Give one like Europe/Berlin, or UTC.", code="time_zone"
            )
        return name


@admin.register(Collection)
class CollectionAdmin(SiteAdmin):
    form = CollectionForm
    list_display = (
        "number",
        "title",
        "authors",
        "published_on",
        "last_position",
        "comment_count",
        "changed_at",
    )
    list_display_links = ("number", "title")
    list_filter = ("published_on",)
    search_fields = ("title", "authors", "external_id")
    ordering = ("number",)
    autocomplete_fields = ("source",)
    readonly_fields = ("number",)
    fields = (
        "number", "title", "introduction", "note", "authors", "source", ("published_on", "time_zone"),
        "external_id",
    )  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "introduction":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        obj = self.get_object(request, request.resolver_match.kwargs.get("object_id") or "")
        widget = editor(obj.number if obj else None)
        return db_field.formfield(**kwargs | {"form_class": Article, "widget": widget})

    def save_model(self, request: HttpRequest, obj: Collection, form: Any, change: bool) -> None:
        """Save; a new one gets the next number, given in turn when two are made at once."""
        if not change:
            Collection.objects.select_for_update().order_by("-number").first()
            obj.number = Collection.objects.next_number()
        super().save_model(request, obj, form, change)
        obj.bump()
