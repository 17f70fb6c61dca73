"""Notices in admin: by themselves and in the form of their article. They are ended, not deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from gotchas.admin.base import SiteAdmin, SiteInline
from gotchas.admin.filters import since
from gotchas.answers.passages import steps_of, text_at
from gotchas.models import Gotcha, Notice
from gotchas.models.gotcha import TEXTS


def part_field(db_field: Any) -> forms.Field | None:
    """A choice among the parts of an article for a field that names one."""
    if db_field.name != "part":
        return None
    choices = [("", "The whole article"), *((part, part.capitalize()) for part in TEXTS)]
    return forms.ChoiceField(choices=choices, required=False)


def step_field(gotcha: Gotcha | None) -> forms.Field:
    """A choice among the steps and headings of an article; what a notice names and is gone stays a choice."""
    there = [(anchor, words) for anchor, words in steps_of(gotcha) if "-" in anchor] if gotcha else []
    named = gotcha.notices.exclude(anchor="").values_list("anchor", flat=True) if gotcha else []
    gone = sorted(set(named) - {anchor for anchor, _ in there})
    return forms.ChoiceField(
        label="Step",
        required=False,
        choices=[("", "The part as a whole"), *there, *((each, f"{each} (gone)") for each in gone)],
        help_text="" if gotcha else "Once it is saved, a step of the article can be chosen here.",
        error_messages={"invalid_choice": "The article has no such step. Choose where the notice belongs."},
    )


def note_who(notice: Notice, by: Any) -> None:
    """Write down who set it, who ended it, and what the passage says that was chosen."""
    stood = Notice.objects.filter(pk=notice.pk).values_list("anchor", flat=True).first()
    if stood != notice.anchor:
        notice.quoted = text_at(notice.gotcha, notice.anchor)
    if not notice.setter:
        notice.author = by
    if notice.ended_at is None:
        notice.ended_by, notice.ender_name, notice.ended_reason = None, "", ""
    elif not notice.ender:
        notice.ended_by = by


class NoticeInline(SiteInline):
    model = Notice
    fields = ("level", "text", "part", "anchor", "ended_at", "ended_reason")
    can_delete = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return part_field(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if "anchor" in formset.form.base_fields:
            formset.form.base_fields["anchor"] = step_field(obj)
        return formset


@admin.register(Notice)
class NoticeAdmin(SiteAdmin):
    list_display = ("text", "gotcha", "level", "part", "author", "created_at", "ended_at")
    list_filter = (since("ended_at", "ended", "Standing", "Ended"), "level")
    select_with = ("gotcha__collection", "author", "ended_by")
    search_fields = ("text", "gotcha__title")
    date_hierarchy = "created_at"
    autocomplete_fields = ("gotcha",)
    fixed_fields = ("gotcha",)
    readonly_fields = ("author", "author_name", "correction", "created_at", "ended_by", "ender_name")
    fields = (
        "gotcha", "level", "text", ("part", "anchor"), ("ended_at", "ended_reason"),
        ("ended_by", "ender_name"), ("author", "author_name"), "correction", "created_at",
    )  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return part_field(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if "anchor" in form.base_fields:
            form.base_fields["anchor"] = step_field(obj.gotcha if obj else _chosen(request))
        return form

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        note_who(obj, request.user)
        super().save_model(request, obj, form, change)


def _chosen(request: HttpRequest) -> Gotcha | None:
    """The article that a form for a new notice names."""
    given = request.POST.get("gotcha") or request.GET.get("gotcha") or ""
    is_number = given.isascii() and given.isdecimal() and len(given) < 19
    return Gotcha.objects.filter(pk=given).first() if is_number else None
