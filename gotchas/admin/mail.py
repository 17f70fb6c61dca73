"""The mail queue in admin: what was sent, what waits, what was given up. To look at, not to change.

django-post-office's own pages show the HTML of a mail with styles of their own, send again with a GET, and
edit templates that this site does not use; they are not registered here.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from post_office import admin as of_the_library
from post_office.models import STATUS, Email

from gotchas.admin.base import KeptAdmin
from gotchas.intake import mail
from gotchas.intake.mail import UNSENT

admin.site.unregister(
    [
        model
        for model, of_model in admin.site._registry.items()
        if type(of_model).__module__ == of_the_library.__name__
    ]
)


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waits", "Waits"), ("sent", "Sent"), ("failed", "Given up")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Email]) -> QuerySet[Email]:
        states = {"waits": UNSENT, "sent": [STATUS.sent], "failed": [STATUS.failed]}
        return queryset.filter(status__in=states[self.value()]) if self.value() in states else queryset


@admin.register(Email)
class MailAdmin(KeptAdmin):
    change_form_template = "admin/change_form.html"  # the library's has a button to send again
    list_display = ("address", "subject", "state", "created", "tries", "next_try")
    list_filter = (StateFilter, "created")
    search_fields = ("to", "subject")
    ordering = ("-pk",)
    fields = (
        "address", "from_email", "subject", "state", "created", "tries", "next_try", "last_failure",
        "headers", "message", "html_message",
    )  # fmt: skip
    deletable = True

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Where no mail server is set up, the list says that it shows what would be sent."""
        known = {"is_sent": mail.is_configured(), **(extra_context or {})}
        return super().changelist_view(request, known)

    @admin.display(description="to", ordering="to")
    def address(self, row: Email) -> str:
        return ", ".join(row.to)

    @admin.display(ordering="status")
    def state(self, row: Email) -> str:
        return {STATUS.sent: "Sent", STATUS.failed: "Given up"}.get(row.status, "Waits")

    @admin.display(ordering="number_of_retries")
    def tries(self, row: Email) -> int:
        return row.number_of_retries or 0

    @admin.display(description="tried again at", ordering="scheduled_time")
    def next_try(self, row: Email) -> Any:
        return row.scheduled_time if row.status in UNSENT else None

    @admin.display(description="what the mail server said last")
    def last_failure(self, row: Email) -> str:
        last = row.logs.order_by("-pk").first()
        return f"{last.date:%Y-%m-%d %H:%M} {last.exception_type}: {last.message}" if last else ""
