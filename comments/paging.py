"""Pages cut from a thread, and the tree of one page: pure, from paths alone.

A page begins at a comment and holds the PAGE comments that follow in the order of paths, so a page's address
holds however the thread grows, and no page costs more than another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Generic, Literal, Protocol, TypeVar

PAGE = 50
"""Comments on one page."""

PAGE_CHARACTERS = 300_000
"""Of HTML in the comments of one page: fifty long ones would make it slow to load, so it ends earlier."""


class HasPath(Protocol):
    path: str


Row = TypeVar("Row", bound=HasPath)


@dataclass(slots=True)
class Node(Generic[Row]):
    """A comment with the replies below it that stand on the same page."""

    row: Row
    replies: "list[Node[Row]]" = field(default_factory=list)

    @property
    def size(self) -> int:
        """Replies below it on this page, all levels."""
        return sum(1 + reply.size for reply in self.replies)


def nest(rows: Iterable[Row]) -> list[Node[Row]]:
    """The tree of a page; `rows` in the order of their paths.

    Each row hangs below the nearest one before it whose path its own continues. Where a page begins inside a
    conversation, or a comment above is not shown, the row stands on the page's top level.
    """
    tops: list[Node[Row]] = []
    branch: list[Node[Row]] = []
    for row in rows:
        node = Node(row)
        while branch and not row.path.startswith(branch[-1].row.path):
            branch.pop()
        (branch[-1].replies if branch else tops).append(node)
        branch.append(node)
    return tops


def fitting(sizes: Sequence[int]) -> int:
    """How many of the next comments stand on one page, from the length of their HTML: one at least."""
    total = accumulate(sizes[:PAGE])
    return max(1, sum(size <= PAGE_CHARACTERS for size in total))


def flat(nodes: Sequence[Node[Row]]) -> Iterator[Row]:
    """The rows of a tree in reading order."""
    for node in nodes:
        yield node.row
        yield from flat(node.replies)


Beginning = Literal["thread", "conversation", "comment"]


def beginning(before_in_thread: int, before_in_conversation: int) -> Beginning:
    """Where the page begins on which a comment is looked up, from how many shown comments stand before it.

    The first page when it is there; else a page that begins at its top-level comment, so that the
    conversation is seen from its start; in a conversation longer than a page, at the comment itself. Both
    numbers may be capped at PAGE.
    """
    if before_in_thread < PAGE:
        return "thread"
    return "conversation" if before_in_conversation < PAGE else "comment"
