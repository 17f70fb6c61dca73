"""The thread of a gotcha that was merged: its own address leads to its successor, whose page leads here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gotchas import access
from gotchas.models import Gotcha


@require_safe
def gotcha_comments(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    """Of one that was not merged the thread stands on its page; so it does again when a merge is undone."""
    gotcha = access.gotcha_or_404(request, collection, position)
    if gotcha.state != Gotcha.State.MERGED:
        query = request.GET.urlencode()
        return redirect(
            f"{gotcha.get_absolute_url()}{'?' if query else ''}{query}"
        )  # the #place stays as it is
    return render(request, "comments/merged.html", {"gotcha": gotcha})
