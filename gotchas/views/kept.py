"""What was typed stays, also where what it is about went meanwhile, or takes nothing any more."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gotchas.intake.csrf import shows_typed_text, typed
from gotchas.models import Gotcha

View = Callable[..., HttpResponse]

LABELS = {
    "title": "Title",
    "codes": "Message codes",
    "problem": "Problem",
    "cause": "Cause",
    "solution": "Solution",
    "expected": "What you should see",
    "text": "Text",
    "reason": "Why",
    "note": "Note",
}
"""Fields in which people type more than a word, by the names of the forms."""


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into a form, each text with a label; nothing for a plain GET."""
    fields = typed(request) or request.POST
    return [(label, text) for name, label in LABELS.items() if (text := fields.get(name, "").strip())]


def gives_back(view: View) -> View:
    """For a view that takes texts: where it finds nothing, what was typed is given back with the 404.

    The same page for what was never there: nobody learns by it what is hidden.
    """

    @shows_typed_text
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if texts := typed_texts(request):
                context = {"texts": texts, "successor": _successor(kwargs)}
                return render(request, "gotchas/gone.html", context, status=404)
            raise

    return checked


def _successor(place: dict[str, Any]) -> Gotcha | None:
    """The gotcha that the one at this address was merged into, where it can be read."""
    if not {"collection", "position"} <= place.keys():
        return None
    merged = Gotcha.objects.numbered(place["collection"], place["position"])
    row = merged.filter(successor__state__in=Gotcha.READABLE).select_related("successor__collection").first()
    return row.successor if row else None
