"""The queue of comments that wait or were reported, and what editors decide in it."""

from collections.abc import Callable, Sequence
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comments import moderation
from comments.access import PLACES
from comments.desk import View, moderators_only, offer_undo, take_undo, undos_offered
from comments.forms.removal import SUGGESTED, RemovalForm
from comments.models import Comment, Thread
from comments.moderation import Asked, Seen
from gotchas.intake.csrf import shows_typed_text, typed
from gotchas.models import Decision

LARGEST_BATCH = 200
LOG_PAGE = 50


@moderators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What is to be looked at, oldest first; `?show=spam` what was taken for spam.

    `?why=` and `?by=` narrow it down to reasons and authors.
    """
    return _page(request)


def _page(request: HttpRequest, status: int = 200) -> HttpResponse:
    """The part of the queue that the address asks for, or the form that was sent from there."""
    given = QueryDict(request.POST["here"]) if "here" in request.POST else request.GET
    asked, begin = Asked.read(given), given.get("from", "")
    page = moderation.queue(asked, begin)
    first = asked.parameters
    context = {
        "page": page,
        "show": asked.show,
        "asked": asked,
        "waiting": moderation.waiting_count(),
        "undos": undos_offered(request),
        "chosen": request.POST.getlist("comment"),
        "begin": begin,
        "here": urlencode(first | ({"from": begin} if begin else {})),
        "first": urlencode(first),
        "later": urlencode(first | {"from": page.later or ""}),
    }
    return render(request, "desk/comments.html", context, status=status)


@moderators_only
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One comment, as its thread leads moderators to it, with all that can be decided of it."""
    item = moderation.item(number)
    if item is None:
        raise Http404(f"Of comment {number} nothing can be decided.")
    return render(request, "desk/comment.html", {"item": item})


def decides(view: View) -> View:
    """Takes a POST alone; a form whose token was refused comes back with what was chosen and typed."""
    posted = require_POST(view)

    @shows_typed_text
    @moderators_only
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        return posted(request) if typed(request) is None else _refused(request)

    return checked


def _refused(request: HttpRequest) -> HttpResponse:
    why = "The sign that this form came from this site had run out."
    messages.warning(request, f"{why} Nothing was decided: send it again.")
    seen = _chosen(request)
    if seen and "reason" in request.POST:
        return _removal(request, seen, RemovalForm(request.POST), 403)
    return _page(request, 403)


@decides
def approve(request: HttpRequest) -> HttpResponse:
    return _decide(request, "Approved", lambda comment: comment.publish(request.user))


@decides
def spam(request: HttpRequest) -> HttpResponse:
    return _decide(request, "Marked as spam", lambda comment: comment.mark_spam(request.user))


@decides
def remove(request: HttpRequest) -> HttpResponse:
    """Remove with a reason; a page asks for it where it was not given yet."""
    seen = _chosen(request)
    if not seen:
        return _nothing_chosen(request)
    form = RemovalForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _decide(request, "Removed", lambda comment: comment.remove(request.user, reason))
    return _removal(request, seen, form, 422 if form.is_bound else 200)


def _removal(request: HttpRequest, seen: Sequence[Seen], form: RemovalForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "comments": Comment.objects.filter(pk__in=[each.pk for each in seen]).order_by("posted_at", "pk"),
        "seen": seen,
        "here": request.POST.get("here", ""),
        "suggested": SUGGESTED,
    }
    return render(request, "desk/remove.html", context, status=status)


@decides
def undo(request: HttpRequest) -> HttpResponse:
    entry = take_undo(request, request.POST.get("token", ""))
    if entry is None:
        messages.warning(request, "Nothing was undone: it was undone already, or ten minutes are over.")
        return _back(request)
    done, left = moderation.undo(entry["kept"], request.user)
    messages.success(request, f"Undone. Put back as before: {done}.")
    if left:
        messages.warning(request, f"Decided again since, and left as they are: {len(left)}.")
    return _back(request)


@moderators_only
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Who decided what, newest first."""
    rows = Decision.objects.filter(kind__in=moderation.LOGGED).select_related("undone_by").order_by("-pk")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: LOG_PAGE + 1])
    of_threads = [row.object_id for row in found if row.kind == "thread"]
    of_comments = [row.object_id for row in found if row.kind != "thread"]
    threads = Thread.objects.select_related(*(name.removeprefix("thread__") for name in PLACES))
    comments = Comment.objects.defer("html").in_bulk(of_comments)
    closed = threads.in_bulk(of_threads) if of_threads else {}
    context = {
        "rows": [
            (row, (closed if row.kind == "thread" else comments).get(row.object_id))
            for row in found[:LOG_PAGE]
        ],
        "before": found[LOG_PAGE - 1].pk if len(found) > LOG_PAGE else None,
    }
    return render(request, "desk/comments_log.html", context)


def _decide(request: HttpRequest, word: str, decision: Callable[[Comment], Decision | None]) -> HttpResponse:
    """Decide what was chosen; 409 with the queue as it is now where all of it was decided meanwhile."""
    seen = _chosen(request)
    if not seen:
        return _nothing_chosen(request)
    done = moderation.decide_seen(seen, decision, request.user)
    if done.count:
        offer_undo(request, f"{word}: {done.count}.", done)
    if done.missed:
        names = ", ".join(f"{comment.author_name} ({comment.get_state_display()})" for comment in done.missed)
        messages.warning(request, f"Decided by another editor meanwhile, and left as it is: {names}.")
    return _back(request) if done.count or not done.missed else _page(request, 409)


def _chosen(request: HttpRequest) -> list[Seen]:
    """The one whose own button was pressed, else those that are ticked."""
    given = request.POST.getlist("one") or request.POST.getlist("comment")
    return [seen for text in given[:LARGEST_BATCH] if (seen := Seen.read(text))]


def _nothing_chosen(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "Nothing was decided: tick the comments that are meant.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list where it was, with the keys ready."""
    here = request.POST.get("here", "")
    return redirect(f"{reverse('desk_comments')}{f'?{here}' if here else ''}#queue")
