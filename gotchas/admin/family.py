"""Code families and platforms in admin. A family's examples are tried on every save (CodeFamily.clean)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gotchas.admin.base import SiteAdmin
from gotchas.admin.filters import NamedFilter
from gotchas.models import CodeFamily, Platform


@admin.register(CodeFamily)
class CodeFamilyAdmin(SiteAdmin):
    list_display = (
        "name",
        "slug",
        "enabled",
        "has_patterns",
        "order",
        "same_codes_as",
        "known_as",
    )
    list_filter = (
        "enabled",
        ("same_codes_as", admin.EmptyFieldListFilter),
        ("patterns", admin.EmptyFieldListFilter),
    )
    select_with = ("same_codes_as",)
    search_fields = ("name", "slug", "known_as")
    autocomplete_fields = ("same_codes_as",)
    fixed_fields = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "known_as", ("enabled", "order"))}),
        (
            "How its codes are recognised",
            {
                "fields": ("patterns", "normal_form", "severity_letters", "must_match", "must_not_match"),
                "description": "All five may stay empty: then codes of this family are found because they "
                "are stored. What you give is tried on every save, against the other families too.",
            },
        ),
        ("In words", {"fields": ("rule", "risk_note", "same_codes_as")}),
    )

    @admin.display(boolean=True, description="patterns")
    def has_patterns(self, obj: CodeFamily) -> bool:
        return bool(obj.patterns)


@admin.register(Platform)
class PlatformAdmin(SiteAdmin):
    list_display = ("name", "slug", "order", "is_all", "known_as")
    list_filter = (NamedFilter,)
    search_fields = ("name", "slug", "known_as")
    fixed_fields = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    deletable = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only one that nothing names: an article would change without a revision."""
        unused = obj is None or not (obj.gotchas.exists() or obj.codes.exists())
        return unused and super().has_delete_permission(request, obj)
