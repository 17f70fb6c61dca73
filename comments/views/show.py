"""The permanent address of a comment: leads to the page and place where it stands now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from comments import access, moderation
from comments.own import is_moderator


@require_safe
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """What no thread shows leads moderators to the desk, where it can be decided."""
    try:
        return redirect(access.address_of(request, access.comment_or_404(request, number)))
    except Http404:
        if is_moderator(request) and moderation.item(number):
            return redirect("desk_comment", number)
        raise
