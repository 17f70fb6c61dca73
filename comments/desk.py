"""What the pages of the editors' desk share: who may enter, and the undo of what was decided last.

Undo lives in the session, as that of admin's lists does, and is offered as long.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache

from comments.moderation import Done
from gotchas.admin.undo import OFFERED, ROWS
from gotchas.intake.csrf import typed
from gotchas.views.desk import signed_out

KEY = "desk-comment-undos"
UNDOS = 20
"""Decisions of one session that can be undone at a time; with keys one makes several a minute."""

NAMED = 3
"""Authors that are named with what was decided; more are counted."""

View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """Who is not signed in is asked to, and loses nothing by it; to other accounts there is no such page."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST" or typed(request) is not None:
                return signed_out(request)
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm("comments.change_comment"):
            raise Http404("There is no such page for this account.")
        return view(request, *args, **kwargs)

    return checked


def offer_undo(request: HttpRequest, said: str, done: Done) -> None:
    if not done.count or done.count > ROWS:
        return
    entry = {
        "token": secrets.token_urlsafe(9),
        "said": said,
        "of": [row.author_name for row in done.of[:NAMED]],
        "more": max(0, done.count - NAMED),
        "at": timezone.now().isoformat(),
        "kept": done.kept,
    }
    request.session[KEY] = [entry, *_kept(request)[: UNDOS - 1]]


def undos_offered(request: HttpRequest) -> list[dict[str, Any]]:
    """What was decided in this session and can be undone, newest first."""
    return [{**entry, "at": parse_datetime(entry["at"])} for entry in _kept(request)]


def take_undo(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """The decision that `token` is to undo, which is not offered any more after this."""
    kept = _kept(request)
    for entry in kept:
        if secrets.compare_digest(entry["token"].encode(), token.encode()):
            request.session[KEY] = [other for other in kept if other is not entry]
            return entry
    return None


def _kept(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries of this session that are not too old."""
    since = timezone.now() - OFFERED
    return [entry for entry in request.session.get(KEY, []) if parse_datetime(entry["at"]) >= since]
