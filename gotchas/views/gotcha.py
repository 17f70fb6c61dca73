"""A gotcha at its permanent address."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gotchas import access
from gotchas.models import Gotcha, Revision

NEWEST_REVISIONS = 5


@require_safe
def gotcha(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    gotcha = access.gotcha_or_404(request, collection, position)
    if gotcha.successor:
        return redirect(gotcha.successor, permanent=True)
    if gotcha.state == Gotcha.State.WITHDRAWN:
        return withdrawn(request, gotcha)
    prefetch_related_objects([gotcha], "platforms", "gotcha_codes__code__family", "sources")
    previous, following = _neighbours(gotcha)
    return render(
        request,
        "gotchas/gotcha.html",
        {
            "gotcha": gotcha,
            "notices": gotcha.notices.standing(),
            "corrected": _newest_correction(gotcha),
            "revisions": gotcha.revisions.defer("content").order_by("-number")[:NEWEST_REVISIONS],
            "related": gotcha.related.published().select_related("collection"),
            "previous": previous,
            "next": following,
        },
    )


def withdrawn(request: HttpRequest, gotcha: Gotcha) -> HttpResponse:
    """410 Gone, with the reason; nothing of the text."""
    return render(request, "gotchas/withdrawn.html", {"gotcha": gotcha}, status=410)


def _neighbours(gotcha: Gotcha) -> tuple[Gotcha | None, Gotcha | None]:
    """The readable ones before and after it in its collection."""
    siblings = gotcha.collection.gotchas.published().only("title", "position", "collection")
    before = siblings.filter(position__lt=gotcha.position).order_by("-position").first()
    return before, siblings.filter(position__gt=gotcha.position).order_by("position").first()


def _newest_correction(gotcha: Gotcha) -> Revision | None:
    """The newest revision that a reader's correction caused."""
    rows = gotcha.revisions.filter(correction__isnull=False).select_related("correction", "base")
    return rows.defer("content", "base__content").order_by("-number").first()
