"""Revisions in admin: shown with what each changed, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gotchas.admin.base import KeptAdmin
from gotchas.admin.stale import Difference
from gotchas.models import Gotcha, Revision


@admin.register(Revision)
class RevisionAdmin(KeptAdmin):
    list_display = ("gotcha", "number", "author_name", "note", "created_at", "suppressed_at")
    list_display_links = ("gotcha", "number")
    list_filter = ("created_at", ("correction", admin.EmptyFieldListFilter))
    select_with = ("gotcha__collection", "base", "author", "correction__gotcha__collection")
    search_fields = ("gotcha__title", "author_name", "note")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = (
        "gotcha", ("number", "base"), ("author", "author_name"), "note", "created_at", "correction",
        "changes", "suppressed", "suppressed_reason", "suppressed_at",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the texts: a list of revisions shows none of them, and each holds a whole article."""
        return super().get_queryset(request).defer("content", "base__content")

    @admin.display(description="what it changed")
    def changes(self, obj: Revision) -> SafeString:
        return render_to_string("admin/gotchas/_changes.html", {"changes": changes_of(obj)})


def changes_of(revision: Revision) -> list[Difference]:
    """What `revision` changed of the one before it, by field; all fields of a first one."""
    before = revision.base.content if revision.base else {}
    found = []
    for name, value in revision.content.items():
        old, new = in_lines(before.get(name, "")), in_lines(value)
        if old != new:
            found.append(Difference(label(name), old, new, ""))
    return found


def in_lines(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return "" if value is None else str(value)


def label(name: str) -> str:
    return str(Gotcha._meta.get_field(name).verbose_name).capitalize()
