"""The history of a gotcha: its revisions, one of them as it stood, and what changed between two."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from gotchas import access, markup
from gotchas.models import Gotcha, Platform, Revision, Source
from gotchas.text.diffs import SECONDS, Piece, word_diff
from gotchas.text.side_by_side import rows
from gotchas.views.corrections import with_changes
from gotchas.views.gotcha import withdrawn
from gotchas.views.lists import page_of

CORRECTIONS = 50
"""Corrections of one article that its history shows; the list of all has the older ones too."""

NOTICES = 50

CREDITED = 50
"""Names in the list of who wrote an article."""

LINES = 1_000
"""Lines of a page of differences that stand beside each other."""

PARTS = {
    "problem": "Problem",
    "cause": "Cause",
    "solution": "Solution",
    "expected": "What you should see",
}
FACTS = {
    "also_said": "Also said as",
    "kind": "Kind",
    "state": "State",
    "platforms": "Platforms",
    "codes": "Messages",
    "family": "Product",
    "risk": "Risk of the fix",
    "confidence": "How sure",
    "applies_from": "Applies from",
    "applies_to": "Applies to",
    "verified_release": "Verified on release",
    "verified_at": "Verified on",
    "verified_by": "Verified by",
    "withdrawn_reason": "Reason of the withdrawal",
    "successor": "Merged into",
    "related": "Related gotchas",
    "sources": "Sources",
}
WORDS = {
    "kind": dict(Gotcha.Kind.choices),
    "state": dict(Gotcha.State.choices),
    "risk": dict(Gotcha.Risk.choices),
    "confidence": dict(Gotcha.Confidence.choices),
}


@require_safe
def history(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    gotcha = access.gotcha_or_404(request, collection, position)
    if gotcha.state == Gotcha.State.WITHDRAWN:
        return withdrawn(request, gotcha)
    revisions = gotcha.revisions.select_related("base", "correction").defer("content", "base__content")
    corrections = with_changes(
        gotcha.corrections.public().naming_deciders().order_by("-pk")[: CORRECTIONS + 1]
    )
    return render(
        request,
        "gotchas/history.html",
        {
            "gotcha": gotcha,
            "page": page_of(request, revisions.order_by("-number")),
            "corrections": corrections[:CORRECTIONS],
            "more_corrections": len(corrections) > CORRECTIONS,
            "notices": gotcha.notices.order_by("-created_at", "-pk")[:NOTICES],
            "authors": _counted(gotcha.revisions.filter(correction=None), "author_name"),
            "proposers": _counted(gotcha.corrections.public().standing(), "proposer_name"),
            "proposed": gotcha.proposed_by(),
        },
    )


def _counted(rows: Any, field: str) -> list[tuple[str, int]]:
    """Who stands in `field` how often, the busiest first."""
    named = rows.exclude(**{field: ""}).order_by().values_list(field)
    return list(named.annotate(count=Count("pk")).order_by("-count", field)[:CREDITED])


@require_safe
def revision(request: HttpRequest, collection: int, position: int, number: int) -> HttpResponse:
    gotcha = access.gotcha_or_404(request, collection, position)
    if gotcha.state == Gotcha.State.WITHDRAWN:
        return withdrawn(request, gotcha)
    revision = access.revision_or_404(gotcha, number)
    words = _words()
    texts = {part: _as_text(words, part, revision.content.get(part)) for part in (*FACTS, *PARTS)}
    return render(
        request,
        "gotchas/revision.html",
        {
            "gotcha": gotcha,
            "revision": revision,
            "may_revert": _may(request, "change_gotcha") and revision.number != gotcha.last_revision,
            "may_erase": _may(request, "delete_revision"),
            "facts": [
                (label, texts[name].splitlines())
                for name, label in FACTS.items()
                if texts[name] and name != "sources"
            ],
            "sources": [Source.named(str(each)) for each in revision.content.get("sources") or ()],
            "parts": [
                (name, label, markup.article(texts[name], prefix=name))
                for name, label in PARTS.items()
                if texts[name]
            ],
        },
    )


@require_safe
def diff(request: HttpRequest, collection: int, position: int, old: int, new: int) -> HttpResponse:
    gotcha = access.gotcha_or_404(request, collection, position)
    if gotcha.state == Gotcha.State.WITHDRAWN:
        return withdrawn(request, gotcha)
    both = {revision.number: revision for revision in gotcha.revisions.filter(number__in={old, new})}
    if not {old, new} <= both.keys():
        raise Http404(f"Gotcha {gotcha.number} has no such revision.")
    changes = changes_between(both[old], both[new])
    sides = request.GET.get("view") == "side"
    context = {
        "gotcha": gotcha,
        "old": both[old],
        "new": both[new],
        "changes": [(label, markup.diff(pieces)) for label, pieces in changes] if not sides else [],
        "sides": [(label, columns(pieces, LINES // len(changes))) for label, pieces in changes]
        if sides
        else [],
        "side_by_side": sides,
    }
    return render(request, "gotchas/diff.html", context)


def _may(request: HttpRequest, permission: str) -> bool:
    """Without a session nobody is asked for, so that the page stays the same for all and can be cached."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and request.user.has_perm(f"gotchas.{permission}")


def columns(pieces: list[Piece], most: int = LINES) -> list[dict[str, object]]:
    """The lines of both texts as they stand beside each other, marked up; the first `most` of them."""
    lines = rows(pieces)
    told: list[dict[str, object]] = [
        {
            "left_out": line.left_out,
            "old": markup.diff(line.old) if line.old else "",
            "new": markup.diff(line.new) if line.new else "",
        }
        for line in lines[:most]
    ]
    if len(lines) > most:
        told.append({"cut": len(lines) - most})
    return told


def changes_between(old: Revision, new: Revision) -> list[tuple[str, list[Piece]]]:
    """Label and difference of every field that is not the same, title and texts first.

    All of them together take no longer than one.
    """
    words = _words()
    changed = []
    for name, label in {"title": "Title", **PARTS, **FACTS}.items():
        before, after = (_as_text(words, name, row.content.get(name)) for row in (old, new))
        if before != after:
            changed.append((label, before, after))
    seconds = SECONDS / max(1, len(changed))
    return [(label, word_diff(before, after, seconds)) for label, before, after in changed]


def _words() -> dict[str, dict[str, str]]:
    """What is shown for values that a revision keeps in short, by field."""
    return WORDS | {"platforms": dict(Platform.objects.values_list("slug", "name"))}


def _as_text(words: dict[str, dict[str, str]], name: str, value: object) -> str:
    """A field of a revision's content in words; lists a line each."""
    shown = words.get(name, {})
    if isinstance(value, list):
        return "\n".join(
            _code(item) if name == "codes" else shown.get(item, item) for item in map(str, value)
        )
    text = str(value or "")
    if name == "verified_at" and text:
        return date_format(datetime.date.fromisoformat(text), "j F Y")
    return shown.get(text, text) if text else ""


def _code(kept: str) -> str:
    """ "ibm-mq-amq AMQ9637 E" as "AMQ9637E (ibm-mq-amq)"; a code itself may hold blanks."""
    family, _, rest = kept.partition(" ")
    code, _, severity = rest.rpartition(" ")
    written = f"{code}{severity}" if code and len(severity) == 1 else rest
    return f"{written} ({family})"
