"""Codes that were looked for and are not known: the list for readers and editors, and telling the editors."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from gotchas import access
from gotchas.intake.csrf import is_from_elsewhere
from gotchas.intake.unanswered import count
from gotchas.models import UnansweredCode
from gotchas.models.unanswered import DAYS_OF_SEVERAL
from gotchas.views.lists import page_of

ELSEWHERE = (
    "The button was pressed on a page that is not of this site. Press it on the page of the code here."
)
NO_CODE = "No code was recognised in that. Search for the words of the message instead."
TOO_MANY = "Today more codes were told from this address than are counted. Tell this one tomorrow."


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """Most asked for first; of one family with `?family=`. Editors see words of no family at once."""
    chosen = request.GET.get("family", "")
    family = access.family_or_404(chosen) if chosen else None
    may_edit = _may_edit(request)
    rows = UnansweredCode.objects.still_open().for_rows().most_asked_first()
    rows = rows if may_edit else rows.open_to_all()
    page = page_of(request, rows.filter(family=family) if family else rows)
    UnansweredCode.note_names(page)
    context = {
        "page": page,
        "family": family,
        "families": _families(),
        "may_edit": may_edit,
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


# No token is asked for: the page with the button is the same for everybody and cached, and a token would set
# a cookie and be one visitor's own. All that this can change is one counter, by one a day for each address,
# and nothing happens in the name of whoever sends it. A browser says where its page came from; what another
# site makes it send is refused, so that no foreign page lets its visitors count.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Count the code in the field `code` as asked for, in any spelling. A GET counts nothing."""
    if request.method != "POST":
        return redirect("unanswered")
    if is_from_elsewhere(request):
        return _refused(request, ELSEWHERE, 403)
    code, family = request.POST.get("code", ""), request.POST.get("family", "")
    row = UnansweredCode.objects.of_stored(family, code) or UnansweredCode.objects.looked_for(code)
    if row is None:
        return _refused(request, NO_CODE, 422)
    if (stored := row.stored()) and stored.meaning:
        return redirect(stored)
    count([(row.family, row.code)], request.META.get("REMOTE_ADDR", ""))
    asked = {"family": row.family.slug if row.family else "", "code": row.code}
    if _told(**asked) is None:
        return _refused(request, TOO_MANY, 429)
    return redirect(f"{reverse('unanswered_told')}?{urlencode(asked)}")


@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """How many asked for a code, and what happens next."""
    row = _told(request.GET.get("family", ""), request.GET.get("code", ""))
    if row is None:
        raise Http404("Nobody asked for that code.")
    UnansweredCode.note_names([row])
    return render(request, "gotchas/told.html", {"row": row, "days": DAYS_OF_SEVERAL})


def _told(family: str, code: str) -> UnansweredCode | None:
    """The row of a code that was asked for; `family` is a slug, "" for a code of none."""
    rows = UnansweredCode.objects.for_rows().filter(code=code, count__gt=0)
    return rows.filter(family__slug=family).first() if family else rows.filter(family=None).first()


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "gotchas/told.html", {"reason": reason}, status=status)
