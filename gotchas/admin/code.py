"""Message codes in admin, with their aliases, what is printed for them, and what is said of two codes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest

from gotchas.admin.base import KeptAdmin, SiteAdmin, SiteInline
from gotchas.admin.filters import PlatformFilter, since
from gotchas.admin.stale import KnowingForm
from gotchas.admin.undo import Undoable, Words
from gotchas.models import CodeAlias, CodeKey, CodeLink, MessageCode, PrintedMessage
from gotchas.text import spellings
from gotchas.text.addresses import is_code_name

CONFIRMED = Words("Confirmed in your name", "the action to take confirmations back makes them unconfirmed.")
TAKEN_BACK = Words("Shown as unconfirmed again", "Confirm makes them confirmed, in your name.")


class MessageCodeForm(KnowingForm):
    def clean_slug(self) -> str:
        """The slug given, or the one that will be made, so that a slug already taken is seen here."""
        slug: str = self.cleaned_data["slug"] or spellings.slug_of(self.cleaned_data.get("code", ""))
        if not is_code_name(slug):
            raise ValidationError(
                "An address holds letters, digits, dots, dashes and _ only. Left empty, it is made.",
                code="slug",
            )
        return slug

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        unknown = cleaned.get("meaning_state") == MessageCode.MeaningState.UNKNOWN
        if "meaning" in cleaned and "meaning_state" in cleaned and unknown == bool(cleaned["meaning"]):
            said = (
                "A meaning is given: say where it is from."
                if unknown
                else "Give the meaning, or choose that it is not known yet."
            )
            self.add_error("meaning_state", ValidationError(said, code="meaning_has_state"))
        return cleaned


class AliasFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Refuse an alias that the family has in another row than these: an alias belongs to one code."""
        super().clean()
        kept = [
            f for f in self.forms if getattr(f, "cleaned_data", None) and not f.cleaned_data.get("DELETE")
        ]
        here = [f.instance.pk for f in self.initial_forms]
        seen: set[str] = set()
        for form in kept:
            alias = form.cleaned_data.get("alias", "")
            others = CodeAlias.objects.filter(family=self.instance.family_id, alias=alias)
            taken = others.exclude(pk__in=here).select_related("code").first()
            if taken or alias in seen:
                said = (
                    f"{alias} is an alias of {taken.code} already."
                    if taken
                    else f"{alias} stands here twice."
                )
                form.add_error("alias", ValidationError(said, code="alias_taken"))
            seen.add(alias)
        if any(form.errors for form in kept):
            raise ValidationError("An alias belongs to one code.", code="alias_taken")


class AliasInline(SiteInline):
    model = CodeAlias
    formset = AliasFormSet
    fields = ("alias", "kind")


class PrintedInline(SiteInline):
    model = PrintedMessage
    fields = ("text", "source")
    autocomplete_fields = ("source",)
    select_with = ("source",)


class LinkInline(SiteInline):
    """What this code says of others; links are made and taken away here, and changed on their own page."""

    model = CodeLink
    fk_name = "from_code"
    verbose_name_plural = "links to other codes"
    fields = ("relation", "to_code", "basis", "basis_note", "confirmed_at")
    readonly_fields = ("confirmed_at",)
    autocomplete_fields = ("to_code",)
    select_with = ("from_code", "to_code")
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LinkFromInline(LinkInline):
    """What other codes say of this one; made at the other code."""

    fk_name = "to_code"
    verbose_name_plural = "links from other codes"
    fields = ("from_code", "relation", "basis", "basis_note", "confirmed_at")
    autocomplete_fields = ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(MessageCode)
class MessageCodeAdmin(SiteAdmin):
    form = MessageCodeForm
    list_display = (
        "code", "family", "severities", "meaning", "meaning_state", "shown_platforms", "shown_state",
    )  # fmt: skip
    list_filter = ("state", "meaning_state", PlatformFilter, "wrapper", "family")
    list_prefetch_related = ("platforms",)
    select_with = ("family",)
    search_fields = ("code", "meaning", "aliases__alias")
    search_help_text = "A code in any spelling (amq 9637e), or words of its meaning"
    ordering = ("family", "sort_key")
    autocomplete_fields = ("family", "platforms", "sources")
    fixed_fields = ("family", "code", "slug")
    inlines = (AliasInline, PrintedInline, LinkInline, LinkFromInline)
    fields = (
        "family", ("code", "slug"), ("severities", "severity_note"), "meaning", "meaning_state", "note",
        "platforms", "sources", ("state", "wrapper"),
    )  # fmt: skip

    def get_search_results(self, request: HttpRequest, queryset: Any, term: str) -> tuple[Any, bool]:
        """The words, every code that `term` spells, and those whose key begins like it."""
        found, may_double = super().get_search_results(request, queryset, term)
        if key := spellings.fold(term):
            begins = CodeKey.objects.filter(key__startswith=key, tier__lte=1).values("code")
            spelled = [code.pk for code in MessageCode.objects.spelled(term)]
            found |= queryset.filter(Q(pk__in=begins) | Q(pk__in=spelled))
        return found, may_double

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The aliases decide by which spellings it is found, so the keys are written after them."""
        super().save_related(request, form, formsets, change)
        form.instance.rebuild_keys()
        form.instance.bump()

    def name_among_others(self, obj: MessageCode) -> str:
        """A code to choose: several families can have the same one."""
        return f"{obj.code} ({obj.family.name})"

    @admin.display(description="platforms")
    def shown_platforms(self, obj: MessageCode) -> str:
        return ", ".join(platform.name for platform in obj.platforms.all())

    @admin.display(description="state", ordering="state")
    def shown_state(self, obj: MessageCode) -> str:
        return f"{obj.get_state_display()}, wrapper" if obj.wrapper else obj.get_state_display()


@admin.register(CodeLink)
class CodeLinkAdmin(Undoable, SiteAdmin):
    list_display = ("from_code", "relation", "to_code", "basis", "basis_note", "confirmed_at", "confirmed_by")
    list_display_links = ("from_code", "to_code")
    list_filter = (
        since("confirmed_at", "confirmed", "Not yet", "Confirmed"), "relation", "basis",
        ("from_code__family", admin.RelatedOnlyFieldListFilter),
    )  # fmt: skip
    select_with = ("from_code__family", "to_code__family", "confirmed_by")
    search_fields = ("from_code__code", "to_code__code", "basis_note")
    autocomplete_fields = ("from_code", "to_code", "sources")
    fixed_fields = ("from_code", "relation", "to_code")
    readonly_fields = ("confirmed_at", "confirmed_by", "confirmer_name")
    actions = ("confirm", "take_back")
    deletable = True

    undo_fields = ("confirmed_at", "confirmed_by", "confirmer_name")

    @admin.action(
        description="Confirm these code links: no longer shown as unconfirmed", permissions=["change"]
    )
    def confirm(self, request: HttpRequest, queryset: Any) -> None:
        proposed = queryset.filter(confirmed_at=None)
        self.act(request, proposed, lambda rows: rows.confirm(request.user), CONFIRMED)

    @admin.action(
        description="Take back the confirmation: these code links are shown as unconfirmed",
        permissions=["change"],
    )
    def take_back(self, request: HttpRequest, queryset: Any) -> None:
        self.act(request, queryset.confirmed(), lambda rows: rows.take_back(), TAKEN_BACK)

    def restore(self, request: HttpRequest, rows: Any, before: dict[str, Any]) -> None:
        """As they were, and the pages of both ends say so."""
        ends = {code for pair in rows.values_list("from_code", "to_code") for code in pair}
        super().restore(request, rows, before)
        for code in MessageCode.objects.filter(pk__in=ends).order_by("pk"):
            code.bump()


@admin.register(CodeAlias)
class CodeAliasAdmin(KeptAdmin):
    """Only shown: an alias changes in the form of its code."""

    list_display = ("alias", "kind", "code", "family")
    list_filter = ("kind", ("family", admin.RelatedOnlyFieldListFilter))
    select_with = ("code", "family")
    search_fields = ("alias", "code__code")


@admin.register(PrintedMessage)
class PrintedMessageAdmin(KeptAdmin):
    """Only shown: a message changes in the form of its code."""

    list_display = ("text", "code", "source")
    list_filter = (
        ("source", admin.EmptyFieldListFilter), ("code__family", admin.RelatedOnlyFieldListFilter),
    )  # fmt: skip
    select_with = ("code__family", "source")
    search_fields = ("text", "code__code")


@admin.register(CodeKey)
class CodeKeyAdmin(KeptAdmin):
    """Only shown: the spellings are made from the code and its aliases."""

    list_display = ("key", "tier", "code")
    list_filter = ("tier",)
    select_with = ("code",)
    search_fields = ("key",)
    ordering = ("key", "tier")
