"""A comment says what is wrong in an article: its words become a correction, with credit to its author."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comments import access
from comments.models import Comment
from comments.own import own_comments
from gotchas import markup
from gotchas.models import Gotcha
from gotchas.views import correct
from gotchas.views.correct import Way, form_methods
from gotchas.views.kept import gives_back

LONGEST_QUOTE = 600
"""Characters of the comment that the reason begins with."""


@require_safe
def comment_correct(request: HttpRequest, number: int) -> HttpResponse:
    """To the form for the gotcha that the comment speaks of; of several the reader chooses."""
    comment, gotchas = _comment_or_404(request, number)
    links = [(gotcha, _address(comment, gotcha)) for gotcha in gotchas]
    if len(links) == 1:
        return redirect(links[0][1])
    return render(request, "comments/correct.html", {"comment": comment, "links": links})


@gives_back
@form_methods
def comment_correct_gotcha(request: HttpRequest, number: int, collection: int, position: int) -> HttpResponse:
    return correct.propose(request, *_way(request, number, collection, position))


@gives_back
@form_methods
def comment_correct_preview(
    request: HttpRequest, number: int, collection: int, position: int
) -> HttpResponse:
    return correct.preview(request, *_way(request, number, collection, position))


def _way(request: HttpRequest, number: int, collection: int, position: int) -> tuple[Gotcha, Way]:
    """Who wrote the comment sends it like any other; what somebody else makes of it waits for an editor."""
    comment, gotchas = _comment_or_404(request, number)
    gotcha = next((g for g in gotchas if (g.collection.number, g.position) == (collection, position)), None)
    if gotcha is None:
        raise Http404(f"Comment {number} does not speak of {collection}.{position}.")
    is_own = comment.pk in own_comments(request) or request.user.has_perm("gotchas.change_correction")
    return gotcha, Way(
        address=_address(comment, gotcha),
        preview=_address(comment, gotcha, "comment_correct_preview"),
        credit=comment.author_name,
        holds="" if is_own else f"Sent by a reader from comment {comment.pk}, in its author's name",
        context={"quoted": comment.html, "said": markup.words(comment.html, LONGEST_QUOTE)},
        after=comment.become,
    )


def _comment_or_404(request: HttpRequest, number: int) -> tuple[Comment, list[Gotcha]]:
    """A published comment and the readable gotchas that it hangs on or speaks of."""
    comment = access.readable_comment_or_404(request, number)
    named = list(comment.gotchas.published().select_related("collection"))
    if (own := comment.thread.gotcha) and own.is_readable and own not in named:
        named.insert(0, own)
    if comment.state != Comment.State.PUBLISHED or not named:
        raise Http404(f"Comment {number} speaks of no article.")
    return comment, named


def _address(comment: Comment, gotcha: Gotcha, name: str = "comment_correct_gotcha") -> str:
    return reverse(name, args=[comment.pk, gotcha.collection.number, gotcha.position])
