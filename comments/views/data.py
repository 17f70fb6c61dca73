"""For programs: the thread of a collection, a gotcha or a code as JSON, fifty comments at a time.

What a stranger sees and nothing else: what waits is not told even to whoever wrote it.
"""

from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from comments import paging
from comments.access import LARGEST_ID, MENTIONS, thread_on
from comments.models import Comment, Thread
from comments.models.comment import CommentQuerySet
from comments.places import Target
from gotchas import access, markup
from gotchas.addresses import whole
from gotchas.answers.data import Values, code_named, licence, moment, named
from gotchas.models import Collection, Gotcha, MessageCode
from gotchas.views.answering import READING, Problem, answers, written
from gotchas.views.programs import gotcha_or_problem


@answers(*READING)
def collection(request: HttpRequest, number: int, form: str) -> HttpResponse:
    return _thread(request, access.collection_or_404(number), form)


@answers(*READING)
def gotcha(request: HttpRequest, collection: int, position: int, form: str) -> HttpResponse:
    """Of one that was merged, too: its thread stays its own, and is named beside that of its successor."""
    return _thread(request, gotcha_or_problem(collection, position), form)


@answers(*READING)
def code(request: HttpRequest, family: str, code: str, form: str) -> HttpResponse:
    return _thread(request, access.code_or_404(family, code), form)


def _address(target: Target) -> str:
    return f"{target.get_absolute_url()}comments.json"


def _thread(request: HttpRequest, target: Target, form: str) -> HttpResponse:
    thread = thread_on(target)
    begin = request.GET.get("from")
    rows, following = _page(thread, begin) if thread else ([], None)
    address = f"{whole(_address(target))}?{urlencode({'from': following})}" if following else None
    values = {
        "on": {"title": str(target), "address": whole(target.get_absolute_url())},
        **_merges(target),
        "count": thread.comment_count if thread else 0,
        "closed": thread.closed_reason if thread and thread.closed_at else None,
        "comments": [_comment(row) for row in rows],
        "elsewhere": [_comment(row) for row in _elsewhere(target)] if begin is None else [],
        "next": address,
        "licence": licence(),
    }
    return written(values, form, {})


def _merges(target: Target) -> Values:
    """Where the threads are told that belong to this one by a merge."""
    gotcha = target if isinstance(target, Gotcha) else None
    successor = gotcha.successor if gotcha else None
    return {
        "merged_into": whole(_address(successor)) if successor else None,
        "merged_here": [whole(_address(row)) for row in gotcha.absorbed] if gotcha else [],
    }


def _page(thread: Thread, asked: str | None) -> tuple[list[Comment], int | None]:
    """The comments of the page that begins at the comment `asked`, and the one that the next begins at."""
    shown = thread.comments.all().visible()
    begin = "" if asked is None else _begin(shown, asked)
    rows = list(_for_data(shown.filter(path__gte=begin).in_order())[: paging.PAGE + 1])
    fit = paging.fitting([len(row.html) for row in rows])
    return rows[:fit], rows[fit].pk if len(rows) > fit else None


def _begin(shown: CommentQuerySet, asked: str) -> str:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 20):
        raise Problem(422, "from is no number of a comment.", "Leave from out, or take it from next.")
    rows = shown.filter(pk=min(int(asked), LARGEST_ID))
    path = rows.values_list("path", flat=True).first()
    if path is None:
        raise Problem(404, f"Comment {asked} is not in this thread.", "Begin without from.")
    return path


def _elsewhere(target: Target) -> list[Comment]:
    """The newest comments of other threads that speak of a gotcha or a code."""
    if isinstance(target, Collection):
        return []
    spoken = Comment.objects.published().on_readable().speaking_of(target).newest_first()
    return list(_for_data(spoken)[:MENTIONS])


def _for_data(comments: CommentQuerySet) -> QuerySet[Comment]:
    """All that is told of a comment, in five queries whatever the number of rows."""
    readable = Comment.objects.published().on_readable()
    return (
        comments.select_related("parent")
        .defer("parent__text", "parent__html")
        .prefetch_related(
            Prefetch("gotchas", Gotcha.objects.discussed().select_related("collection")),
            Prefetch("codes", MessageCode.objects.select_related("family")),
            Prefetch("answers", readable.only("pk")),
        )
        .with_became()
    )


def _comment(comment: Comment) -> Values:
    """Of a removed one its place and the reason alone: replies hang on it."""
    parent = comment.parent
    follows = parent is not None and parent.state in (Comment.State.PUBLISHED, Comment.State.REMOVED)
    return {
        "address": whole(comment.get_absolute_url()),
        "state": comment.state,
        "removed_reason": comment.removed_reason or None,
        "in_reply_to": whole(parent.get_absolute_url()) if follows else None,
        "posted_at": moment(comment.posted_at),
        "said": _said(comment) if comment.state == Comment.State.PUBLISHED else None,
    }


def _said(comment: Comment) -> Values:
    return {
        "author": comment.author_name,
        "staff": comment.staff,
        "kind": comment.kind,
        "format": comment.format,
        "text": _text(comment),
        "edited_at": moment(comment.edited_at),
        "retold": comment.retold,
        "source_number": comment.source_number or None,
        "worked_version": comment.worked_version or None,
        "worked_platform": comment.worked_platform or None,
        "marked_as_answer_at": moment(comment.answer_marked_at),
        "confirmed_at": moment(comment.confirmed_at),
        "became": _became(comment),
        "answers": [whole(row.get_absolute_url()) for row in comment.answers.all()],
        "gotchas": [named(row) for row in comment.gotchas.all()],
        "codes": [code_named(row) for row in comment.codes.all()],
    }


def _became(comment: Comment) -> Values | None:
    """The correction that was made of it, where everybody can read that."""
    made = comment.became
    if made is None:
        return None
    address = whole(reverse("correction", args=[made.pk]))
    return {"correction": made.pk, "state": made.state, "address": address}


def _text(comment: Comment) -> str:
    """As typed; HTML that came from another site is cleaned, since somebody will show it as it comes."""
    if comment.format == Comment.Format.HTML:
        return markup.abroad(comment.html, whole(comment.get_absolute_url()))
    return comment.text
