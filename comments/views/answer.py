"""An asker or an editor marks the answer of a question, editors confirm comments; both can be taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comments import access, marking
from comments.models import Comment
from comments.views.edit import too_often
from comments.views.post import form_methods


@form_methods
def comment_answer(request: HttpRequest, number: int) -> HttpResponse:
    """GET asks, or says who marked it and offers to take that back; POST marks."""
    comment, questions = marking.answer_or_404(request, number)
    if request.method != "POST":
        return _page(request, "comments/answer.html", comment, questions=questions)
    if refused := too_often(request, comment):
        return refused
    by = request.user if marking.is_editor(request) else None
    if questions:
        comment.mark_as_answer(questions, by, marking.name_of(request, questions))
    return redirect(access.address_of(request, comment))


@require_POST
def comment_unanswer(request: HttpRequest, number: int) -> HttpResponse:
    comment, questions = marking.answer_or_404(request, number)
    if refused := too_often(request, comment):
        return refused
    by = request.user if marking.is_editor(request) else None
    comment.unmark_as_answer(comment.answer_of.all() if by else questions, by)
    return redirect(access.address_of(request, comment))


@form_methods
def comment_confirm(request: HttpRequest, number: int) -> HttpResponse:
    """GET asks, or says who confirmed it and offers to take that back; POST confirms."""
    comment = marking.confirmable_or_404(request, number)
    if request.method != "POST":
        return _page(request, "comments/confirm.html", comment)
    comment.confirm(request.user, marking.name_of(request, ()))
    return redirect(access.address_of(request, comment))


@require_POST
def comment_unconfirm(request: HttpRequest, number: int) -> HttpResponse:
    comment = marking.confirmable_or_404(request, number)
    comment.unconfirm(request.user)
    return redirect(access.address_of(request, comment))


def _page(request: HttpRequest, template: str, comment: Comment, **more: object) -> HttpResponse:
    response = render(request, template, {"comment": comment, **more})
    response.headers["Cache-Control"] = "private, no-cache"
    return response
