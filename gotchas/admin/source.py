"""Sources, and the lists of supported versions and of dead hosts, in admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gotchas.admin.base import SiteAdmin
from gotchas.models import DeadHost, Source, SupportedVersion


@admin.register(Source)
class SourceAdmin(SiteAdmin):
    list_display = ("title", "address", "read_on", "note")
    list_filter = ("read_on",)
    search_fields = ("title", "address")
    deletable = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only one that nothing names: an article would change without a revision."""
        named_by = ("gotchas", "codes", "code_links", "printed")
        unused = obj is None or not any(getattr(obj, name).exists() for name in named_by)
        return unused and super().has_delete_permission(request, obj)


@admin.register(SupportedVersion)
class SupportedVersionAdmin(SiteAdmin):
    list_display = ("product", "version", "supported_until", "source")
    list_filter = ("product", "supported_until", "families")
    select_with = ("source",)
    search_fields = ("product", "version")
    autocomplete_fields = ("source", "families")
    deletable = True


@admin.register(DeadHost)
class DeadHostAdmin(SiteAdmin):
    list_display = ("host", "replaced_by", "note")
    list_filter = (("replaced_by", admin.EmptyFieldListFilter),)
    search_fields = ("host", "replaced_by")
    deletable = True
