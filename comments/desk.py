"""What the pages of the editors' desk share: who may enter, and the undo of the last decision.

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

KEY = "desk-comments"
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
    request.session[KEY] = {
        "token": secrets.token_urlsafe(9),
        "said": said,
        "at": timezone.now().isoformat(),
        "kept": done.kept,
    }


def undo_offered(request: HttpRequest) -> dict[str, Any] | None:
    """The last decision in this session, while it can be undone."""
    entry = request.session.get(KEY)
    if entry is None:
        return None
    at = parse_datetime(entry["at"])
    return {**entry, "at": at} if timezone.now() - at <= OFFERED else None


def take_undo(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """The decision that `token` is to undo, which is not offered any more after this."""
    entry = undo_offered(request)
    if entry is None or not secrets.compare_digest(entry["token"].encode(), token.encode()):
        return None
    del request.session[KEY]
    return entry
