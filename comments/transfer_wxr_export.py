"""Threads as comments of a WXR file."""

import itertools
import re
from collections.abc import Iterator, Sequence

from comments.models import Comment, Thread
from gotchas import markup
from gotchas.models import Collection, Gotcha
from gotchas.transfer.wxr_verdicts import comment_id
from gotchas.transfer.wxr_writing import OutComment

_OURS = re.compile(re.escape(comment_id("")) + r"([1-9][0-9]{0,17})")


class CommentNumbers:
    """Numbers of comments in one file: what they had in WXR, each once, and new ones above all of those."""

    def __init__(self) -> None:
        ids = Comment.objects.filter(external_id__startswith=comment_id("")).values_list(
            "external_id", flat=True
        )
        highest = max((int(m[1]) for one in ids.iterator() if (m := _OURS.fullmatch(one))), default=0)
        self._next = itertools.count(highest + 1)
        self._taken: set[int] = set()

    def give(self, external_id: str) -> int:
        known = _OURS.fullmatch(external_id)
        number = int(known[1]) if known else 0
        if not number or number in self._taken:
            number = next(self._next)
        self._taken.add(number)
        return number


def comments_on(
    targets: Sequence[Collection | Gotcha], numbers: CommentNumbers, everything: bool
) -> tuple[OutComment, ...]:
    """The comments of the threads on `targets`, oldest first: published ones, with `everything` waiting too.

    A gotcha brings the threads of what was merged into it: WordPress has no other place for those.
    A reply hangs on the nearest one above it that is shown, so that WordPress shows it too.
    Addresses are written with `everything` only.
    """
    absorbed = [row for target in targets if isinstance(target, Gotcha) for row in target.absorbed]
    threads = [thread.pk for target in (*targets, *absorbed) for thread in Thread.objects.on(target)]
    rows = list(Comment.objects.filter(thread__in=threads).order_by("posted_at", "pk").defer("html"))
    by_id = {row.pk: row for row in rows}
    states = {Comment.State.PUBLISHED, Comment.State.WAITING} if everything else {Comment.State.PUBLISHED}
    kept = [row for row in rows if row.state in states]
    given = {row.pk: numbers.give(row.external_id) for row in kept}
    return tuple(
        OutComment(
            number=given[row.pk],
            author=row.author_name,
            posted_at=row.posted_at,
            content=_html(row),
            parent=next((given[pk] for pk in _above(row, by_id) if _shows(row, by_id[pk], given)), 0),
            email=row.author_email if everything else "",
            approved=row.state == Comment.State.PUBLISHED,
        )
        for row in kept
    )


def _above(row: Comment, by_id: dict[int, Comment]) -> Iterator[int]:
    """Ids of what a comment hangs on, the nearest first."""
    at = row.parent_id
    while at in by_id:
        yield at
        at = by_id[at].parent_id


def _shows(row: Comment, above: Comment, given: dict[int, int]) -> bool:
    published = Comment.State.PUBLISHED
    return above.pk in given and (above.state == published or row.state != published)


def _html(row: Comment) -> str:
    """The comment as HTML that stays as it is when it is imported: without links to pages of this site."""
    if row.format == Comment.Format.HTML:
        return row.text
    make = markup.plain if row.format == Comment.Format.PLAIN else markup.comment
    return str(make(row.text)).strip()
