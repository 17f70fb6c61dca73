"""The queue of corrections, one of them with all that it is decided by, and the log of decisions."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gotchas import markup, review
from gotchas.answers.passages import PARTS
from gotchas.forms.review import SUGGESTED, DecisionForm
from gotchas.models import Correction, Decision
from gotchas.models.applying import Outcome
from gotchas.models.making import left_out, made_of
from gotchas.text.diffs import in_context, word_diff
from gotchas.views.corrections import proposal_of, with_changes
from gotchas.views.desk import number_in, only

LISTS = {"": "To look at", "disputed": "Disputed", "held": "Held", "spam": "Spam"}
REOPEN = "Open again"
OF_THE_TEXT = ("Apply", "Dispute")
"""Verdicts that change or mark the article: none for one that was withdrawn or merged."""
editors_only = only("gotchas.change_correction")


@editors_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What is to be looked at; `?show=` what is disputed, held or spam."""
    show = request.GET.get("show", "")
    show = show if show in LISTS else ""
    page = review.queue(show, request.GET.get("from", ""))
    for item in page.items:
        describe(item)
    context = {
        "page": page,
        "show": show,
        "title": "Corrections to look at" if not show else f"Corrections: {LISTS[show].lower()}",
        "lists": [(name, label, review.count_up_to(review.listed(name))) for name, label in LISTS.items()],
        "undo": review.last_of(request.user),
        "here": here_of(request),
        "later": urlencode({"from": page.later or "", **({"show": show} if show else {})}),
    }
    return render(request, "desk/corrections.html", context)


@editors_only
@require_safe
def correction(request: HttpRequest, number: int) -> HttpResponse:
    found = correction_or_404(number)
    return show(request, found, here=here_of(request))


@editors_only
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Who decided what, newest first."""
    rows = Decision.objects.filter(kind="correction").select_related("undone_by").order_by("-pk")
    if before := number_in(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: review.LOG_PAGE + 1])
    corrections = Correction.objects.select_related("gotcha__collection", "collection")
    corrections = corrections.in_bulk([row.object_id for row in found])
    context = {
        "rows": [(row, corrections.get(row.object_id)) for row in found[: review.LOG_PAGE]],
        "before": found[review.LOG_PAGE - 1].pk if len(found) > review.LOG_PAGE else None,
    }
    return render(request, "desk/corrections_log.html", context)


def correction_or_404(number: int) -> Correction:
    found = review.for_review(number)
    if found is None:
        raise Http404(f"There is no correction {number}.")
    return found


def show(
    request: HttpRequest, found: Correction, *, status: int = 200, form: Any = None, **more: Any
) -> HttpResponse:
    """The page of one correction; `verdict` is the one that was chosen, `said` why it did not count."""
    item = review.items_of([found])[0]
    describe(item)
    is_open = found.state in Correction.OPEN
    to_decide = is_open and found.visibility != Correction.Visibility.SPAM
    to_reopen = found.state in Correction.CLOSED and not found.is_text_erased
    taken = found.taken_by_another(request.user)
    is_its_form = to_decide or (to_reopen and more.get("verdict") == REOPEN)
    decide_form = form if form and is_its_form else DecisionForm(initial=seen(found))
    made = made_of(found)
    if found.gotcha and found.gotcha.is_put_away and more.get("verdict") in OF_THE_TEXT:
        more["verdict"] = ""
    context = {
        "item": item,
        "is_alone": True,
        "correction": found,
        "is_open": is_open,
        "to_decide": to_decide,
        "taken": taken,
        "to_reopen": to_reopen and found.visibility != Correction.Visibility.SPAM,
        "typed": form["reason"].value() if form and (taken or not is_its_form) else "",
        "form": decide_form,
        "suggested": SUGGESTED,
        "outcome": None,
        "proposed": proposal_of(found),
        "made": made,
        "left_out": left_out(found, made),
        "undo": found.to_undo(),
        **more,
    }
    if found.gotcha:
        context |= outcome_of(more.get("outcome") or found.outcome())
    return render(request, "desk/correction.html", context, status=status)


def outcome_of(outcome: Outcome) -> dict[str, Any]:
    """What applying makes of the article, as marked-up differences from what it says now."""
    text = outcome.text
    conflicts = [
        (one, markup.diff(word_diff(one.base, one.ours)), markup.diff(word_diff(one.base, one.theirs)))
        for one in outcome.conflicts
    ]
    changes = markup.diff(in_context(word_diff(outcome.now, text))) if text is not None else ""
    return {"outcome": outcome, "changes": changes, "conflicts": conflicts}


def describe(item: review.Item) -> None:
    """Give it and the others `changes`, what they would change, and `label`, the name of the part."""
    row = item.correction
    pieces = word_diff(row.quoted[: review.BRIEF], row.proposed[: review.BRIEF])
    row.changes = markup.diff(pieces) if row.gotcha_id else ""
    row.label = PARTS.get(row.part, row.part)
    with_changes(item.others)


def seen(found: Correction) -> dict[str, int]:
    """What a form says of what its editor looked at."""
    return {"version": found.version, "on": found.gotcha.last_revision if found.gotcha else 0}


def here_of(request: HttpRequest) -> str:
    """The list that an editor came from, as a query."""
    given = {key: request.GET[key] for key in ("show", "from") if request.GET.get(key)}
    return urlencode(given)
