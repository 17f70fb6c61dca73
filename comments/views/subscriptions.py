"""What the links in mails lead to: confirming a subscription, ending it, and the list of an address.

Whoever holds a link is its receiver; nothing else is asked. No page shows the address.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import subscriptions
from comments.models import Subscription
from comments.places import subscribe_address
from gotchas.intake.csrf import shows_typed_text

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@shows_typed_text
@form_methods
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, as programs that look at mails open every link; POST confirms."""
    row = subscriptions.by_token_or_404(token)
    if row.is_active:
        return redirect(row.list_address)
    if row.ended_at or row.is_too_late:
        return _page(request, "subscription_over", row, status=410)
    if request.method != "POST":
        return _page(request, "subscription_confirm", row)
    row.confirm()
    return redirect(f"{row.list_address}?confirmed")


@csrf_exempt
@never_cache
@form_methods
def end(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST ends it: by the button, or by a mail program with one click (RFC 8058).

    Such a program has no cookie and follows no redirect, so it is answered at once. The token alone says who
    asks, which is why nothing more is needed to trust the POST.
    """
    row = subscriptions.by_token_or_404(token)
    if request.method == "POST":
        subscriptions.end(row)
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return redirect(row.end_address)
        row.refresh_from_db(fields=["ended_at"])
    return _page(request, "subscription_end", row)


@never_cache
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """All that the address of this link gets mail of."""
    row = subscriptions.by_token_or_404(token)
    rows = subscriptions.all_of(row.email) if row.confirmed_at else Subscription.objects.none()
    return _page(request, "subscriptions", row, rows=rows, confirmed="confirmed" in request.GET)


@never_cache
@csrf_exempt
@require_POST
def end_all(request: HttpRequest, token: str) -> HttpResponse:
    row = subscriptions.by_token_or_404(token)
    if row.confirmed_at:
        subscriptions.end_all(subscriptions.all_of(row.email))
    return redirect(row.list_address)


def _page(
    request: HttpRequest, name: str, row: Subscription, *, status: int = 200, **more: object
) -> HttpResponse:
    target = row.thread.target
    context = {"row": row, "target": target, "again": subscribe_address(target), **more}
    return render(request, f"comments/{name}.html", context, status=status)
