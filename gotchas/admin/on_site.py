"""From a row to its page on the site."""

from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse


def on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Django's shortcut; it takes every key for one that the table can have."""
    try:
        return shortcut(request, content_type_id, object_id)
    except (OverflowError, ValidationError):
        raise Http404("There is no such row.") from None
