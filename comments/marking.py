"""Who may mark which comment as the answer of which question, and who may confirm one.

An editor may all; whoever asked a question in this browser may say what answered it.
"""

from collections.abc import Collection as Several
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from comments import access
from comments.models import Comment
from comments.own import own_comments


def is_editor(request: HttpRequest) -> bool:
    """Without a session nobody is looked up, so that a page stays the same for all and can be cached."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and request.user.has_perm("comments.change_comment")


def name_of(request: HttpRequest, questions: Sequence[Comment]) -> str:
    """What is shown with a mark: the editor's name, or the one that the question was asked under."""
    user = request.user
    return user.get_full_name() or user.get_username() if is_editor(request) else questions[0].author_name


def answer_or_404(request: HttpRequest, number: int) -> tuple[Comment, list[Comment]]:
    """A published comment, and the questions that this visitor may mark it as the answer of, one at least.

    An editor gets one that bears a mark also without a question, as an import may have left it.
    """
    comment = _published_or_404(request, number)
    questions, editor = comment.questions(), is_editor(request)
    if not questions and not (editor and comment.answer_marked_at):
        raise Http404(f"Comment {number} answers no question.")
    if not editor:
        questions = [question for question in questions if question.pk in own_comments(request)]
    if not questions and not editor:
        raise PermissionDenied("Who asked, and the editors, say which comment is the answer.")
    return comment, questions


def confirmable_or_404(request: HttpRequest, number: int) -> Comment:
    comment = _published_or_404(request, number)
    if not is_editor(request):
        raise PermissionDenied("Editors confirm comments.")
    return comment


def _published_or_404(request: HttpRequest, number: int) -> Comment:
    return access.place_below(request, number).parent


def answerable(request: HttpRequest, rows: Sequence[Comment], editor: bool) -> Several[int]:
    """Of the comments on one page of a thread, in order, those that this visitor may mark as answers.

    Asks nothing: a question that stands on an earlier page is known by the parent of a row alone.
    """
    own = frozenset(own_comments(request))
    if not (editor or own):
        return frozenset()
    above: dict[int, int | None] = {}
    found = set()
    for row in rows:
        above[row.pk] = above.get(row.parent_id)
        if row.parent and _is_question(row.parent):
            above[row.pk] = row.parent_id
        asked = {other.pk for other in row.beside if _is_question(other)} | {above[row.pk]} - {None}
        if row.state == Comment.State.PUBLISHED and (asked if editor else asked & own):
            found.add(row.pk)
    return found


def _is_question(row: Comment) -> bool:
    return row.kind == Comment.Kind.QUESTION and row.state == Comment.State.PUBLISHED
