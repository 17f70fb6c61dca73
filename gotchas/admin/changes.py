"""What saving a form would change, shown before it is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path, reverse
from django.utils.html import format_html

from gotchas.admin import stale
from gotchas.admin.stale import Difference


@dataclass(frozen=True)
class Row:
    """A row below the fields that saving would add, change or remove."""

    table: str
    change: str
    name: str
    differences: list[Difference]


def rows_changed(request: HttpRequest, inline: Any) -> Iterator[Row]:
    """What saving would do to the rows of an inline, given as Django's InlineAdminFormSet."""
    formset, table = inline.formset, str(inline.opts.verbose_name).capitalize()
    removed = formset.deleted_forms
    touched = [form for form in formset.forms if form.has_changed() or form in removed]
    # The forms have put what was typed into their own rows; these are as they are saved.
    saved = inline.opts.get_queryset(request).in_bulk([f.instance.pk for f in touched if f.instance.pk])
    for form in touched:
        row = saved.get(form.instance.pk)
        if form in removed:
            if row is not None:
                yield Row(table, "removed", str(row), [])
        elif row is None:
            yield Row(table, "added", "", list(given(form)))
        elif differences := list(stale.will_change(form)):
            yield Row(table, "changed", str(row), differences)


def given(form: forms.BaseModelForm) -> Iterator[Difference]:
    """All that a new row would hold."""
    for bound in form.visible_fields():
        if bound.name == forms.formsets.DELETION_FIELD_NAME:
            continue
        if value := stale.in_words(bound.field, form.cleaned_data.get(bound.name)):
            yield Difference(str(bound.label), "", value, "")


class ShowsChanges:
    """For admins whose forms are KnowingForms: an address that says what saving a form would change."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.changes_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_changes"
        return [path("<path:object_id>/changes/", view, name=name), *super().get_urls()]

    def address_of(self, request: HttpRequest, page: str, key: Any) -> str:
        """Address of a page of the row `key`, with the filters of the list that one came from."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        address = reverse(name, args=[key], current_app=self.admin_site.name)
        return f"{address}?{request.GET.urlencode()}" if request.GET else address

    def changes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        form_url = self.address_of(request, "change", object_id)
        if request.method != "POST":
            said = format_html(
                '<p>This address only answers a form. <a href="{}">Open the form</a>.</p>', form_url
            )
            return HttpResponseNotAllowed(["POST"], said)
        request.POST = request.POST.copy()
        request.POST.pop("_saveasnew", None)
        request.only_shown = True
        return self.changeform_view(request, object_id, form_url)

    def changes_context(self, request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
        """What the page says when the form that was sent could be saved as it is."""
        rows = [row for inline in context["inline_admin_formsets"] for row in rows_changed(request, inline)]
        return {"fields": list(stale.will_change(context["adminform"].form)), "rows": rows}
