"""A gotcha at its permanent address."""

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gotchas import access, markup
from gotchas.answers import marks, notices
from gotchas.models import CodeLink, Gotcha, GotchaCode
from gotchas.models.gotcha import GotchaQuerySet

NEWEST_REVISIONS = 5
OTHER_ENDS = 20


@require_safe
def gotcha(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    gotcha = access.gotcha_or_404(request, collection, position)
    if gotcha.successor:
        return redirect(gotcha.successor, permanent=True)
    if gotcha.state == Gotcha.State.WITHDRAWN:
        return withdrawn(request, gotcha)
    codes = Prefetch("gotcha_codes", GotchaCode.objects.as_shown())
    prefetch_related_objects([gotcha], "platforms", codes, "sources")
    previous, following = _neighbours(gotcha)
    notices.fetch([gotcha])
    proposed, applied = marks.from_readers(gotcha)
    return render(
        request,
        "gotchas/gotcha.html",
        {
            "gotcha": gotcha,
            "parts": marks.parts_of(gotcha, applied),
            "ways": markup.headings(gotcha.solution_html),
            "other_ends": _other_ends(gotcha),
            "proposed": proposed,
            "corrected": applied[0] if applied else None,
            "since": marks.since(gotcha, request.GET.get("since", "")),
            "revisions": gotcha.revisions.defer("content").order_by("-number")[:NEWEST_REVISIONS],
            "related": _related(gotcha),
            "previous": previous,
            "next": following,
        },
    )


def withdrawn(request: HttpRequest, gotcha: Gotcha) -> HttpResponse:
    """410 Gone, with the reason; nothing of the text."""
    return render(request, "gotchas/withdrawn.html", {"gotcha": gotcha}, status=410)


def _neighbours(gotcha: Gotcha) -> tuple[Gotcha | None, Gotcha | None]:
    """The readable ones before and after it in its collection."""
    siblings = gotcha.collection.gotchas.published().only("title", "position", "collection")
    before = siblings.filter(position__lt=gotcha.position).order_by("-position").first()
    return before, siblings.filter(position__gt=gotcha.position).order_by("position").first()


def _related(gotcha: Gotcha) -> GotchaQuerySet:
    rows = gotcha.related.published().select_related("collection")
    return rows.only("title", "position", "collection__number")


def _other_ends(gotcha: Gotcha) -> list[tuple[str, CodeLink]]:
    """Each link from a code of the gotcha, as written there, to what the other end of a connection logs.

    As (code of the gotcha, link); `link.other` is the other end's code.
    """
    written = {row.code_id: row.written for row in gotcha.gotcha_codes.all()}
    links = (
        CodeLink.objects.filter(relation=CodeLink.Relation.OTHER_END)
        .filter(Q(from_code__in=written) | Q(to_code__in=written))
        .with_codes()
    )
    told = []
    for link in links[:OTHER_ENDS]:
        here, link.other = link.from_code, link.to_code
        if here.pk not in written:
            here, link.other = link.other, here
        told.append((written[here.pk], link))
    return told
