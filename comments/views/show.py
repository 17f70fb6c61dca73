"""The permanent address of a comment: leads to the page and place where it stands now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from comments import access


@require_safe
def comment(request: HttpRequest, number: int) -> HttpResponse:
    return redirect(access.address_of(request, access.comment_or_404(request, number)))
