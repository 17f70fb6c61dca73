"""What all forms for comments have in common: shown, previewed, published."""

import json
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse

from comments import access, subscriptions
from comments.forms.comment import CommentForm, without_private
from comments.forms.pasting import as_code
from comments.models import Comment, Thread
from comments.models.decisions import DELETED_BY_AUTHOR
from comments.moderation import note_why_held
from comments.own import has_published, posted_before, remember
from comments.places import Place
from gotchas.intake import limits, once, proof, rules
from gotchas.intake.csrf import typed
from gotchas.intake.rules import Verdict
from gotchas.intake.shown import blank, too_many


def publish(request: HttpRequest, place: Place) -> HttpResponse:
    """GET shows the form, POST publishes what was typed."""
    if reason := access.why_closed(place):
        return closed(request, place, reason)
    if request.method != "POST":
        return begin(request, place)
    form = CommentForm(request.POST, place=place, user=request.user)
    if not form.is_valid():
        return page(request, place, form, status=422)
    comment = form.comment()
    if first := once.result_of(form.token, form.digest) or posted_before(request, comment):
        return again(request, first)
    if asked := questions(form):
        return page(request, place, form, **asked)
    verdict = judged(request, comment)
    try:
        proven = proof.read(form.cleaned_data["proof"], form.token, form.digest) if verdict.provable else None
        if passed := limits.exceeded(limits.COMMENTS, request):
            return too_many(form, partial(page, request, place), passed)
        mailed = form.cleaned_data.get("mailed", False)
        permalink = once.only(
            form.token, form.digest, lambda: post(request, comment, verdict, proven, mailed=mailed)
        )
    except proof.Refused as refused:
        return unproven(request, place, form, refused)
    if comment.pk is None:
        return again(request, permalink)
    return landed(request, permalink, access.address_of(request, comment))


def questions(form: CommentForm) -> dict[str, object]:
    """What its author is asked before the text is published; each question is asked once."""
    asked = {"unseen": form.unseen_private(), "pastes": form.unoffered_pastes()}
    return {name: found for name, found in asked.items() if found}


def sent(request: HttpRequest) -> QueryDict:
    """The fields for a preview: as typed, with `?mask` and `?code` changed as the questions offer."""
    fields = request.POST
    if "mask" in request.GET:
        fields = without_private(fields)
    return as_code(fields) if "code" in request.GET else fields


def again(request: HttpRequest, permalink: str) -> HttpResponse:
    """To the comment that the same form made already; to its Undo where the author deleted it since.

    The visitor is remembered as its author here too: of a double click the browser keeps only the second
    answer, and with it the second answer's session.
    """
    number = resolve(permalink).kwargs["number"]
    remember(request, number)
    if Comment.objects.filter(DELETED_BY_AUTHOR, pk=number).exists():
        permalink = reverse("comment_delete", args=[number])
    return landed(request, permalink, permalink)


def landed(request: HttpRequest, permalink: str, address: str) -> HttpResponse:
    """To the comment at `address`. A script that wants no page, by RFC 7240, is told the permalink to go to.

    It could not read where a redirect leads: that has a fragment, which scripts are not shown.
    """
    if request.headers.get("Prefer") == "return=minimal":
        return HttpResponse(status=201, headers={"Location": permalink})
    return redirect(address)


def preview(request: HttpRequest, place: Place) -> HttpResponse:
    """The form as it was sent, with the comment as it would look; nothing is written.

    With `?mask` a word stands in the place of all that should not be published, with `?code` what looks like
    a log is a block of code.
    """
    if reason := access.why_closed(place):
        return closed(request, place, reason)
    if request.method != "POST":
        return begin(request, place)
    form = CommentForm(sent(request), place=place, user=request.user, hasty=True)
    if not form.is_valid():
        return page(request, place, form, status=422)
    if passed := limits.exceeded(limits.PREVIEWS, request):
        return too_many(form, partial(page, request, place), passed)
    comment = form.comment()
    comment.render()
    return page(request, place, form, preview=comment, pastes=form.unoffered_pastes())


def judged(request: HttpRequest, comment: Comment) -> Verdict:
    """What becomes of a new comment; with `?wait` an editor looks at it first, and no proof is asked."""
    said = [
        comment.author_name, comment.author_email, comment.text,
        comment.worked_version, comment.worked_platform,
    ]  # fmt: skip
    near = limits.strained(limits.COMMENTS, request)
    verdict = rules.judge(
        "comment", said, is_known=lambda: has_published(request), doubts=[near] if near else []
    )
    if "wait" in request.GET and (verdict.provable or verdict.state == Comment.State.PUBLISHED):
        return Verdict(Comment.State.WAITING, (*verdict.reasons, "Sent to an editor by its author"))
    return verdict


def post(
    request: HttpRequest, comment: Comment, verdict: Verdict, proven: proof.Proof | None, *, mailed: bool
) -> str:
    """Save the comment in its thread, opened if need be; its permanent address. `mailed` asks for others."""
    if proven:
        proven.spend()
        verdict = Verdict(Comment.State.PUBLISHED)
    comment.state = verdict.state
    if comment.thread.pk is None:
        shown = comment.state == Comment.State.PUBLISHED
        comment.thread = Thread.objects.get_or_open(comment.thread.target, shown=shown)
    comment.post()
    note_why_held(comment, verdict.reasons)
    if mailed and comment.state != Comment.State.SPAM:
        subscriptions.ask(comment.thread, comment.author_email)
    remember(request, comment.pk)
    return comment.get_absolute_url()


def begin(request: HttpRequest, place: Place) -> HttpResponse:
    make = partial(CommentForm, place=place, user=request.user)
    return blank(request, make, partial(page, request, place))


def unproven(request: HttpRequest, place: Place, form: CommentForm, refused: proof.Refused) -> HttpResponse:
    """The form with work for the browser; without scripts it offers to let an editor look first."""
    if words := str(refused):
        form.refuse(f"{words} All is still here, and nothing was published.", refused.code)
    challenge = json.dumps(proof.challenge(form.token, form.digest))
    return page(request, place, form, status=422 if words else 200, challenge=challenge)


def closed(request: HttpRequest, place: Place, reason: str) -> HttpResponse:
    """Why there is no form; a text that was typed before it closed is given back."""
    text = (typed(request) or request.POST).get("text", "")
    context = {"place": place, "reason": reason, "text": text}
    return render(request, "comments/closed.html", context, status=403)


def gone(request: HttpRequest) -> HttpResponse | None:
    """The text that was typed for a page or a comment that is no longer there; None where none was typed.

    The same page for what was never there: nobody learns by it what waits or was hidden.
    """
    text = (typed(request) or request.POST).get("text", "")
    return render(request, "comments/gone.html", {"text": text}, status=404) if text else None


def page(
    request: HttpRequest, place: Place, form: CommentForm, *, status: int = 200, **more: object
) -> HttpResponse:
    """`more` is what else stands on it: a preview, what is asked, the work that is to be proven."""
    context = {"place": place, "form": form, "limits": limits.COMMENTS, **more}
    response = render(request, "comments/form.html", context, status=status)
    # Nobody else's cache may keep it. The visitor's own browser may, so that Back brings the typed text.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
