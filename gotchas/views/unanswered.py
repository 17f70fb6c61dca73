"""Codes that were looked for and are not known: the list for readers and editors, and telling the editors."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import access
from gotchas.models import UnansweredCode
from gotchas.views.lists import page_of


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """Most asked for first; of one family with `?family=`."""
    chosen = request.GET.get("family", "")
    family = access.family_or_404(chosen) if chosen else None
    rows = UnansweredCode.objects.still_open()
    context = {
        "page": page_of(
            request, (rows.filter(family=family) if family else rows).for_rows().most_asked_first()
        ),
        "family": family,
        "families": _families(),
        "may_edit": _may_edit(request),
        "more": f"{urlencode({'family': family.slug})}&" if family else "",
    }
    return render(request, "gotchas/unanswered.html", context)


def _families() -> list[dict[str, Any]]:
    """The families that such codes belong to, by name, each with how many there are."""
    rows = UnansweredCode.objects.still_open().filter(family__isnull=False).order_by("family__name")
    return list(rows.values("family__slug", "family__name").annotate(shown=Count("pk")))


def _may_edit(request: HttpRequest) -> bool:
    """Without a session nobody is asked for, so that the page stays the same for all and can be cached."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and request.user.has_perm("gotchas.change_unansweredcode")
