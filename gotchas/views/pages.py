"""Pages of plain text about the site itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas.models.unanswered import DAYS_OF_SEVERAL


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "gotchas/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "gotchas/privacy.html", {"days": DAYS_OF_SEVERAL})


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    return render(request, "gotchas/licence.html")
