"""Plain makers of threads and comments for tests."""

import itertools
from typing import Any

from comments.models import Comment, Thread
from gotchas.tests.factories import make_collection

_count = itertools.count(1)


def make_thread(target: Any = None) -> Thread:
    return Thread.objects.get_or_open(target or make_collection())


def make_comment(*, on: Any = None, **fields: Any) -> Comment:
    """A published comment, posted as a reader's would be; `on` is a collection, a gotcha or a code."""
    n = next(_count)
    parent = fields.get("parent")
    thread = fields.pop("thread", None) or (parent.thread if parent else make_thread(on))
    comment = Comment(thread=thread, **{"author_name": f"Reader {n}", "text": f"Comment {n}.", **fields})
    comment.post()
    return comment
