"""The editors' admin, a file for each subject; importing this package registers all of them."""

from django.contrib import admin

from gotchas.admin import (
    accounts,
    code,
    collection,
    correction,
    family,
    gotcha,
    intake,
    mail,
    notice,
    revision,
    source,
    unanswered,
)

__all__ = [
    "accounts",
    "code",
    "collection",
    "correction",
    "family",
    "gotcha",
    "intake",
    "mail",
    "notice",
    "revision",
    "source",
    "unanswered",
]

admin.site.site_title = "Gotchas"
admin.site.site_header = "Gotchas: editing"
