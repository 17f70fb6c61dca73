"""An author changes a comment."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from comments import access, authors
from comments.forms.edit import EditForm
from comments.models import Comment
from comments.own import has_published, is_moderator, own_comment_or_404
from comments.places import Place, zone_of
from comments.views.post import text_form
from comments.views.writing import landed, questions, sent
from gotchas import markup
from gotchas.intake import limits, once, rules
from gotchas.intake.csrf import typed
from gotchas.intake.shown import blank, too_many
from gotchas.text.diffs import word_diff


@text_form
def comment_edit(request: HttpRequest, number: int) -> HttpResponse:
    """GET shows the form with the words as they stand, POST publishes the changed ones."""
    comment = own_comment_or_404(request, number)
    if request.method != "POST":
        return why_not(request, comment) or begin(request, comment)
    form = EditForm(request.POST, comment=comment, place=place_of(comment), user=request.user)
    if form.is_valid() and once.result_of(form.token, form.digest):
        return landed(request, comment.get_absolute_url(), access.address_of(request, comment))
    if refused := why_not(request, comment):
        return refused
    if not form.is_valid():
        return page(request, comment, form, status=422)
    if asked := questions(form):
        return page(request, comment, form, **asked)
    if passed := limits.exceeded(limits.COMMENTS, request):
        return too_many(form, partial(page, request, comment), passed)
    try:
        once.only(form.token, form.digest, lambda: save(request, comment, form))
    except authors.Moved:
        return moved(request, comment, form)
    except authors.Fixed as fixed:
        return refuse(request, comment, str(fixed))
    comment.refresh_from_db()
    return landed(request, comment.get_absolute_url(), access.address_of(request, comment))


@text_form
def comment_edit_preview(request: HttpRequest, number: int) -> HttpResponse:
    comment = own_comment_or_404(request, number)
    if refused := why_not(request, comment):
        return refused
    if request.method != "POST":
        return begin(request, comment)
    form = EditForm(sent(request), comment=comment, place=place_of(comment), user=request.user, hasty=True)
    if not form.is_valid():
        return page(request, comment, form, status=422)
    if passed := limits.exceeded(limits.PREVIEWS, request):
        return too_many(form, partial(page, request, comment), passed)
    shown = form.comment()
    shown.render()
    return page(request, comment, form, preview=shown, pastes=form.unoffered_pastes())


def place_of(comment: Comment) -> Place:
    return Place(comment.thread.target, comment.thread, comment.parent)


def save(request: HttpRequest, comment: Comment, form: EditForm) -> str:
    """Change the comment under the rules that a new one is under; its permanent address."""
    text, facts = form.cleaned_data["text"], form.facts()
    worked = [facts[name] for name in form.for_worked]
    said = [comment.author_name, comment.author_email, text, *worked]
    verdict = rules.judge("comment", said, is_known=lambda: has_published(request))
    authors.amend(comment, form.cleaned_data["base"], text, facts, verdict)
    return comment.get_absolute_url()


def why_not(request: HttpRequest, comment: Comment) -> HttpResponse | None:
    """The page that says why it cannot be changed, None where it can."""
    reason = authors.why_not_edited(comment) or access.why_closed(place_of(comment))
    return refuse(request, comment, reason) if reason else None


def refuse(request: HttpRequest, comment: Comment, reason: str, status: int = 403) -> HttpResponse:
    """Why the comment stays; a text that was typed is given back."""
    text = (typed(request) or request.POST).get("text", "")
    context = {"comment": comment, "reason": reason, "text": text}
    return render(request, "comments/fixed.html", context, status=status)


def too_often(request: HttpRequest, comment: Comment) -> HttpResponse | None:
    """Count what an author does to a comment; the page that says that it is too much. Moderators go on."""
    if is_moderator(request) or not (passed := limits.exceeded(limits.ACTIONS, request)):
        return None
    response = refuse(request, comment, f"{passed.sentence} Try it again then.", 429)
    response.headers["Retry-After"] = str(passed.retry_after)
    return response


def moved(request: HttpRequest, comment: Comment, form: EditForm) -> HttpResponse:
    """Both texts: the one that another tab made of it meanwhile, and the one typed here."""
    comment.refresh_from_db()
    form.take_base(comment)
    form.refuse(
        "This comment was changed meanwhile, perhaps in another tab. Below is what stands now and how yours"
        " differs. Publish to put yours in its place.",
        "moved",
    )
    changes = markup.diff(word_diff(comment.text, form.cleaned_data["text"]))
    return page(request, comment, form, status=409, now=comment.text, changes=changes)


def begin(request: HttpRequest, comment: Comment) -> HttpResponse:
    make = partial(EditForm, comment=comment, place=place_of(comment), user=request.user)
    return blank(request, make, partial(page, request, comment))


def page(
    request: HttpRequest, comment: Comment, form: EditForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "comment": comment,
        "form": form,
        "address": reverse("comment_edit", args=[comment.pk]),
        "ends": comment.posted_at + authors.EDITABLE,
        "zone": zone_of(comment.thread.target),
        **more,
    }
    response = render(request, "comments/edit.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
