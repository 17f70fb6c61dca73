"""Which comments a visitor wrote, as the session remembers them; they see those also while they wait.

A page without a session cookie is the same for all, so the session is not even looked at without one: the
answer then varies by no cookie and can be kept for everybody.
"""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone

from comments import authors
from comments.models import Comment, CommentText

REMEMBERED = 100
WHO_HIDES = (
    f"An earlier text is hidden or shown by an editor, or by the comment's author for"
    f" {authors.minutes(authors.EDITABLE)} after it was posted. Ask an editor."
)
_KEY = "comments"


def own_comments(request: HttpRequest) -> list[int]:
    """Ids of the newest comments written in this session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.modified:
        return []
    return list(request.session.get(_KEY, []))


def remember(request: HttpRequest, comment: int) -> None:
    """Posting sets the session cookie, by which the next page is made for this visitor alone."""
    others = [pk for pk in request.session.get(_KEY, []) if pk != comment]
    request.session[_KEY] = [*others, comment][-REMEMBERED:]


def own_comment_or_404(request: HttpRequest, number: int) -> Comment:
    """A comment that this visitor wrote, on a page that can be read; also one that was taken away."""
    places = ("parent", "thread__collection", "thread__gotcha__collection", "thread__code__family")
    rows = Comment.objects.on_readable().select_related(*places, "thread__unanswered__family")
    comment = rows.filter(pk=number).first() if number in own_comments(request) else None
    if comment is None or comment.erased_at:
        raise Http404(f"Comment {number} was not written from here.")
    return comment


def has_published(request: HttpRequest) -> bool:
    """Whether this visitor is known: signed in, or the author of a comment that an editor let stand."""
    if request.user.is_authenticated:
        return True
    own = own_comments(request)
    return bool(own) and Comment.objects.published().filter(pk__in=own).exists()


def is_moderator(request: HttpRequest) -> bool:
    """Whether this visitor may decide what others wrote."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.has_perm("comments.change_comment")


def may_hide(request: HttpRequest, comment: Comment) -> bool:
    """Whether this visitor may hide what the comment said before: a moderator, its author for a while."""
    is_new = timezone.now() - comment.posted_at <= authors.EDITABLE
    return (is_new and comment.pk in own_comments(request)) or is_moderator(request)


def may_show(request: HttpRequest, comment: Comment, text: CommentText) -> bool:
    """Whether this visitor may show again what was hidden: an author only what no editor hid."""
    return is_moderator(request) or (not text.hidden_by and may_hide(request, comment))


def posted_before(request: HttpRequest, comment: Comment) -> str | None:
    """The address of a comment that this visitor wrote in the same place with the same words.

    Back, and Publish again: the browser may have fetched the form anew then, with another token in it.
    """
    if comment.thread.pk is None:
        return None
    alike = {name: getattr(comment, name) for name in ("thread", "parent", "author_name", "kind", "text")}
    same = Comment.objects.filter(pk__in=own_comments(request), **alike)
    first = same.exclude(state=Comment.State.REMOVED).first()
    return first.get_absolute_url() if first else None
