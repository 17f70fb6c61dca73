"""Corrections for everybody to read: the list, one of them, and the private page of who sent it."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import access, markup
from gotchas.answers.notices import passage_of
from gotchas.answers.passages import PARTS
from gotchas.models import Correction, Decision, Gotcha, Platform, Revision
from gotchas.text.diffs import word_diff

PER_PAGE = 50
BRIEF = 300
"""Characters of a passage that are compared where several corrections stand on a page."""

SAYS = {
    "reported": "Nobody has looked at it yet.",
    "disputed": "An editor finds it plausible, and the passage is marked on the article. Not checked yet.",
    "held": "An editor has looked at it and needs more before it is decided.",
    "applied": "The article was changed accordingly.",
    "rejected": "The article stays as it was.",
    "duplicate": "Another correction says the same.",
}
"""What each state means for a reader."""

SAYS_OF_NEW = {
    **SAYS,
    "disputed": "An editor finds it plausible. Not checked yet.",
    "applied": "A gotcha was made of it.",
    "rejected": "No gotcha was published from it.",
}
"""The same of a proposal for a new gotcha."""

SAYS_OF_MADE = {
    Gotcha.State.DRAFT: "It is made, and an editor still works on it.",
    Gotcha.State.WITHDRAWN: "A gotcha was made of it, which was withdrawn since.",
}
"""Of one that was applied, where readers cannot open the gotcha."""

MOST_EARLIER = 20
"""Decisions of one correction that are told beside the one that holds."""

REOPENED = "An editor looks at it once more."
TAKEN_BACK = "The article was changed accordingly, and put back to an older version since."

HEADINGS = {
    "applied": "What was proposed",
    "rejected": "What would have changed",
    "duplicate": "What was proposed",
}


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Newest first; of one `?state=`, of one `?gotcha=1.15`, older than number `?before=`."""
    state, number = request.GET.get("state", ""), request.GET.get("gotcha", "")
    if state and state not in Correction.State.values:
        raise Http404("There is no such state of a correction.")
    rows = access.public_corrections().naming_deciders().order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if number:
        rows = rows.filter(gotcha=_numbered(request, number))
    if before := _number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    context = {
        "corrections": with_changes(found[:PER_PAGE]),
        "state": state,
        "of": number,
        "filters": "".join(
            f"{name}={value}&" for name, value in (("gotcha", number), ("state", state)) if value
        ),
        "states": Correction.State.choices,
        "says": SAYS.get(state, ""),
        "is_later": before,
        "older": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
    }
    return render(request, "gotchas/corrections.html", context)


@require_safe
def correction(request: HttpRequest, number: int) -> HttpResponse:
    correction = access.correction_or_404(number)
    return render(request, "gotchas/correction.html", {"correction": correction, **shown(correction)})


@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """What becomes of a correction, for who has its address; also while it waits for an editor."""
    correction = access.correction_by_token_or_404(token)
    context = {"correction": correction, "is_public": access.is_public(correction), **shown(correction)}
    response = render(request, "gotchas/correction_status.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def shown(correction: Correction) -> dict[str, Any]:
    """What both pages of one correction show beside its fields; `first` is the one that it repeats."""
    first = correction.duplicate_of
    taken_back = _taken_back(correction)
    revision = _applied_in(correction)
    made = revision.gotcha if revision and correction.gotcha is None else None
    said_since = None if revision else _said_since(correction)
    return {
        "first": first if first and access.is_public(first) else None,
        "decider": correction.decider,
        "label": PARTS.get(correction.part, correction.part),
        "says": _says(correction, taken_back, made, said_since),
        "said_since": said_since,
        "earlier": list(Decision.objects.earlier_of(correction)[:MOST_EARLIER]),
        "taken_back": taken_back,
        "passage": passage_of(correction) if correction.gotcha and correction.gotcha.is_readable else None,
        "heading": HEADINGS.get(correction.state, "What would change"),
        "changes": markup.diff(word_diff(correction.quoted, correction.proposed)),
        "revision": revision,
        "made": made if made and made.state not in SAYS_OF_MADE else None,
        "proposed": proposal_of(correction),
    }


def _applied_in(correction: Correction) -> Revision | None:
    """The version in which it stands, or that made the gotcha which it proposed; None where it is undone."""
    if correction.state != Correction.State.APPLIED:
        return None
    rows = correction.revisions.select_related("base", "gotcha__collection")
    return rows.defer("content", "base__content").order_by("-number").first()


def _says(
    correction: Correction, taken_back: Revision | None, made: Gotcha | None, said_since: int | None
) -> str:
    """What its state means for a reader; `made` is the gotcha that came of a proposal for a new one."""
    if taken_back:
        return TAKEN_BACK
    if correction.is_reopened:
        return REOPENED
    if made and made.state in SAYS_OF_MADE:
        return SAYS_OF_MADE[made.state]
    if said_since:
        return f"The article says so since version {said_since}."
    is_unmarked = correction.state == "disputed" and correction.gotcha and correction.gotcha.is_put_away
    return (SAYS if correction.gotcha and not is_unmarked else SAYS_OF_NEW)[correction.state]


def _said_since(correction: Correction) -> int | None:
    """The first version that held an applied correction, for one that made no version itself."""
    if correction.gotcha is None or correction.state != Correction.State.APPLIED:
        return None
    rows = correction.gotcha.revisions.order_by("number").values_list("number", "standing")
    return next((number for number, standing in rows if correction.pk in standing), None)


def _taken_back(correction: Correction) -> Revision | None:
    """The version that took an applied correction out of the article again."""
    if not (correction.gotcha and correction.taken_back_in):
        return None
    return correction.gotcha.revisions.filter(number=correction.taken_back_in).defer("content").first()


def with_changes(rows: Iterable[Correction]) -> list[Correction]:
    """Give each row `changes`: the beginning of what it would change, and `label`, the part's name."""
    rows = list(rows)
    for row in rows:
        pieces = word_diff(row.quoted[:BRIEF], row.proposed[:BRIEF])
        row.changes = markup.diff(pieces) if row.gotcha_id and not row.is_text_erased else ""
        row.is_cut = max(len(row.quoted), len(row.proposed)) > BRIEF
        row.label = PARTS.get(row.part, row.part)
    return rows


def proposal_of(correction: Correction) -> list[tuple[str, str]]:
    """The fields of a proposed gotcha, as name and plain text."""
    given = correction.proposal or {}
    names = dict(Platform.objects.values_list("slug", "name")) if given.get("platforms") else {}
    told = []
    for name, label in {**PARTS, "codes": "Messages", "platforms": "Platforms"}.items():
        value = given.get(name) or ""
        if isinstance(value, list):
            value = ", ".join(names.get(item, item) for item in map(str, value))
        if value:
            told.append((label, str(value)))
    return told


def _numbered(request: HttpRequest, number: str) -> Gotcha:
    """The gotcha that an address names as 1.15."""
    collection, _, position = number.partition(".")
    if not (_number(collection) and _number(position)):
        raise Http404("There is no such gotcha.")
    gotcha = access.gotcha_or_404(request, _number(collection), _number(position))
    if gotcha.state == Gotcha.State.WITHDRAWN:
        raise Http404(f"Gotcha {number} is withdrawn.")
    return gotcha


def _number(given: str) -> int:
    """A number in an address; 0 for none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
