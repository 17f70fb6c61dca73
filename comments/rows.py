"""What each comment of a page of a thread shows, as plain values made beforehand.

A page has fifty comments. Asking the table of addresses, formats of dates and conditions anew for each in the
template took most of a page's time; here what is the same for all is asked once.
"""

import datetime
import zoneinfo
from calendar import month_name
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.safestring import SafeString

from comments.models import Comment
from comments.paging import Node
from gotchas import markup
from gotchas.models import Gotcha

_NUMBER = 700_000_007
_CORRECTS_NOTHING = (Comment.Kind.QUESTION, Comment.Kind.WORKED, Comment.Kind.ACKNOWLEDGEMENT)


def addresses(name: str) -> Callable[[int], str]:
    """Makes addresses of the route `name` from comments' ids."""
    before, after = reverse(name, args=[_NUMBER]).split(str(_NUMBER))
    return lambda pk: f"{before}{pk}{after}"


@dataclass(slots=True)
class Row:
    """A comment in its place. What only few comments have, the template asks the comment for."""

    comment: Comment
    address: str
    moment: str
    """When it was posted, for programs."""

    when: str
    """The same for people, in the page's zone."""

    classes: str = "comment"
    kind: str = ""
    html: SafeString = field(default_factory=SafeString)
    parent_address: str = ""
    reply: str = ""
    correct: str = ""
    report: str = ""
    """Addresses of what this visitor may do, else empty."""

    is_marked: bool = False
    """It bears the mark of an editor or an asker, or became a correction."""

    has_more: bool = False
    """It speaks of something, was changed, or this visitor may do more with it."""

    replies: int = 0
    """Of a comment on top level: all that hangs below it on this page."""

    goes_on: bool = False
    """There are more on the next page."""

    opens: bool = False
    """The next row hangs below it."""

    closes: Sequence[bool] = ()
    """A sign for each list of replies that ends behind it, whether it is one that folds."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """What is the same for all rows of a page."""

    zone: zoneinfo.ZoneInfo
    shown: Collection[int]
    own: Collection[int]
    answerable: Collection[int]
    editor: bool
    is_open: bool
    on: Gotcha | None
    """The article that the thread hangs on, where it can be corrected."""


def rows_of(nodes: Sequence[Node[Comment]], viewer: Viewer, *, goes_on: bool = False) -> list[Row]:
    """The rows of a page in reading order; `goes_on` says that the last conversation has more than these."""
    make = _Maker(viewer)
    conversations = [list(_below(node, make, is_top=True)) for node in nodes]
    if conversations:
        conversations[-1][0].goes_on = goes_on
    return [row for rows in conversations for row in rows]


class _Maker:
    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.comment = addresses("comment")
        self.reply = addresses("comment_reply")
        self.correct = addresses("comment_correct")
        self.report = addresses("comment_report")

    def __call__(self, comment: Comment) -> Row:
        viewer, pk = self.viewer, comment.pk
        posted_at = comment.posted_at
        row = Row(
            comment,
            self.comment(pk),
            posted_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            _in_words(posted_at.astimezone(viewer.zone)),
        )
        if pk in viewer.own:
            row.classes += " own"
        if comment.state == Comment.State.REMOVED:
            row.classes += " removed"
            return row
        row.html = markup.stored(comment.html)
        row.kind = comment.kind_told
        row.is_marked = bool(
            comment.confirmed_at or comment.answer_marked_at or comment.marked_answer_id or comment.became
        )
        if comment.parent:
            at = (
                f"#{comment.parent.anchor}"
                if comment.parent_id in viewer.shown
                else self.comment(comment.parent_id)
            )
            row.parent_address = at if comment.parent.state == Comment.State.PUBLISHED else ""
        if comment.state == Comment.State.PUBLISHED:
            self._offer(row)
        else:
            row.classes += " waiting"
        speaks = comment.spoken_gotchas or comment.spoken_codes or comment.beside or comment.beside_it
        may = viewer.editor or pk in viewer.own or pk in viewer.answerable
        row.has_more = bool(speaks or comment.retold or comment.edited_at or may)
        return row

    def _offer(self, row: Row) -> None:
        comment = row.comment
        if self.viewer.is_open:
            row.reply = self.reply(comment.pk)
        can_correct = comment.kind not in _CORRECTS_NOTHING and (comment.spoken_gotchas or self.viewer.on)
        if can_correct and not comment.is_corrected:
            row.correct = self.correct(comment.pk)
        row.report = self.report(comment.pk)


def _in_words(at: datetime.datetime) -> str:
    """As the template's `j F Y, H:i T`, which looks up a language for each date."""
    return f"{at.day} {month_name[at.month]} {at.year}, {at:%H:%M %Z}"


def _below(node: Node[Comment], make: Callable[[Comment], Row], *, is_top: bool) -> Iterator[Row]:
    """The row of a node and all below it, with where lists begin and end."""
    row = make(node.row)
    if not node.replies:
        yield row
        return
    row.opens, row.replies = True, node.size if is_top else 0
    yield row
    below = [each for reply in node.replies for each in _below(reply, make, is_top=False)]
    below[-1].closes = (*below[-1].closes, is_top)
    yield from below
