"""What the template tags of comments show, and how many queries that takes."""

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

DAY = datetime.datetime(2007, 7, 4, 1, 38, tzinfo=datetime.UTC)


def later(minutes: int) -> datetime.datetime:
    return DAY + datetime.timedelta(minutes=minutes)


def shown(source: str, target: Any, query: str = "") -> str:
    """What a tag shows of `target` to a stranger."""
    request = RequestFactory().get(f"/page/{query}")
    request.user = AnonymousUser()
    request.session = SessionStore()
    return Template("{% load comments %}" + source).render(Context({"request": request, "target": target}))


def queries_of(source: str, target: Any, query: str = "") -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        shown(source, target, query)
    return len(captured)
