"""What an editor does with a correction: each verdict has an address, takes a POST and leads on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from gotchas import markup, review
from gotchas.forms.review import SUGGESTED, DecisionForm, DuplicateForm, EditsForm
from gotchas.intake.csrf import shows_typed_text, typed
from gotchas.intake.shown import RAN_OUT
from gotchas.models import Correction, Decision
from gotchas.models.applying import Clash, Refused
from gotchas.models.making import left_out, not_taken
from gotchas.text.diffs import in_context, word_diff
from gotchas.views.desk import View, number_in
from gotchas.views.review import REOPEN, correction_or_404, editors_only, outcome_of, seen, show

STALE = {"decided", "taken", "moved", "clash", "undo"}
"""Refusals because of what somebody else did meanwhile."""

Act = Callable[[Correction, DecisionForm], Decision]


def decides(view: View) -> View:
    """Takes a POST alone; and what was typed into a form whose token was refused, to show it again."""
    posted = require_POST(view)

    @shows_typed_text
    @editors_only
    @wraps(view)
    def checked(request: HttpRequest, number: int) -> HttpResponse:
        return (posted if typed(request) is None else view)(request, number)

    return checked


@decides
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Merge it into the article; a new gotcha is published."""
    return _decide(request, number, "Apply", _applying(request.user, publish=True))


@decides
def apply_as_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Make the proposed gotcha, for editors to see alone."""
    return _decide(request, number, "Apply as a draft", _applying(request.user, publish=False))


def _applying(by: Any, publish: bool) -> Act:
    def act(row: Correction, form: DecisionForm) -> Decision:
        on = form.cleaned_data["on"] if row.gotcha_id else None
        return row.apply(by, form.cleaned_data["reason"], seen=_version(form), on=on, publish=publish)

    return act


@decides
def dispute(request: HttpRequest, number: int) -> HttpResponse:
    return _decide(request, number, "Dispute", _verdict(Correction.dispute, request.user))


@decides
def hold(request: HttpRequest, number: int) -> HttpResponse:
    return _decide(request, number, "Hold", _verdict(Correction.hold, request.user))


@decides
def reject(request: HttpRequest, number: int) -> HttpResponse:
    return _decide(request, number, "Reject", _verdict(Correction.reject, request.user))


@decides
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Open one again that was rejected or a duplicate."""
    return _decide(request, number, REOPEN, _verdict(Correction.reopen, request.user))


def _verdict(method: Callable[..., Decision], by: Any) -> Act:
    return lambda row, form: method(row, by, form.cleaned_data["reason"], seen=_version(form))


@decides
def duplicate(request: HttpRequest, number: int) -> HttpResponse:
    def act(row: Correction, form: DecisionForm) -> Decision:
        data = form.cleaned_data
        return row.duplicate(request.user, data["reason"], data["of"], seen=_version(form))

    return _decide(request, number, "Duplicate of", act, DuplicateForm)


@shows_typed_text
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Apply with my edits: GET shows the part with the correction in it, POST applies what was made of it."""
    if typed(request) is not None:
        return _back(request, number, 403, said=RAN_OUT)
    found = correction_or_404(number)
    is_read = request.method != "POST"
    if found.gotcha is None or (is_read and not _takes_edits(found)):
        return redirect("desk_correction", number)
    if is_read:
        return _edit_page(request, found, _begun(found))
    form = EditsForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, found, form, 422)
    data = form.cleaned_data

    def act(row: Correction) -> Decision:
        version, on = data["version"], data["on"]
        return row.apply(request.user, data["reason"], seen=version, text=data["text"], on=on)

    try:
        review.decide(found, act)
    except Refused as refusal:
        return _edits_refused(request, number, refusal)
    return _done(request, f"Applied with your edits: correction {number}.")


@decides
def edit_preview(request: HttpRequest, number: int) -> HttpResponse:
    """The form as it was sent, with what changes; nothing is kept. Without a text yet, as it begins."""
    if typed(request) is not None:
        return _back(request, number, 403, said=RAN_OUT)
    found = correction_or_404(number)
    if not _takes_edits(found):
        return _back(request, number)
    if "text" not in request.POST:
        return _edit_page(request, found, _begun(found, request.POST.get("reason", "")))
    form = EditsForm(request.POST)
    form.fields["reason"].required = False
    is_valid = form.is_valid()
    text = form.cleaned_data.get("text") if is_valid else None
    return _edit_page(request, found, form, 200 if is_valid else 422, text=text)


def _takes_edits(found: Correction) -> bool:
    """Whether it is open, and of an article that can be changed."""
    return bool(found.gotcha) and not found.gotcha.is_put_away and found.state in Correction.OPEN


def _begun(found: Correction, reason: str = "") -> EditsForm:
    """The part as applying would make it; as it is now where that is not clear."""
    outcome = found.outcome()
    text = outcome.now if outcome.text is None else outcome.text
    return EditsForm(initial={**seen(found), "text": text, "reason": reason})


def _edits_refused(request: HttpRequest, number: int, refusal: Refused) -> HttpResponse:
    """Three texts on a conflict: the form goes on from the article as it is now, nothing typed is lost."""
    found = correction_or_404(number)
    status = 409 if refusal.code in STALE else 422
    if not _takes_edits(found):
        return show(request, found, status=status, said=refusal, typed=_written(request))
    fields = request.POST.copy()
    if not isinstance(refusal, Clash):
        form = EditsForm(fields)
        form.is_valid()
        return _edit_page(request, found, form, status, said=refusal)
    _put(fields, seen(found))
    return _edit_page(request, found, EditsForm(fields), status, said=refusal, outcome=refusal.outcome)


def _back(request: HttpRequest, number: int, status: int = 200, **more: Any) -> HttpResponse:
    """To where a button was that decides nothing: the form for edits as it was filled, or the correction."""
    found = correction_or_404(number)
    if "text" not in request.POST:
        return _back_to_verdicts(request, found, status, **more)
    if not _takes_edits(found):
        return show(request, found, status=status, typed=_written(request), **more)
    form = EditsForm(request.POST)
    form.fields["reason"].required = False
    return _edit_page(request, found, form, status, **more)


def _back_to_verdicts(request: HttpRequest, found: Correction, status: int, **more: Any) -> HttpResponse:
    """The page of the correction with its form as it was filled; the page itself where nothing was."""
    here = request.POST.get("here", "")
    given = {name: request.POST.get(name, "") for name in ("reason", "of")}
    if status == 200 and not any(given.values()):
        address = reverse("desk_correction", args=[found.pk])
        return redirect(f"{address}?{here}" if here else address)
    form = DuplicateForm(initial={**seen(found), **given})
    return show(request, found, status=status, form=form, here=here, **more)


def _written(request: HttpRequest) -> str:
    """Text and reason as they were typed."""
    texts = (request.POST.get(name, "") for name in ("text", "reason"))
    return "\n\n".join(text for text in texts if text)


def _put(fields: QueryDict, values: dict[str, int]) -> None:
    for name, value in values.items():
        fields[name] = str(value)


def _edit_page(
    request: HttpRequest,
    found: Correction,
    form: EditsForm,
    status: int = 200,
    *,
    text: str | None = None,
    **more: Any,
) -> HttpResponse:
    now = str(getattr(found.gotcha, found.part))
    context = {"correction": found, "form": form, "suggested": SUGGESTED, **more}
    context |= {"item": review.Item(found), "taken": found.taken_by_another(request.user)}
    context |= outcome_of(more.get("outcome") or found.outcome())
    if text is not None:
        context["edited"] = markup.diff(in_context(word_diff(now, text)))
    return render(request, "desk/correction_edit.html", context, status=status)


# What says nothing to readers


@editors_only
@require_POST
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Show a correction that a rule held back."""
    return _at_once(request, number, "Shown", Correction.release)


@editors_only
@require_POST
def spam(request: HttpRequest, number: int) -> HttpResponse:
    return _at_once(request, number, "Marked as spam", Correction.mark_spam)


@decides
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Keep it for this editor; 409 where another took it, unless it is to be taken over."""
    if typed(request) is not None:
        return _back(request, number, 403, said=RAN_OUT)
    is_free = correction_or_404(number).take(request.user, over="over" in request.POST)
    return _back(request, number, 200 if is_free else 409)


@decides
def leave(request: HttpRequest, number: int) -> HttpResponse:
    if typed(request) is not None:
        return _back(request, number, 403, said=RAN_OUT)
    correction_or_404(number).leave(request.user)
    return _back(request, number)


@editors_only
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    found = correction_or_404(number)
    decision = number_in(request.POST.get("decision", "")) or 0
    try:
        review.decide(found, lambda row: row.undo(request.user, decision))
    except Refused as refusal:
        return show(request, correction_or_404(number), status=409, said=refusal)
    messages.success(request, f"Undone: correction {number}.")
    return redirect("desk_correction", number)


# The steps of a decision


def _decide(
    request: HttpRequest, number: int, word: str, act: Act, make: type[DecisionForm] = DecisionForm
) -> HttpResponse:
    """Decide with a reason; where none was asked for yet, the page that asks for it."""
    found = correction_or_404(number)
    here = request.POST.get("here", "")
    if typed(request) is not None:
        form = make(request.POST) if "reason" in request.POST else None
        return show(request, found, status=403, form=form, verdict=word, said=RAN_OUT, here=here)
    if "reason" not in request.POST:
        return show(request, found, verdict=word, here=here)
    form = make(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, form=form, verdict=word, here=here)
    try:
        decision = review.decide(found, lambda row: act(row, form))
    except Refused as refusal:
        found = correction_or_404(number)
        fields = request.POST.copy()
        _put(fields, seen(found))
        status = 409 if refusal.code in STALE else 422
        return show(request, found, status=status, form=make(fields), verdict=word, said=refusal, here=here)
    if word == REOPEN:
        return _done(request, f"Open again: correction {number}.", here)
    said = f"{Correction.State(decision.after).label}: correction {number}."
    if decision.after == Correction.State.APPLIED:
        said += not_taken(left_out(found, None))
    return _done(request, said, here)


def _at_once(request: HttpRequest, number: int, word: str, method: Callable[..., Decision]) -> HttpResponse:
    found = correction_or_404(number)
    version = number_in(request.POST.get("version", "")) or 0
    try:
        method(found, request.user, seen=version)
    except Refused as refusal:
        return show(request, correction_or_404(number), status=409, said=refusal)
    return _done(request, f"{word}: correction {number}.", request.POST.get("here", ""))


def _version(form: DecisionForm) -> int:
    return int(form.cleaned_data["version"])


def _done(request: HttpRequest, said: str, here: str = "") -> HttpResponse:
    """To the list where it was, with the keys ready."""
    messages.success(request, said)
    return redirect(f"{reverse('desk_corrections')}{f'?{here}' if here else ''}#queue")
