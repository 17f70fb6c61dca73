"""What the pages for a correction and for a new gotcha have in common: looked through, kept, led on."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gotchas.intake import corrections, limits, once, rules
from gotchas.intake.shown import Show, blank, too_many
from gotchas.views.kept import typed_texts

__all__ = ["blank", "closed", "landed", "private", "receive", "too_many"]


def receive(
    request: HttpRequest,
    form: Any,
    show: Show,
    save: Callable[[rules.Verdict], str],
    *,
    holds: str = "",
) -> HttpResponse:
    """Keep what was sent and lead to its private page; or show the form again.

    `holds` is why it waits for an editor whatever it says, "" for no reason.
    """
    if not form.is_valid():
        return show(form, status=422)
    if first := once.result_of(form.token, form.digest):
        return landed(request, first)
    if unseen := form.unseen_private():
        return show(form, unseen=unseen)
    if passed := limits.exceeded(corrections.LIMITS, request):
        return too_many(form, show, passed)
    verdict = rules.judge(corrections.FORM, form.judged(), is_known=lambda: corrections.is_known(request))
    if holds and verdict.state == rules.PUBLISHED:
        verdict = rules.Verdict(rules.WAITING, (holds,))
    return landed(request, once.only(form.token, form.digest, lambda: save(verdict)))


def landed(request: HttpRequest, address: str) -> HttpResponse:
    """To the private page of what was sent, which this visitor's session remembers."""
    corrections.remember(request, address.strip("/").rpartition("/")[2])
    return redirect(address)


def closed(request: HttpRequest) -> HttpResponse | None:
    """Why nothing can be proposed; what was typed is given back. None where it can."""
    return refusal(request) if rules.is_closed(corrections.FORM) else None


def refusal(request: HttpRequest, *, empty: bool = False) -> HttpResponse:
    """The site takes nothing; with `empty` there is no collection to put it in."""
    context = {"texts": typed_texts(request), "empty": empty}
    return render(request, "gotchas/correct_closed.html", context, status=403)


def private(response: HttpResponse) -> HttpResponse:
    """Nobody else's cache may keep it. The visitor's own browser may, so that Back brings the typed text."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
