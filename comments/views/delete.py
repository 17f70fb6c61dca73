"""An author deletes a comment that nobody answered, and may undo that for ten minutes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comments import access, authors
from comments.own import own_comment_or_404
from comments.views.edit import refuse, too_often
from comments.views.post import form_methods


@form_methods
def comment_delete(request: HttpRequest, number: int) -> HttpResponse:
    """GET asks, or says that it is done, gives the text back and offers Undo; POST deletes."""
    comment = own_comment_or_404(request, number)
    if request.method == "POST":
        if refused := too_often(request, comment):
            return refused
        try:
            authors.delete(comment)
        except authors.Fixed as fixed:
            return refuse(request, comment, str(fixed))
        return redirect("comment_delete", number)
    deletion = authors.deletion_of(comment)
    if not deletion and (reason := authors.why_not_deleted(comment)):
        return refuse(request, comment, reason)
    context = {
        "comment": comment,
        "is_deleted": bool(deletion),
        "may_undo": deletion and authors.may_undo(deletion),
        "undo": authors.minutes(authors.UNDO),
    }
    response = render(request, "comments/delete.html", context)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def comment_undelete(request: HttpRequest, number: int) -> HttpResponse:
    comment = own_comment_or_404(request, number)
    if refused := too_often(request, comment):
        return refused
    try:
        authors.undelete(comment)
    except authors.Fixed as fixed:
        return refuse(request, comment, str(fixed))
    comment.refresh_from_db()
    return redirect(access.address_of(request, comment))
