"""Codes that readers looked for and nobody has explained yet, in admin."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from gotchas.admin.base import KeptAdmin, SiteAdmin
from gotchas.admin.filters import since
from gotchas.models import UnansweredCode, UnansweredSighting


@admin.register(UnansweredCode)
class UnansweredCodeAdmin(SiteAdmin):
    list_display = ("code", "family", "count", "first_seen", "last_seen", "dismissed_at")
    list_filter = (
        since("dismissed_at", "dismissed", "Open", "Dismissed"),
        ("family", admin.RelatedOnlyFieldListFilter),
    )
    select_with = ("family",)
    search_fields = ("code",)
    autocomplete_fields = ("family",)
    readonly_fields = ("count", "first_seen", "last_seen")
    actions = ("dismiss", "open_again")
    deletable = True

    @admin.action(description="Dismiss these codes: no longer listed as unanswered", permissions=["change"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[UnansweredCode]) -> None:
        count = queryset.filter(dismissed_at=None).update(dismissed_at=timezone.now())
        self.message_user(request, f"Dismissed: {count}.", messages.SUCCESS)

    @admin.action(description="List these codes as unanswered again", permissions=["change"])
    def open_again(self, request: HttpRequest, queryset: QuerySet[UnansweredCode]) -> None:
        count = queryset.exclude(dismissed_at=None).update(dismissed_at=None)
        self.message_user(request, f"Listed again: {count}.", messages.SUCCESS)


@admin.register(UnansweredSighting)
class UnansweredSightingAdmin(KeptAdmin):
    list_display = ("code", "day")
    select_with = ("code",)
    fields = ("code", "day")
    ordering = ("-day", "-pk")
