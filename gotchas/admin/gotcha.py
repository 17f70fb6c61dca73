"""Gotchas in admin: every saved change is a revision with its author and note."""

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from gotchas.admin.base import KeptAdmin, SiteAdmin, SiteInline
from gotchas.admin.fields import Article, Line
from gotchas.admin.filters import FamilyFilter, NeedsFilter, PlatformFilter, VerifiedFilter
from gotchas.admin.notice import NoticeInline, note_who
from gotchas.admin.preview import editor, preview
from gotchas.admin.stale import KnowingForm, in_words
from gotchas.admin.undo import ROWS, Undoable, Words
from gotchas.models import Gotcha, GotchaCode, Notice, Revision
from gotchas.models.gotcha import TEXTS
from gotchas.models.publishing import publish, unpublish
from gotchas.text.spellings import candidates

PUBLISHED = Words("Published", "choose the state Draft in the form of each.")
_NUMBER = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")


class GotchaForm(KnowingForm):
    beside_the_row = ("note",)
    note = Line(
        label="What you changed, and why",
        max_length=300,
        required=False,
        widget=admin.widgets.AdminTextInputWidget,
        help_text="Shown with your name in the history that everybody can read. "
        "Left empty, it names the parts that changed.",
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        state = cleaned.get("state")
        if state == Gotcha.State.WITHDRAWN and not cleaned.get("withdrawn_reason"):
            self.add_error("withdrawn_reason", ValidationError(_SAY_WHY, code="withdrawn_says_why"))
        if state is not None and "successor" in cleaned:
            self._check_successor(state, cleaned["successor"])
        return cleaned

    def _check_successor(self, state: str, successor: Gotcha | None) -> None:
        if state == Gotcha.State.MERGED and successor is None:
            said = "A merged gotcha needs its successor: choose the gotcha that readers are sent to."
            self.add_error("successor", ValidationError(said, code="merged_has_successor"))
        elif state != Gotcha.State.MERGED and successor is not None:
            said = "Only a merged gotcha has a successor: choose the state Merged, or empty this field."
            self.add_error("successor", ValidationError(said, code="successor_only_merged"))
        elif successor is not None and successor.pk == self.instance.pk:
            said = "A gotcha cannot be its own successor."
            self.add_error("successor", ValidationError(said, code="own_successor"))
        elif successor is not None and successor.state == Gotcha.State.MERGED:
            said = "That one was merged itself: choose the gotcha that it was merged into."
            self.add_error("successor", ValidationError(said, code="successor_merged"))


_SAY_WHY = "Say why it is withdrawn: readers who come to its address are told this."


class GotchaCodeInline(SiteInline):
    model = GotchaCode
    verbose_name = "message code"
    autocomplete_fields = ("code",)
    fields = ("code", "severity", "order")


@admin.register(Gotcha)
class GotchaAdmin(Undoable, SiteAdmin):
    form = GotchaForm
    list_display = (
        "number", "title", "met_with", "state", "the_fix", "verified_at", "edited_at",
    )  # fmt: skip
    list_display_links = ("number", "title")
    list_filter = (
        "state", "kind", PlatformFilter, "risk", "confidence", VerifiedFilter, NeedsFilter, FamilyFilter,
        "collection",
    )  # fmt: skip
    list_prefetch_related = ("platforms", "gotcha_codes__code")
    select_with = ("collection",)
    search_fields = ("title", "problem", "solution", "source_number", "codes__code")
    search_help_text = "Words, a number like 1.15, or a message code in any spelling"
    ordering = ("collection__number", "position")
    autocomplete_fields = ("collection", "family", "platforms", "related", "sources", "successor")
    fixed_fields = ("collection", "position", "source_number", "external_id", "last_revision")
    inlines = (GotchaCodeInline, NoticeInline)
    actions = ("publish",)
    undo_fields = ("state", "published_at", "edited_at", "last_revision")
    object_history_template = "admin/gotchas/gotcha/object_history.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        number = ("collection", "position") if obj else ("collection",)
        came_from = ("source_number", "external_id")
        return [
            (None, {"fields": (number, "title", ("kind", "state"), "platforms", "family", "also_said")}),
            ("Article", {"fields": TEXTS, "classes": ("wide-texts",)}),
            ("The fix", {"fields": (("risk", "confidence"), ("applies_from", "applies_to"))}),
            ("Verified", {"fields": (("verified_release", "verified_at", "verified_by"),)}),
            ("Hangs together with", {"fields": ("related", "sources")}),
            ("Withdrawn or merged", {"fields": ("withdrawn_reason", "successor"), "classes": ("collapse",)}),
            ("Where it came from", {"fields": came_from, "classes": ("collapse",)}),
            ("This change", {"fields": ("note",)}),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in TEXTS:
            kwargs |= {"form_class": Article, "widget": editor(self.collection_of(request))}
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def collection_of(self, request: HttpRequest) -> int | None:
        """Number of the collection of the gotcha that is changed: "1.15" is looked up in it."""
        key = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
        found = (
            Gotcha.objects.filter(pk=int(key)) if key.isdecimal() and len(key) < 19 else Gotcha.objects.none()
        )
        return found.values_list("collection__number", flat=True).first()

    def get_urls(self) -> list[Any]:
        return [path("preview/", preview, name="gotchas_gotcha_preview"), *super().get_urls()]

    def get_search_results(self, request: HttpRequest, queryset: Any, term: str) -> tuple[Any, bool]:
        if number := _NUMBER.fullmatch(term.strip()):
            here = models.Q(collection__number=int(number[1]), position=int(number[2]))
            return queryset.filter(here | models.Q(source_number=number[0])), False
        found, may_double = super().get_search_results(request, queryset, term)
        if keys := {candidate.key for candidate in candidates(term)}:
            with_code = Gotcha.objects.filter(codes__keys__key__in=keys).values("pk")
            found |= queryset.filter(pk__in=with_code)
        return found, may_double

    # Saving

    def save_model(self, request: HttpRequest, obj: Gotcha, form: Any, change: bool) -> None:
        """Save the row unless nothing but the note was given: `edited_at` moves with a change only."""
        if not change or set(form.changed_data) - {"note"}:
            super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            if isinstance(row, Notice):
                note_who(row, request.user)
            row.save()
        for row in formset.deleted_objects:
            row.delete()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Keep what was saved as a revision, of the neighbours too that it was related to or no longer is."""
        gotcha, before = form.instance, form.instance.last_revision
        neighbours = set(gotcha.related.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        note = form.cleaned_data["note"] or names_of_changes(form, formsets, change)
        revision = gotcha.record(author=request.user, note=note)
        if revision.number != before:
            Gotcha.objects.filter(pk=gotcha.pk).update(edited_at=revision.created_at)
        elif any(formset.has_changed() for formset in formsets):
            gotcha.bump()
            gotcha.collection.bump()
        changed = neighbours ^ set(gotcha.related.values_list("pk", flat=True))
        for other in Gotcha.objects.filter(pk__in=changed).as_it_is():
            other.record(author=request.user, note=f"Related gotchas changed with {gotcha.number}.")

    def last_change(self, obj: Gotcha) -> dict[str, Any] | None:
        newest = obj.revisions.order_by("-number").first()
        return newest and {"name": newest.author_name, "at": newest.created_at, "note": newest.note}

    def opened(self, form: Any) -> dict[str, str] | None:
        """The texts of the revision that the form was opened with."""
        number = form.data.get("_base", "").partition("-")[0]
        if not number.isdecimal() or len(number) > 9:
            return None
        revision = Revision.objects.filter(gotcha=form.instance, number=int(number)).first()
        if revision is None:
            return None
        kept = {name: value for name, value in revision.content.items() if isinstance(value, str)}
        return {name: in_words(form.fields[name], v) for name, v in kept.items() if name in form.fields}

    def base_of(self, obj: Gotcha) -> str:
        return f"{obj.last_revision}-{super().base_of(obj)}"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        key = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        revisions = Revision.objects.filter(gotcha=key).select_related("correction").order_by("-number")
        return super().history_view(request, object_id, {**(extra_context or {}), "revisions": revisions})

    # Actions

    @admin.action(
        description="Publish these drafts: readers see them, each with a revision in your name",
        permissions=["change"],
    )
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        drafts = Gotcha.objects.filter(pk__in=queryset.values("pk"), state=Gotcha.State.DRAFT)
        if drafts.count() > ROWS:
            said = f"Nothing was published: more than {ROWS:,} drafts were chosen. Choose fewer at a time."
            messages.error(request, said)
            return
        self.act(request, drafts, lambda rows: publish(rows, request.user, timezone.now()), PUBLISHED)

    def restore(self, request: HttpRequest, rows: Any, before: dict[str, Any]) -> None:
        """As drafts; the revision that published them stays, and one more says that it was undone."""
        columns = {name: value for name, value in before.items() if name != "last_revision"}
        unpublish(rows, columns, request.user)

    # Columns

    @admin.display(ordering="position")
    def number(self, obj: Gotcha) -> str:
        return obj.number

    @admin.display(description="kind, platforms, codes")
    def met_with(self, obj: Gotcha) -> str:
        """One column for what nobody sorts by: with one each the list is wider than a window."""
        platforms = ", ".join(platform.name for platform in obj.platforms.all())
        codes = ", ".join(row.written for row in obj.gotcha_codes.all())
        return " · ".join(part for part in (obj.get_kind_display(), platforms, codes) if part)

    @admin.display(description="risk and confidence", ordering="risk")
    def the_fix(self, obj: Gotcha) -> str:
        return " · ".join(dict.fromkeys((obj.get_risk_display(), obj.get_confidence_display())))


def names_of_changes(form: Any, formsets: Any, change: bool) -> str:
    """A note in place of one that was not given."""
    if not change:
        return "First text."
    changed = [str(form[name].label).lower() for name in form.changed_data if name != "note"]
    changed += [
        str(formset.model._meta.verbose_name_plural)
        for formset in formsets
        if formset.has_changed() and formset.model is GotchaCode
    ]
    return f"Changed: {', '.join(changed)}."[:300] if changed else ""


@admin.register(GotchaCode)
class GotchaCodeAdmin(KeptAdmin):
    """Only shown: a gotcha's codes are part of what its revisions keep, so they change in its own form."""

    list_display = ("gotcha", "code", "severity", "order")
    list_filter = ("severity", ("code__family", admin.RelatedOnlyFieldListFilter))
    search_fields = ("code__code", "gotcha__title")
    select_with = ("gotcha__collection", "code__family")
