"""All collections, and one of them: the whole list on one page and its thread, as the blog had it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gotchas import access
from gotchas.answers import marks
from gotchas.answers.notices import flagged
from gotchas.models import Collection, Gotcha
from gotchas.models.gotcha import LONG_TEXTS
from gotchas.views.lists import PER_PAGE, collections_with_counts, page_of

IN_FULL = 50
"""Up to this many gotchas stand on the page with their full text; above it, rows."""


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    return render(request, "gotchas/collections.html", {"page": page_of(request, collections_with_counts())})


@require_safe
def collection(request: HttpRequest, number: int) -> HttpResponse:
    collection = access.collection_or_404(number)
    if at := request.GET.get("at"):
        return redirect(_place(collection, at))
    page = page_of(request, flagged(collection.gotchas.published()).for_rows().order_by("position"))
    in_full = page.paginator.count <= IN_FULL
    if in_full:
        page.object_list = list(page.object_list)
        marks.in_list(page.object_list)
    else:
        page.object_list = page.object_list.defer(*LONG_TEXTS)
    return render(
        request, "gotchas/collection.html", {"collection": collection, "page": page, "in_full": in_full}
    )


def _place(collection: Collection, at: str) -> str:
    """Where the gotcha meant by `at` stands in the list now; one that does not says itself why."""
    position = _position(collection, at)
    if not position:
        raise Http404("There is no such place in this collection.")
    shown = collection.gotchas.published()
    if not shown.filter(position=position).exists():
        return reverse("gotcha", args=[collection.number, position])
    page = shown.filter(position__lt=position).count() // PER_PAGE + 1
    return (
        f"{collection.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#{collection.number}.{position}"
    )


def _position(collection: Collection, at: str) -> int:
    """The position, told by itself (`15`), by a number (`1.15`) or by the number of where it came from."""
    told = at.removeprefix(f"{collection.number}.")
    if told.isascii() and told.isdecimal() and len(told) < 10:
        return int(told)
    known = collection.gotchas.exclude(state=Gotcha.State.DRAFT).filter(source_number=at)
    return known.values_list("position", flat=True).first() or 0
