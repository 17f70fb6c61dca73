"""Atom feeds of new comments and of open questions, of the site and of its parts."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from comments.models import Comment
from comments.models.comment import CommentQuerySet
from comments.places import feed_address
from comments.questions import open_questions
from gotchas import access
from gotchas.feeds import NEWEST, Atom
from gotchas.models import Collection, Gotcha, MessageCode


@require_safe
@conditional_page
def comments_feed(request: HttpRequest) -> HttpResponse:
    feed = Atom("New comments", path=request.path, about=reverse("home"))
    return _of_comments(feed, Comment.objects.published())


@require_safe
@conditional_page
def collection_comments_feed(request: HttpRequest, number: int) -> HttpResponse:
    """Comments on the collection and on its gotchas."""
    collection = access.collection_or_404(number)
    address = f"{collection.get_absolute_url()}#comments"
    feed = Atom(f"New comments: {collection.title}", path=request.path, about=address)
    return _of_comments(feed, Comment.objects.published().in_collection(collection))


@require_safe
@conditional_page
def gotcha_comments_feed(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    gotcha = access.discussed_gotcha_or_404(request, collection, position)
    if gotcha.successor:
        return redirect(feed_address(gotcha.successor), permanent=True)
    return _of_page(request, gotcha)


@require_safe
@conditional_page
def code_comments_feed(request: HttpRequest, family: str, code: str) -> HttpResponse:
    return _of_page(request, access.code_or_404(family, code))


def _of_page(request: HttpRequest, target: Gotcha | MessageCode) -> HttpResponse:
    """Comments in the thread of one gotcha, with what was merged into it, or of one code."""
    feed = Atom(f"New comments: {target}", path=request.path, about=f"{target.get_absolute_url()}#comments")
    return _of_comments(feed, Comment.objects.published().on(target))


@require_safe
@conditional_page
def questions_feed(request: HttpRequest) -> HttpResponse:
    return _of_questions(Atom("Open questions", path=request.path, about=reverse("questions")), None)


@require_safe
@conditional_page
def collection_questions_feed(request: HttpRequest, number: int) -> HttpResponse:
    collection = access.collection_or_404(number)
    about = f"{reverse('questions')}?collection={number}"
    feed = Atom(f"Open questions: {collection.title}", path=request.path, about=about)
    return _of_questions(feed, collection)


def _of_questions(feed: Atom, of: Collection | None) -> HttpResponse:
    newest = open_questions(of, oldest_first=False, size=NEWEST).rows
    return _entries(feed, [comment.pk for comment in newest])


def _of_comments(feed: Atom, comments: CommentQuerySet) -> HttpResponse:
    readable = comments.on_readable().newest_first()
    return _entries(feed, list(readable.values_list("pk", flat=True)[:NEWEST]))  # sorts ids, not texts


def _entries(feed: Atom, newest: Sequence[int]) -> HttpResponse:
    for comment in Comment.objects.filter(pk__in=newest).newest_first().for_feed():
        answers = comment.parent and comment.parent.state == Comment.State.PUBLISHED
        feed.add_entry(
            f"{comment.author_name} on {comment.thread.target}",
            path=comment.get_absolute_url(),
            author=comment.author_name,
            published=comment.posted_at,
            updated=comment.edited_at or comment.posted_at,
            html=comment.html,
            answers=comment.parent.get_absolute_url() if answers else "",
        )
    return feed.response()
