"""Every fetch of comments with its permission. What a visitor may not see is a 404."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from django.db.models import Max, QuerySet, Subquery
from django.db.models.functions import Length
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from comments import paging, paths
from comments.models import Comment, Thread
from comments.models.comment import CommentQuerySet
from comments.models.thread import TARGET_FIELDS
from comments.own import own_comments
from comments.places import Place, Target
from gotchas import access
from gotchas.intake import rules
from gotchas.models import Gotcha, MessageCode, Policy

MENTIONS = 20
"""Comments of other threads that a page lists at once."""

LARGEST_ID = 2**63 - 1

PLACES = (
    "thread__collection", "thread__gotcha__collection", "thread__code__family", "thread__unanswered__family",
)  # fmt: skip
"""What a thread may hang on, with all that its address needs."""


def place_on_collection(number: int) -> Place:
    return _place_on(access.collection_or_404(number))


def place_on_gotcha(request: HttpRequest, collection: int, position: int) -> Place:
    """One that was merged keeps its thread, so that a text typed for it is not lost."""
    return _place_on(access.discussed_gotcha_or_404(request, collection, position))


def place_on_code(family: str, code: str) -> Place:
    """The code, stored or not: of the latter only what a pattern of the family names so."""
    try:
        return _place_on(access.code_or_404(family, code))
    except Http404:
        asked = access.unanswered_or_404(family, code)
    return _place_on(asked.stored() or asked)


def place_below(request: HttpRequest, number: int) -> Place:
    """Where a reply to a published comment stands."""
    parent = readable_comment_or_404(request, number)
    if parent.state != Comment.State.PUBLISHED:
        raise Http404(f"Comment {number} is not there to be answered.")
    return Place(parent.thread.target, parent.thread, parent)


def comment_or_404(request: HttpRequest, number: int) -> Comment:
    """A comment as its thread shows it to this visitor; enough to lead there, not to print it."""
    shown = Comment.objects.shown_to(own_comments(request)).filter(pk=min(number, LARGEST_ID))
    comment = shown.select_related(*PLACES).first()
    if comment is None or not _may_see(request, comment.thread):
        raise Http404(f"There is no comment {number}.")
    return comment


def readable_comment_or_404(request: HttpRequest, number: int) -> Comment:
    """One whose page can be read: with the text of a withdrawn gotcha its comments are gone too."""
    comment = comment_or_404(request, number)
    if comment.thread.gotcha and comment.thread.gotcha.state not in Gotcha.DISCUSSED:
        raise Http404(f"Comment {number} stands on a page that is no longer there.")
    return comment


def _may_see(request: HttpRequest, thread: Thread) -> bool:
    hidden = thread.gotcha is not None and thread.gotcha.state == Gotcha.State.DRAFT
    return not hidden or request.user.has_perm("gotchas.change_gotcha")


def _place_on(target: Target) -> Place:
    thread = thread_on(target) or Thread(**{TARGET_FIELDS[type(target)]: target})
    return Place(target, thread)


def thread_on(target: Target) -> Thread | None:
    """The stored thread, with `target` at hand on it."""
    thread = Thread.objects.on(target).first() if target.pk else None
    if thread:
        setattr(thread, TARGET_FIELDS[type(target)], target)
    return thread


def why_closed(place: Place) -> str:
    """Why nothing can be written here, or ""."""
    if place.thread.closed_at:
        return place.thread.closed_reason
    policy = rules.policy_of("comment")
    if policy.mode == Policy.Mode.CLOSED:
        return "This site takes no comments at present."
    if closes := closes_at(place.thread, policy):
        days = policy.closed_after_days
        return f"Nothing was said here for {days} days." if closes <= timezone.now() else ""
    return ""


def closes_at(thread: Thread, policy: Policy) -> datetime.datetime | None:
    """When the policy closes a thread if nobody writes before; None for never.

    Counted from the newest comment that readers see, or from the day its page was published if that is later.
    Of a page without such a day, as a code's, the comments alone count.
    """
    if policy.closed_after_days is None:
        return None
    comments = Comment.objects.filter(thread=thread.pk).published() if thread.pk else Comment.objects.none()
    return _closing(thread, policy.closed_after_days, comments.aggregate(newest=Max("posted_at"))["newest"])


def _closing(thread: Thread, days: int, newest: datetime.datetime | None) -> datetime.datetime | None:
    published = getattr(thread.gotcha, "published_at", None) or getattr(thread.collection, "created_at", None)
    times = [time for time in (published, newest) if time]
    return max(times) + datetime.timedelta(days=days) if times else None


def closed_among(threads: Sequence[Thread]) -> frozenset[int]:
    """Ids of those that take no comments, in two queries at most."""
    policy = rules.policy_of("comment")
    if policy.mode == Policy.Mode.CLOSED:
        return frozenset(thread.pk for thread in threads)
    closed = {thread.pk for thread in threads if thread.closed_at}
    if policy.closed_after_days is not None:
        rows = Comment.objects.published().filter(thread__in=threads).order_by().values_list("thread")
        newest = dict(rows.annotate(newest=Max("posted_at")))
        for thread in threads:
            closes = _closing(thread, policy.closed_after_days, newest.get(thread.pk))
            closed |= {thread.pk} if closes and closes <= timezone.now() else set()
    return frozenset(closed)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a thread. Addresses of other pages are empty where there is no such page."""

    nodes: Sequence[paging.Node[Comment]]
    shown: frozenset[int]
    first: str = ""
    earlier: str = ""
    later: str = ""
    last: str = ""
    goes_on: bool = False
    """The conversation that stands last goes on on the next page."""

    newest: Comment | None = None
    """What others wrote last in the whole thread, in one of more than one page."""


def thread_page(request: HttpRequest, thread: Thread, address: str) -> ThreadPage:
    """The page that `?from=ID` asks for, the first one without; ids of other threads ask for nothing.

    `?new=TIME` asks for the page that begins at what was written first after that.
    """
    comments = cast(CommentQuerySet, thread.comments.all()).shown_to(own_comments(request))
    begin = _begin(comments, request.GET.get("from", "")) or _new(comments, request.GET.get("new", ""))
    rows = list(comments.for_rows().filter(path__gte=begin).in_order()[: paging.PAGE + 1])
    earlier = _earlier(comments, begin, address) if begin else ""
    fit = paging.fitting([len(row.html) for row in rows])
    later = _from(address, rows[fit].pk) if len(rows) > fit else ""
    goes_on = bool(later) and paths.top(rows[fit].path) == paths.top(rows[fit - 1].path)
    rows = rows[:fit]
    _give_back(request, rows)
    page = ThreadPage(
        paging.nest(rows), frozenset(row.pk for row in rows), earlier=earlier, later=later, goes_on=goes_on
    )
    return _among_others(page, comments, request, address) if earlier or later else page


def _among_others(
    page: ThreadPage, comments: CommentQuerySet, request: HttpRequest, address: str
) -> ThreadPage:
    """With the ways to both ends of the thread, and to what is newest wherever it stands: one query.

    Long comments make a thread of fewer than PAGE more than one page; its end is not far then.
    """
    others = comments.published().exclude(pk__in=own_comments(request)).newest_first()
    ends = comments.order_by("-path").values("pk")[paging.PAGE - 1 : paging.PAGE]
    newest = others.only("thread", "posted_at").annotate(end=Subquery(ends)).first()
    return replace(
        page,
        first=f"{address}#comments" if page.earlier else "",
        last=_from(address, newest.end) if page.later and newest and newest.end else "",
        newest=newest,
    )


def _give_back(request: HttpRequest, rows: Sequence[Comment]) -> None:
    """Load what this visitor wrote and an editor removed: the author gets it back as typed."""
    own = own_comments(request)
    taken = {row.pk: row for row in rows if row.is_removed_by_editor and row.pk in own}
    if taken:
        for pk, text in Comment.objects.filter(pk__in=taken).values_list("pk", "text"):
            taken[pk].given_back = text


def begins_at(request: HttpRequest, target: Target) -> datetime.datetime | None:
    """When the comment was written that a later page of the thread begins with; None on the first page."""
    asked = request.GET.get("from", "")
    if not (asked.isascii() and asked.isdigit() and target.pk):
        return None
    comments = Comment.objects.filter(
        thread__in=Thread.objects.on(target), pk=min(int(asked[:20]), LARGEST_ID)
    )
    return comments.shown_to(own_comments(request)).values_list("posted_at", flat=True).first()


def _begin(comments: CommentQuerySet, asked: str) -> str:
    if not (asked.isascii() and asked.isdigit()):
        return ""
    rows = comments.filter(pk=min(int(asked[:20]), LARGEST_ID))
    return rows.values_list("path", flat=True).first() or ""


def _new(comments: CommentQuerySet, asked: str) -> str:
    try:
        since = parse_datetime(asked)
    except ValueError:
        return ""
    if since is None or since.tzinfo is None:
        return ""
    rows = comments.published().filter(posted_at__gt=since).order_by("posted_at", "pk")
    return rows.values_list("path", flat=True).first() or ""


def _earlier(comments: CommentQuerySet, begin: str, address: str) -> str:
    """Where the page before begins, which may show fewer comments than fit when it is the first."""
    before = comments.filter(path__lt=begin).order_by("-path").values_list("pk", flat=True)
    before = list(before[: paging.PAGE + 1])
    if not before:
        return ""
    return _from(address, before[-2]) if len(before) > paging.PAGE else f"{address}#comments"


def _from(address: str, comment: int, anchor: str = "comments") -> str:
    return f"{address}?{urlencode({'from': comment})}#{anchor}"


def address_of(request: HttpRequest, comment: Comment) -> str:
    """The page and place where a comment stands now."""
    address = comment.thread.page_address
    comments = Comment.objects.filter(thread=comment.thread).shown_to(own_comments(request))
    before = comments.filter(path__lt=comment.path).order_by()
    above = paths.top(comment.path)
    begins = paging.beginning(
        _before_on_page(before, comment), _before_on_page(before.filter(path__gte=above), comment)
    )
    if begins == "thread":
        return f"{address}#{comment.anchor}"
    first = comment.pk
    if begins == "conversation":
        first = comments.filter(path__gte=above).in_order().values_list("pk", flat=True)[0]
    return _from(address, first, comment.anchor)


def _before_on_page(before: "QuerySet[Comment]", comment: Comment) -> int:
    """How many comments stand before this one on a page that begins with them; PAGE when it has no room."""
    lengths = before.order_by("path").values_list(Length("html"), flat=True)[: paging.PAGE]
    sizes = [*lengths, len(comment.html)]
    return len(sizes) - 1 if paging.fitting(sizes) == len(sizes) else paging.PAGE


def mentions_of(target: Gotcha | MessageCode, before: str) -> list[Comment]:
    """Published comments of other threads that speak of `target`, newest first: one more than MENTIONS.

    `before` is the id of the comment that the list goes on with, as text; "" begins with the newest.
    """
    rows = Comment.objects.published().on_readable().speaking_of(target).newest_first()
    if before.isascii() and before.isdigit():
        pk = min(int(before[:20]), LARGEST_ID)
        last = Comment.objects.published().filter(pk=pk).values_list("posted_at", flat=True).first()
        if last:
            rows = rows.filter(posted_at__lt=last) | rows.filter(posted_at=last, pk__lte=pk)
    rows = rows.select_related("thread__collection", "thread__gotcha__collection", "thread__code__family")
    places = (f"thread__{name}" for name in Thread.NAMED_BY)
    return list(rows.only("author_name", "posted_at", "text", "format", *places)[: MENTIONS + 1])
