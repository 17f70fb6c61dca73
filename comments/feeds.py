"""Atom feeds of new comments, of the whole site and of one collection."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from comments.models import Comment
from comments.models.comment import CommentQuerySet
from gotchas import access
from gotchas.feeds import NEWEST, Atom


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


def _of_comments(feed: Atom, comments: CommentQuerySet) -> HttpResponse:
    readable = comments.on_readable().newest_first()
    newest = list(readable.values_list("pk", flat=True)[:NEWEST])  # sorts ids, not texts
    for comment in readable.filter(pk__in=newest).for_feed():
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
