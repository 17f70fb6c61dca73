"""What a comment said before, for everybody to read; its author or an editor may hide a text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from comments import access, own
from comments.models import Comment, CommentText
from comments.places import zone_of
from comments.views.edit import refuse, too_often
from gotchas import markup
from gotchas.text.diffs import word_diff

KEPT = 50
"""Earlier texts that are shown; more than anybody makes in half an hour."""


class Change(NamedTuple):
    """What was replaced, and how it differs from the next one that is shown.

    `html` is that of the text, "" while hidden or where the text stayed; `facts` that of what it said beside.
    """

    row: CommentText
    html: SafeString | str
    facts: SafeString | str
    may_show: bool


@require_safe
def comment_earlier(request: HttpRequest, number: int) -> HttpResponse:
    """What a comment said before, newest change first."""
    comment = access.readable_comment_or_404(request, number)
    if comment.state == Comment.State.REMOVED:
        return refuse(request, comment, "It was removed, and its earlier texts with it.", status=404)
    earlier = list(comment.earlier_texts.order_by("-replaced_at", "-pk")[:KEPT])
    context = {
        "comment": comment,
        "changes": list(_changes(request, comment, earlier)),
        "may_hide": own.may_hide(request, comment),
        "zone": zone_of(comment.thread.target),
    }
    return render(request, "comments/earlier.html", context)


def _changes(request: HttpRequest, comment: Comment, earlier: Sequence[CommentText]) -> Iterator[Change]:
    newer, facts = comment.text, _in_words(comment)
    for row in earlier:
        if row.hidden_at:
            yield Change(row, "", "", own.may_show(request, comment, row))
            continue
        before = _in_words(row) or facts
        yield Change(row, _diff(row.text, newer), _diff(before, facts), False)
        newer, facts = row.text, before


def _diff(old: str, new: str) -> SafeString | str:
    return markup.diff(word_diff(old, new)) if old != new else ""


def _in_words(row: Comment | CommentText) -> str:
    """What kind of comment it is or was, and on what it worked; "" where that was not kept."""
    kind = Comment.Kind(row.kind).label if row.kind else ""
    return ", ".join(word for word in (kind, row.worked_version, row.worked_platform) if word)


@require_POST
def comment_earlier_hide(request: HttpRequest, number: int) -> HttpResponse:
    comment, row = _text_or_404(request, number)
    if not own.may_hide(request, comment):
        return refuse(request, comment, own.WHO_HIDES)
    if refused := too_often(request, comment):
        return refused
    row.hide(request.user if own.is_moderator(request) else None)
    return redirect("comment_earlier", number)


@require_POST
def comment_earlier_show(request: HttpRequest, number: int) -> HttpResponse:
    comment, row = _text_or_404(request, number)
    if not own.may_show(request, comment, row):
        return refuse(request, comment, own.WHO_HIDES)
    if refused := too_often(request, comment):
        return refused
    row.show(request.user if own.is_moderator(request) else None)
    return redirect("comment_earlier", number)


def _text_or_404(request: HttpRequest, number: int) -> tuple[Comment, CommentText]:
    """The earlier text that was chosen on the comment's page."""
    comment = access.readable_comment_or_404(request, number)
    text = request.POST.get("text", "")
    is_id = text.isascii() and text.isdecimal() and len(text) < 19
    row = comment.earlier_texts.filter(pk=text).first() if is_id else None
    if row is None:
        raise Http404(f"Comment {number} has no such earlier text.")
    return comment, row
