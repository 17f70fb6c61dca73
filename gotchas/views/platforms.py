"""All platforms, and the gotchas of one, those on all platforms included."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import access
from gotchas.answers.notices import flagged
from gotchas.models import Gotcha
from gotchas.models.gotcha import LONG_TEXTS
from gotchas.views.lists import page_of, platforms_with_counts


@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    return render(request, "gotchas/platforms.html", {"platforms": platforms_with_counts()})


@require_safe
def platform(request: HttpRequest, slug: str) -> HttpResponse:
    platform = access.platform_or_404(slug)
    rows = flagged(Gotcha.objects.published()).on_platform(platform).for_rows().defer(*LONG_TEXTS)
    page = page_of(request, rows.order_by("collection__number", "position"))
    return render(request, "gotchas/platform.html", {"platform": platform, "page": page})
