"""Who is told by mail, in admin: what was announced, and which editors want to hear that something waits."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from comments.models import Announcement, EditorMail
from gotchas.admin.base import KeptAdmin, SiteAdmin
from gotchas.admin.filters import since
from gotchas.admin.stale import KnowingForm
from gotchas.intake import mail


@admin.register(Announcement)
class AnnouncementAdmin(KeptAdmin):
    list_display = ("comment", "created_at", "due_at", "done_at")
    list_filter = (since("done_at", "done", "Not yet", "Told"),)
    select_with = ("comment",)
    ordering = ("-pk",)


class EditorMailForm(KnowingForm):
    def clean_account(self) -> Any:
        account = self.cleaned_data["account"]
        if not mail.takes(account.email):
            raise ValidationError(
                "This account has no mail address that mail can be sent to. An administrator enters one under"
                " Users.",
                code="no_address",
            )
        return account


@admin.register(EditorMail)
class EditorMailAdmin(SiteAdmin):
    """A row for each account that wants it. Everybody chooses for the own account, administrators for all."""

    form = EditorMailForm
    list_display = ("account", "address", "told_at")
    list_filter = (since("told_at", "told", "Never", "Told"),)
    select_with = ("account",)
    ordering = ("account__username",)
    fields = ("account",)
    deletable = True

    def has_change_permission(self, request: HttpRequest, obj: EditorMail | None = None) -> bool:
        return _may(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: EditorMail | None = None) -> bool:
        return _may(request, obj) and super().has_delete_permission(request, obj)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        rows = super().get_field_queryset(db, db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.using(db)
        rows = rows.filter(is_active=True, is_staff=True)
        return rows if _governs(request) else rows.filter(pk=request.user.pk)

    @admin.display(description="mail address")
    def address(self, row: EditorMail) -> str:
        return row.account.email or "none: no mail is sent"


def _may(request: HttpRequest, row: EditorMail | None) -> bool:
    return row is None or row.account_id == request.user.pk or _governs(request)


def _governs(request: HttpRequest) -> bool:
    return request.user.has_perm("auth.change_user")
