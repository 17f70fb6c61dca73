"""What all admin pages of this site have in common."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.forms import ModelForm
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse

from gotchas.admin import stale
from gotchas.admin.changes import ShowsChanges
from gotchas.admin.sturdy import Sturdy, SturdyForm


class Lean:
    """For admins and inlines: what a row's name needs is fetched with the row, in lists and in choices.

    An admin says in `select_with` which relations its rows' names need.
    """

    select_with: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(*self.select_with) if self.select_with else rows

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        """The rows to choose from in a field, with what their names need."""
        rows = super().get_field_queryset(db, db_field, request)
        model = db_field.remote_field.model
        needed = getattr(self.admin_site._registry.get(model), "select_with", ())
        if not needed:
            return rows
        return (model._default_manager.using(db) if rows is None else rows).select_related(*needed)


class SiteInline(Lean, SturdyForm, admin.TabularInline):
    """Rows that hang on another, in its form."""

    extra = 0

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Empty rows to fill in: none, a script adds them; three where the page is asked for them without."""
        return 3 if "rows" in request.GET else super().get_extra(request, obj, **kwargs)


class SiteAdmin(ShowsChanges, Lean, Sturdy, admin.ModelAdmin):
    """A table that editors change: knowingly, and without deleting unless a subclass says so."""

    form = stale.KnowingForm
    list_per_page = 50
    list_prefetch_related: tuple[str, ...] = ()
    show_full_result_count = False
    deletable = False
    fixed_fields: tuple[str, ...] = ()
    """Fields that are given once, when the row is made: addresses hang on them."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(self.fixed_fields if obj else ()))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without "Delete selected": it asks no model, so what a model's `delete` mends would stay broken."""
        return {k: v for k, v in super().get_actions(request).items() if k != "delete_selected"}

    @admin.display(description="number", ordering="pk")
    def id_of(self, obj: Any) -> Any:
        """What its address ends with, under a heading that is a word."""
        return obj.pk

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    # Saving knowingly

    def base_of(self, obj: models.Model) -> str:
        """What a form for `obj` is made from, in short; see gotchas.admin.stale."""
        return stale.fingerprint(obj, [(inline.model, self.key_of(inline)) for inline in self.inlines])

    def key_of(self, inline: Any) -> str:
        """Name of the foreign key by which the rows of `inline` hang on a row of this table."""
        return _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        form.base_of = staticmethod(self.base_of)
        form.only_shown = getattr(request, "only_shown", False)
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; locked and read again when it is about to be changed."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST" and transaction.get_connection().in_atomic_block:
            self.lock(obj)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def lock(self, obj: models.Model) -> None:
        """Keep the row from changing until the transaction ends; rows may still point to it meanwhile."""
        self.model._base_manager.select_for_update(no_key=True).get(pk=obj.pk)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs:
            standing = inline.model._base_manager.filter(**{self.key_of(inline): obj}) if obj.pk else []
            stale.rows_gone_become_new(kwargs["data"], prefix, {str(row.pk) for row in standing})
        return kwargs

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Somebody saved the same just after the form had been checked: checking again says so in words.
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        knowing = isinstance(form, stale.KnowingForm) and obj is not None
        if knowing:
            context["base_field"] = stale.FIELD
            context["base"] = form.present_base if form.is_bound else self.base_of(obj)
            if self.has_change_permission(request, obj):
                context["changes_url"] = self.address_of(request, "changes", obj.pk)
        if knowing and form.stale:
            context["stale"] = self.stale_context(form)
        elif knowing and form.only_shown and not context["errors"]:
            context["changes"] = self.changes_context(request, context)
        response = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        if "stale" in context:
            response.status_code = 409
        return response

    def stale_context(self, form: stale.KnowingForm) -> dict[str, Any]:
        """What the page says of a form that was loaded before somebody else saved."""
        return {
            "saved_by": self.last_change(form.instance),
            "differences": stale.differences(form, self.opened(form)),
        }

    def last_change(self, obj: models.Model) -> dict[str, Any] | None:
        """Who saved `obj` last, when and with which note, where it is known."""
        kind = ContentType.objects.get_for_model(obj)
        entry = (
            LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).select_related("user").first()
        )
        return entry and {"name": entry.user.get_username(), "at": entry.action_time, "note": ""}

    def opened(self, form: stale.KnowingForm) -> dict[str, str] | None:
        """What stood in the fields when the form was opened, in words, where it is known."""
        return None


class KeptAdmin(Lean, Sturdy, admin.ModelAdmin):
    """A table that nobody changes by hand: it is only shown."""

    list_per_page = 50
    list_prefetch_related: tuple[str, ...] = ()
    show_full_result_count = False
    deletable = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and super().has_delete_permission(request, obj)

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None
