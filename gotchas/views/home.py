"""The home page: search, the collections, the newest changes."""

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas.models import Gotcha, Revision
from gotchas.views.lists import collections_with_counts

COLLECTIONS = 50
CHANGES = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = Revision.objects.filter(gotcha=OuterRef("pk"), number=OuterRef("last_revision"))
    changes = (
        Gotcha.objects.published()
        .filter(edited_at__isnull=False)
        .select_related("collection")
        .annotate(change_note=Subquery(newest.values("note")[:1]))
        .order_by("-edited_at", "-pk")
    )
    return render(
        request,
        "gotchas/home.html",
        {"collections": collections_with_counts()[:COLLECTIONS], "changes": changes[:CHANGES]},
    )
