"""Rows to choose from while one types, in admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gotchas.admin.sturdy import first_words


class Choices(AutocompleteJsonView):
    """Django's, with rows named as their admin names them among others, and a bounded search."""

    admin_site = admin.site

    def process_request(self, request: HttpRequest) -> tuple[Any, ...]:
        term, model_admin, source_field, to_field_name = super().process_request(request)
        if not source_field.concrete:
            raise PermissionDenied
        return first_words(term)[0], model_admin, source_field, to_field_name

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        name = getattr(self.model_admin, "name_among_others", str)
        return super().serialize_result(obj, to_field_name) | {"text": name(obj)}


def choices(request: HttpRequest) -> HttpResponse:
    return Choices.as_view()(request)
