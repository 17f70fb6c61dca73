"""Who is told of what, in admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from comments import subscriptions
from comments.access import PLACES
from comments.models import Subscription
from gotchas.admin.base import SiteAdmin
from gotchas.admin.filters import since
from gotchas.admin.undo import Undoable, Words

ENDED = Words("Ended", "empty the time of ending in a subscription's own form.")


@admin.register(Subscription)
class SubscriptionAdmin(Undoable, SiteAdmin):
    list_display = ("email", "thread", "created_at", "confirmed_at", "ended_at")
    list_filter = (
        since("confirmed_at", "confirmed", "Not yet", "Confirmed"),
        since("ended_at", "ended", "Running", "Ended"),
    )
    select_with = PLACES
    search_fields = ("email",)
    ordering = ("-created_at",)
    fields = ("thread", "email", "created_at", "confirmed_at", "ended_at")
    readonly_fields = ("thread", "email", "created_at", "confirmed_at")
    actions = ("end",)
    deletable = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody is subscribed by others: the receiver asks and confirms."""
        return False

    undo_fields = ("ended_at",)

    @admin.action(description="End these subscriptions: no more mail is sent", permissions=["change"])
    def end(self, request: HttpRequest, queryset: QuerySet[Subscription]) -> None:
        self.act(request, queryset.filter(ended_at=None), subscriptions.end_all, ENDED)

    def save_model(self, request: HttpRequest, obj: Subscription, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.ended_at:
            subscriptions.take_back(obj)

    def delete_model(self, request: HttpRequest, obj: Subscription) -> None:
        subscriptions.take_back(obj)
        super().delete_model(request, obj)
