"""Editors set a notice at a passage of an article, lift it, and see those that stood before."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gotchas import access
from gotchas.answers.notices import NAMES
from gotchas.forms.notice import LiftForm, NoticeForm
from gotchas.intake.shown import blank
from gotchas.models import Gotcha, Notice
from gotchas.views.desk import only
from gotchas.views.kept import gives_back

MOST = 100
"""Notices of one article that are listed."""

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@only("gotchas.add_notice")
@gives_back
@form_methods
def notice(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    """GET shows the form and all notices of the article; POST sets one, which readers see at once."""
    gotcha = access.readable_gotcha_or_404(request, collection, position)
    show = partial(_page, request, gotcha)
    if request.method != "POST":
        begun = {"passage": request.GET.get("passage", "")}
        return blank(request, partial(NoticeForm, initial=begun, gotcha=gotcha), show)
    form = NoticeForm(request.POST, gotcha=gotcha)
    if not form.is_valid():
        return show(form, status=422)
    is_new = form.notice().set(request.user)
    messages.success(request, f"The notice {'is set' if is_new else 'stands already'}: readers see it now.")
    return redirect("gotcha_notice", collection, position)


@only("gotchas.change_notice")
@gives_back
@form_methods
def lift(request: HttpRequest, collection: int, position: int, number: int) -> HttpResponse:
    gotcha, found = _notice_or_404(request, collection, position, number)
    show = partial(_lift_page, request, gotcha, found)
    if request.method != "POST":
        return blank(request, LiftForm, show)
    form = LiftForm(request.POST)
    if not form.is_valid():
        return show(form, status=422)
    if found.lift(request.user, form.cleaned_data["reason"]):
        messages.success(request, f"Lifted: {found.text}")
    else:
        messages.info(request, "It was lifted already.")
    return redirect("gotcha_notice", collection, position)


@only("gotchas.change_notice")
@require_POST
def restore(request: HttpRequest, collection: int, position: int, number: int) -> HttpResponse:
    """Take back that it was lifted."""
    _, found = _notice_or_404(request, collection, position, number)
    if found.restore():
        messages.success(request, f"It stands again: {found.text}")
    else:
        messages.info(request, "Nothing was undone: it stands, or ten minutes are over. Set it anew.")
    return redirect("gotcha_notice", collection, position)


def _notice_or_404(
    request: HttpRequest, collection: int, position: int, number: int
) -> tuple[Gotcha, Notice]:
    gotcha = access.readable_gotcha_or_404(request, collection, position)
    found = gotcha.notices.filter(pk=number).first()
    if found is None:
        raise Http404(f"Gotcha {gotcha.number} has no notice {number}.")
    return gotcha, found


def _lift_page(
    request: HttpRequest, gotcha: Gotcha, found: Notice, form: LiftForm, *, status: int = 200
) -> HttpResponse:
    context = {"gotcha": gotcha, "notice": found, "form": form}
    return render(request, "gotchas/notice_lift.html", context, status=status)


def _page(request: HttpRequest, gotcha: Gotcha, form: NoticeForm, *, status: int = 200) -> HttpResponse:
    rows = gotcha.notices.select_related("author", "ended_by").order_by("-created_at", "-pk")
    named = dict(form.fields["passage"].choices)
    notices = [(row, named.get(row.anchor or row.part) or _gone(row.part)) for row in rows[:MOST]]
    context = {"gotcha": gotcha, "form": form, "notices": notices}
    return render(request, "gotchas/notice.html", context, status=status)


def _gone(part: str) -> str:
    return f"A passage of {NAMES.get(part, 'the article')} that is not there any more"
