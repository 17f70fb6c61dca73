"""The questions that nobody answered yet: for readers who know, and for editors, who waits longest first."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comments import access
from comments.desk import moderators_only
from comments.questions import open_questions
from gotchas.access import collection_or_404
from gotchas.models import Collection

OLDEST = "oldest"


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Newest first, or `?order=oldest`; of one collection with `?collection=`."""
    return _page(request, "comments/questions.html", OLDEST if request.GET.get("order") == OLDEST else "")


@moderators_only
@require_safe
def desk_questions(request: HttpRequest) -> HttpResponse:
    """Open longest first."""
    return _page(request, "desk/questions.html", OLDEST)


def _page(request: HttpRequest, template: str, order: str) -> HttpResponse:
    collection = _chosen(request.GET.get("collection", ""))
    begin = request.GET.get("from", "")
    page = open_questions(collection, oldest_first=order == OLDEST, begin=begin)
    asked = {"collection": collection.number if collection else "", "order": order}
    asked = {name: value for name, value in asked.items() if value}
    context = {
        "page": page,
        "closed": access.closed_among([row.thread for row in page.rows]),
        "collection": collection,
        "order": order,
        "begun": bool(begin),
        "first": urlencode(asked),
        "later": urlencode(asked | {"from": page.later}),
    }
    return render(request, template, context)


def _chosen(number: str) -> Collection | None:
    """The collection of that number; no such one is a 404, as at its own address."""
    if not number:
        return None
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return collection_or_404(int(number) if is_number else 0)
