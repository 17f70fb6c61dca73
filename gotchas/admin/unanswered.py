"""Codes that readers looked for and nobody has explained yet, in admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gotchas.admin.base import KeptAdmin, SiteAdmin
from gotchas.admin.filters import since
from gotchas.admin.undo import Undoable, Words
from gotchas.models import UnansweredCode, UnansweredSighting

DISMISSED = Words("Dismissed", "the action to list codes again brings them back.")
LISTED = Words("Listed again", "Dismiss takes them off the list.")


@admin.register(UnansweredCode)
class UnansweredCodeAdmin(Undoable, SiteAdmin):
    list_display = ("code", "family", "count", "first_seen", "last_seen", "dismissed_at")
    list_filter = (
        since("dismissed_at", "dismissed", "Open", "Dismissed"),
        ("family", admin.RelatedOnlyFieldListFilter),
    )
    select_with = ("family",)
    search_fields = ("code",)
    autocomplete_fields = ("family",)
    readonly_fields = ("count", "days_of_several", "first_seen", "last_seen")
    actions = ("dismiss", "open_again")
    undo_fields = ("dismissed_at",)
    deletable = True

    def view_on_site(self, obj: UnansweredCode) -> str:
        """The list that readers see; the code itself has no page yet."""
        return f"{reverse('unanswered')}?family={obj.family.slug}" if obj.family else reverse("unanswered")

    @admin.action(description="Dismiss these codes: no longer listed as unanswered", permissions=["change"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[UnansweredCode]) -> None:
        now = timezone.now()
        open_ones = queryset.filter(dismissed_at=None)
        self.act(request, open_ones, lambda rows: rows.update(dismissed_at=now), DISMISSED)

    @admin.action(description="List these codes as unanswered again", permissions=["change"])
    def open_again(self, request: HttpRequest, queryset: QuerySet[UnansweredCode]) -> None:
        dismissed = queryset.filter(dismissed_at__isnull=False)
        self.act(request, dismissed, lambda rows: rows.update(dismissed_at=None), LISTED)


@admin.register(UnansweredSighting)
class UnansweredSightingAdmin(KeptAdmin):
    list_display = ("code", "day")
    select_with = ("code",)
    fields = ("code", "day")
    ordering = ("-day", "-pk")
