"""Open questions: published, and no comment is marked as the answer. Lists of them cost what they show.

Each page is cut from partial indexes that hold open questions alone, and begins at a comment, so it costs the
same however far back it goes and however large the site is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from comments.access import LARGEST_ID, PLACES
from comments.models import Comment, Thread
from comments.models.comment import CommentQuerySet
from gotchas.models import Collection

PAGE = 25
"""Questions on one page."""


@dataclass(frozen=True, slots=True)
class Questions:
    """One page of open questions; `later` is the question that the next page begins at."""

    rows: Sequence[Comment]
    later: int | None

    @property
    def collections(self) -> list[Collection]:
        """Those that the questions of this page stand in, by number."""
        found = {row.thread.home_collection for row in self.rows} - {None}
        return sorted(found, key=lambda collection: collection.number)


def open_questions(
    of: Collection | None, *, oldest_first: bool, begin: str = "", size: int = PAGE
) -> Questions:
    """A page of open questions, all or those of a collection; from the question with the id `begin` on."""
    ways = ("posted_at", "pk") if oldest_first else ("-posted_at", "-pk")
    lists = [_from(rows, begin, oldest_first).order_by(*ways)[: size + 1] for rows in _lists(of)]
    rows = sorted(
        (row for rows in lists for row in rows),
        key=lambda row: (row.posted_at, row.pk),
        reverse=not oldest_first,
    )
    return Questions(rows[:size], rows[size].pk if len(rows) > size else None)


def _lists(of: Collection | None) -> list[CommentQuerySet]:
    """Those of a collection are two lists, each cut from an index; one condition for both would use none."""
    rows = Comment.objects.open_questions().on_readable().select_related(*PLACES).defer("html")
    if of is None:
        return [rows]
    own = Thread.objects.on(of).values_list("pk", flat=True).first()
    return [rows.filter(of_collection=of), *([rows.filter(thread=own)] if own else [])]


def _from(rows: CommentQuerySet, begin: str, oldest_first: bool) -> CommentQuerySet:
    if not (begin.isascii() and begin.isdigit()):
        return rows
    pk = min(int(begin[:20]), LARGEST_ID)
    at = Comment.objects.published().filter(pk=pk).values_list("posted_at", flat=True).first()
    if at is None:
        return rows
    if oldest_first:
        return rows.filter(Q(posted_at__gt=at) | Q(posted_at=at, pk__gte=pk), posted_at__gte=at)
    return rows.filter(Q(posted_at__lt=at) | Q(posted_at=at, pk__lte=pk), posted_at__lte=at)
