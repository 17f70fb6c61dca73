"""Code families, a family with its codes, a code."""

from typing import NamedTuple

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import access
from gotchas.answers.notices import flagged
from gotchas.models import CodeLink, Gotcha, MessageCode, PrintedMessage, UnansweredCode
from gotchas.models.gotcha import LONG_TEXTS
from gotchas.text.grammar import take_apart
from gotchas.views.jumps import FEWEST_FOR_JUMPS, jumps
from gotchas.views.lists import families_with_counts, page_of
from gotchas.views.spelled import to_code

OUT = {
    CodeLink.Relation.SAME_FAULT: "The same fault as",
    CodeLink.Relation.OTHER_END: "The other end logs",
    CodeLink.Relation.WRAPPER_OF: "It wraps",
    CodeLink.Relation.RENAMED_TO: "Its name is now",
}
IN = {
    CodeLink.Relation.SAME_FAULT: "The same fault as",
    CodeLink.Relation.OTHER_END: "Logged when the other end logs",
    CodeLink.Relation.WRAPPER_OF: "It is wrapped by",
    CodeLink.Relation.RENAMED_TO: "Its name was",
}


class Linked(NamedTuple):
    """A link as the page of one of its two codes tells it."""

    words: str
    other: MessageCode
    row: CodeLink


@require_safe
def families(request: HttpRequest) -> HttpResponse:
    rows = families_with_counts()
    context = {
        "with_codes": [row for row in rows if row.shown],
        "without_codes": [row for row in rows if row.enabled and not row.shown],
    }
    return render(request, "gotchas/families.html", context)


@require_safe
def family(request: HttpRequest, family: str) -> HttpResponse:
    try:
        found = access.family_or_404(family)
    except Http404:
        return to_code(request, family)  # under /codes/ a family's name wins; all else may be a code
    examples = [line.strip() for line in found.must_match.splitlines() if line.strip()]
    page = page_of(request, found.codes.select_related("family").order_by("sort_key", "pk"))
    context = {
        "family": found,
        "page": page,
        "jumps": jumps(found) if page.paginator.count >= FEWEST_FOR_JUMPS else [],
        "examples": examples[:6],
        "example": take_apart(found.as_family(), examples),
        "letters": found.letters(),
    }
    return render(request, "gotchas/family.html", context)


@require_safe
def code(request: HttpRequest, family: str, code: str) -> HttpResponse:
    try:
        found = access.code_or_404(family, code)
    except Http404:
        return to_code(request, code, family)
    printed = Prefetch("printed", PrintedMessage.objects.with_sources())
    prefetch_related_objects([found], "platforms", "aliases", "sources", printed)
    previous, following = _neighbours(found)
    gotchas = flagged(Gotcha.objects.published()).with_code(found).for_rows().telling_fixes()
    context = {
        "code": found,
        "links": _links(found),
        "letters": _letters(found),
        "page": page_of(request, gotchas.defer(*LONG_TEXTS)),
        "previous": previous,
        "next": following,
    }
    if not found.meaning:
        context["asked"] = UnansweredCode.objects.of_stored(found.family.slug, found.code)
    return render(request, "gotchas/code.html", context)


def _links(code: MessageCode) -> list[Linked]:
    rows = CodeLink.objects.for_rows().filter(Q(from_code=code) | Q(to_code=code))
    return [
        Linked(OUT[row.relation], row.to_code, row)
        if row.from_code_id == code.pk
        else Linked(IN[row.relation], row.from_code, row)
        for row in rows
    ]


def _letters(code: MessageCode) -> list[tuple[str, str]]:
    """The severity letters it was seen with, each with what its family says of it."""
    return [(letter, says) for letter, says in code.family.letters() if letter in code.severities]


def _neighbours(code: MessageCode) -> tuple[MessageCode | None, MessageCode | None]:
    """The codes before and after it in the natural order of its family."""
    others = code.family.codes.only("code", "slug", "family")
    before = others.filter(sort_key__lt=code.sort_key).order_by("-sort_key").first()
    return before, others.filter(sort_key__gt=code.sort_key).order_by("sort_key").first()
