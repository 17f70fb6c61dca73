"""What all forms for comments have in common: shown, previewed, published."""

import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve

from comments import access
from comments.forms.comment import CommentForm, without_private
from comments.models import Comment, Thread
from comments.moderation import note_why_held
from comments.own import has_published, posted_before, remember
from comments.places import Place
from gotchas.intake import limits, once, proof, rules
from gotchas.intake.asking import Excerpt
from gotchas.intake.csrf import typed
from gotchas.intake.rules import Verdict


def publish(request: HttpRequest, place: Place) -> HttpResponse:
    """GET shows the form, POST publishes what was typed."""
    if reason := access.why_closed(place):
        return closed(request, place, reason)
    if request.method != "POST":
        return blank(request, place)
    form = CommentForm(request.POST, place=place, user=request.user)
    if not form.is_valid():
        return page(request, place, form, status=422)
    comment = form.comment()
    if first := once.result_of(form.token, form.digest) or posted_before(request, comment):
        return again(request, first)
    if unseen := form.unseen_private():
        return page(request, place, form, unseen=unseen)
    verdict = judged(request, comment)
    try:
        proven = proof.read(form.cleaned_data["proof"], form.token, form.digest) if verdict.provable else None
        if passed := limits.exceeded(limits.COMMENTS, request):
            return too_many(request, place, form, passed)
        permalink = once.only(form.token, form.digest, lambda: post(request, comment, verdict, proven))
    except proof.Refused as refused:
        return unproven(request, place, form, refused)
    if comment.pk is None:
        return again(request, permalink)
    return landed(request, permalink, access.address_of(request, comment))


def again(request: HttpRequest, permalink: str) -> HttpResponse:
    """To the comment that the same form made already.

    The visitor is remembered as its author here too: of a double click the browser keeps only the second
    answer, and with it the second answer's session.
    """
    remember(request, resolve(permalink).kwargs["number"])
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

    With `?mask` a word stands in the place of all that should not be published.
    """
    if reason := access.why_closed(place):
        return closed(request, place, reason)
    if request.method != "POST":
        return blank(request, place)
    fields = without_private(request.POST) if "mask" in request.GET else request.POST
    form = CommentForm(fields, place=place, user=request.user, hasty=True)
    if not form.is_valid():
        return page(request, place, form, status=422)
    if passed := limits.exceeded(limits.PREVIEWS, request):
        return too_many(request, place, form, passed)
    comment = form.comment()
    comment.render()
    return page(request, place, form, preview=comment)


def judged(request: HttpRequest, comment: Comment) -> Verdict:
    """What becomes of a new comment; with `?wait` an editor looks at it first, and no proof is asked."""
    said = [comment.author_name, comment.author_email, comment.text]
    near = limits.strained(limits.COMMENTS, request)
    verdict = rules.judge(
        "comment", said, is_known=lambda: has_published(request), doubts=[near] if near else []
    )
    if "wait" in request.GET and (verdict.provable or verdict.state == Comment.State.PUBLISHED):
        return Verdict(Comment.State.WAITING, (*verdict.reasons, "Sent to an editor by its author"))
    return verdict


def post(request: HttpRequest, comment: Comment, verdict: Verdict, proven: proof.Proof | None) -> str:
    """Save the comment in its thread, opened if need be; its permanent address."""
    if proven:
        proven.spend()
        verdict = Verdict(Comment.State.PUBLISHED)
    comment.state = verdict.state
    if comment.thread.pk is None:
        shown = comment.state == Comment.State.PUBLISHED
        comment.thread = Thread.objects.get_or_open(comment.thread.target, shown=shown)
    comment.post()
    note_why_held(comment, verdict.reasons)
    remember(request, comment.pk)
    return comment.get_absolute_url()


def blank(request: HttpRequest, place: Place) -> HttpResponse:
    """The empty form; or, where its token was refused, the form as it was filled."""
    fields = typed(request)
    if fields is None:
        return page(request, place, CommentForm(place=place, user=request.user))
    form = CommentForm(fields, place=place, user=request.user)
    form.refuse(
        "The sign that this form came from this site had run out, or the browser keeps no cookies from here."
        " All is still here: send it once more.",
        "csrf",
    )
    return page(request, place, form, status=403)


def too_many(request: HttpRequest, place: Place, form: CommentForm, passed: limits.Exceeded) -> HttpResponse:
    form.refuse(f"{passed.sentence} All is still here: send it again then.", "too_many")
    response = page(request, place, form, status=429)
    response.headers["Retry-After"] = str(passed.retry_after)
    return response


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


def page(
    request: HttpRequest,
    place: Place,
    form: CommentForm,
    *,
    status: int = 200,
    preview: Comment | None = None,
    unseen: Sequence[Excerpt] = (),
    challenge: str = "",
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "preview": preview,
        "unseen": unseen,
        "challenge": challenge,
        "limits": limits.COMMENTS,
    }
    response = render(request, "comments/form.html", context, status=status)
    # Nobody else's cache may keep it. The visitor's own browser may, so that Back brings the typed text.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
