"""What happened in a collection when; not on its own page, which is read far more often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import access


@require_safe
def timeline(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "gotchas/timeline.html", {"collection": access.collection_or_404(number)})
