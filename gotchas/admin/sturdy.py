"""What a browser of ours never sends, and others may: values in addresses and forms that name no row.

Django's admin hands most of it to the database as it came, and what the database refuses would be a 500.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import (
    AdminEmailInputWidget,
    AdminSplitDateTime,
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError, models
from django.http import HttpRequest, HttpResponse
from django.utils.text import smart_split

from gotchas.admin.fields import EmailLine, Line, Lines, SlugLine

WORDS = 20
"""How many words of a search are looked for: each asks all fields of the list once more."""

_PATTERNS = ("regex", "iregex")


def keys(values: Iterable[Any], model: type[models.Model]) -> list[str]:
    """Those of `values` that can be the key of a row of `model`, as text."""
    return [key for key in map(str, values) if can_be_key(key, model._meta.pk)]


def can_be_key(key: str, pk: models.Field) -> bool:
    if isinstance(pk, models.IntegerField):
        return key.isascii() and key.isdigit() and len(key) < 19
    try:
        return pk.to_python(key) is not None
    except ValidationError:
        return False


def first_words(search: str) -> tuple[str, int]:
    """The search without what stands after its first WORDS words or quoted phrases, and how many it had."""
    words = list(smart_split(search))
    return (search if len(words) <= WORDS else " ".join(words[:WORDS])), len(words)


class SteadyList(ChangeList):
    """A list that looks for some words only, and says so where there were more.

    It also fetches its admin's `list_prefetch_related`, for the rows of the page only.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> models.QuerySet[Any]:
        self.query, count = first_words(self.query)
        if count > WORDS:
            said = f"Searched for the first {WORDS} of {count} words only: the rest is taken out of the box."
            messages.warning(request, said)
        rows = super().get_queryset(request, exclude_parameters)
        return rows.prefetch_related(*getattr(self.model_admin, "list_prefetch_related", ()))


class KnownRows:
    """For a widget that fetches the rows that are chosen: only what can be a row's key is asked for.

    Its script has English built in, so it needs no file of words.
    """

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        groups = super().optgroups(name, keys(value, self.field.related_model), attrs)
        if self.is_required and not self.allow_multiple_selected:
            # HTML wants a choice of nothing first in every box that must be filled.
            groups[0][1].insert(0, self.create_option(name, "", "", False, 0))
        return groups

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option; the one for nothing has a label, as in other boxes."""
        return super().create_option(name, value, label if value else "---------", *args, **kwargs)

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Its script writes no width of its own into the page: the sheet has it."""
        return {**super().build_attrs(*args, **kwargs), "data-width": "style"}

    @property
    def media(self) -> forms.Media:
        js = (
            "admin/js/vendor/jquery/jquery.min.js",
            "admin/js/vendor/select2/select2.full.min.js",
            "admin/js/jquery.init.js",
            "admin/js/autocomplete.js",
            "admin-own/names.js",
        )
        css = ("admin/css/vendor/select2/select2.min.css", "admin/css/autocomplete.css")
        return forms.Media(js=js, css={"screen": css})


class ChosenRow(KnownRows, AutocompleteSelect):
    pass


class ChosenRows(KnownRows, AutocompleteSelectMultiple):
    pass


class SeveralRows(forms.ModelMultipleChoiceField):
    """Rows by their keys; a number that the database cannot hold is refused like any other that is no row."""

    def clean(self, value: Any) -> Any:
        for given in value or []:
            if not keys([given], self.queryset.model):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": given})
        return super().clean(value)


class SturdyForm:
    """For admins and inlines: fields that clean what is typed, and choices that bear any value."""

    formfield_overrides = {
        models.CharField: {"form_class": Line, "widget": AdminTextInputWidget},
        models.SlugField: {"form_class": SlugLine, "widget": AdminTextInputWidget},
        models.EmailField: {"form_class": EmailLine, "widget": AdminEmailInputWidget},
        models.TextField: {"form_class": Lines, "widget": AdminTextareaWidget(attrs={"rows": 5})},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field; where a date and a time are typed in two boxes, each has a name of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            for box, part in zip(field.widget.widgets, ("date", "time"), strict=True):
                box.attrs["aria-label"] = f"{field.label}: {part}"
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChosenRow(db_field, self.admin_site, using=kwargs.get("using")))
        return self.named(super().formfield_for_foreignkey(db_field, request, **kwargs), db_field)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChosenRows(db_field, self.admin_site, using=kwargs.get("using")))
        kwargs.setdefault("form_class", SeveralRows)
        return self.named(super().formfield_for_manytomany(db_field, request, **kwargs), db_field)

    def named(self, field: Any, db_field: Any) -> Any:
        """The field, its rows called as their admin calls them among others."""
        other = self.admin_site._registry.get(db_field.remote_field.model)
        if field is not None and hasattr(other, "name_among_others"):
            field.label_from_instance = other.name_among_others
        return field


class Sturdy(SturdyForm):
    """For admins: pages that answer whatever their address and what is posted to them say."""

    @property
    def media(self) -> forms.Media:
        """The scripts of every page; those that make slugs (40 kB) only where slugs are made."""
        js = ["vendor/jquery/jquery.min.js", "jquery.init.js", "core.js", "admin/RelatedObjectLookups.js"]
        if self.prepopulated_fields:
            js += ["urlify.js", "prepopulate.js", "vendor/xregexp/xregexp.min.js"]
        return forms.Media(js=[f"admin/js/{name}" for name in js])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        media = self.media + forms.Media(js=["admin/js/actions.js"])
        return super().changelist_view(request, {"media": media, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SteadyList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list; with filters that mean nothing, Django leads to the list without any."""
        try:
            return super().get_changelist_instance(request)
        except (ArithmeticError, DataError, TypeError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No patterns: the database would run whatever is asked, for as long as it takes."""
        return lookup.rpartition("__")[2] not in _PATTERNS and super().lookup_allowed(lookup, value, request)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        try:
            field = self.opts.get_field(to_field)
        except FieldDoesNotExist:
            return False
        return field.concrete and super().to_field_allowed(request, to_field)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        known = from_field is not None or can_be_key(str(object_id), self.opts.pk)
        return super().get_object(request, object_id, from_field) if known else None

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """Do the action with those selected that can be rows."""
        request.POST = request.POST.copy()
        selected = keys(request.POST.getlist(ACTION_CHECKBOX_NAME), self.model)
        request.POST.setlist(ACTION_CHECKBOX_NAME, selected)
        return super().response_action(request, queryset)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address says that a new row begins with, as far as its fields can hold it."""
        given = super().get_changeform_initial_data(request)
        held = {name: self.held(name, value) for name, value in given.items()}
        return {name: value for name, value in held.items() if value is not None}

    def held(self, name: str, value: Any) -> Any:
        """`value` as the field `name` can hold it, else None."""
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return value
        if field.is_relation:
            held = keys(value if field.many_to_many else [value], field.related_model)
            return held if field.many_to_many else next(iter(held), None)
        try:
            return field.to_python(value)
        except ValidationError:
            return None
