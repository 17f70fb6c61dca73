"""The history of a gotcha: its revisions, one of them as it stood, and what changed between two."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import access, markup
from gotchas.models import Correction, Gotcha, Platform
from gotchas.text.diffs import word_diff
from gotchas.views.gotcha import withdrawn
from gotchas.views.lists import page_of

PARTS = {
    "problem": "Problem",
    "cause": "Cause",
    "solution": "Solution",
    "expected": "What you should see",
}
FACTS = {
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
    not_applied = gotcha.corrections.public().filter(state=Correction.State.REJECTED)
    return render(
        request,
        "gotchas/history.html",
        {
            "gotcha": gotcha,
            "page": page_of(request, revisions.order_by("-number")),
            "rejected": not_applied.order_by("-decided_at")[:50],
        },
    )


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
            "facts": [(label, texts[name]) for name, label in FACTS.items() if texts[name]],
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
    changes = _changes(both[old].content, both[new].content)
    return render(
        request,
        "gotchas/diff.html",
        {"gotcha": gotcha, "old": both[old], "new": both[new], "changes": changes},
    )


def _changes(old: dict[str, object], new: dict[str, object]) -> list[tuple[str, str]]:
    """Label and marked-up difference of every field that is not the same, title and texts first."""
    words = _words()
    changes = []
    for name, label in {"title": "Title", **PARTS, **FACTS}.items():
        before, after = _as_text(words, name, old.get(name)), _as_text(words, name, new.get(name))
        if before != after:
            changes.append((label, markup.diff(word_diff(before, after))))
    return changes


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
    return shown.get(text, text) if text else ""


def _code(kept: str) -> str:
    """ "ibm-mq-amq AMQ9637 E" as "AMQ9637E (ibm-mq-amq)"; a code itself may hold blanks."""
    family, _, rest = kept.partition(" ")
    code, _, severity = rest.rpartition(" ")
    written = f"{code}{severity}" if code and len(severity) == 1 else rest
    return f"{written} ({family})"
