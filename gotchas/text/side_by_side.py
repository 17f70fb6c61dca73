"""A difference as two columns: the lines of the older text beside those of the newer one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gotchas.text.diffs import Piece

AROUND = 3
"""Lines that stayed which are shown before and after a change."""

EMPTY = "↵"
"""Stands for an empty line that came or went."""

Line = list[Piece]


@dataclass(slots=True)
class Row:
    """A line of each side, as pieces without their line end; None where the other side has one more.

    `left_out` is how many lines that stayed the row stands for, 0 for a line itself.
    """

    old: Line | None = None
    new: Line | None = None
    left_out: int = 0

    @property
    def is_changed(self) -> bool:
        if self.old is None or self.new is None:
            return not self.left_out
        return any(piece.op != "same" for piece in (*self.old, *self.new))


def rows(pieces: Iterable[Piece]) -> list[Row]:
    """The lines of both texts, one that changed beside what it became, and AROUND lines about each change."""
    return list(_folded(list(_aligned(pieces))))


def _aligned(pieces: Iterable[Piece]) -> Iterator[Row]:
    """A line end that both texts have brings both columns to the same height."""
    old: list[Line] = [[]]
    new: list[Line] = [[]]
    for piece in pieces:
        sides = [side for side, other in ((old, "added"), (new, "removed")) if piece.op != other]
        for n, text in enumerate(piece.text.split("\n")):
            if n and piece.op == "same":
                yield from _level(old, new)
                old[:], new[:] = [[]], [[]]
            for side in sides:
                if n and piece.op != "same":
                    side[-1] = side[-1] or [Piece(piece.op, EMPTY)]
                    side.append([])
                if text:
                    side[-1].append(Piece(piece.op, text))
    yield from _level(old, new)


def _level(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Row]:
    """What came before a line that stayed stands above it, what came after it below."""
    longer = max(old, new, key=len)
    is_below = not any(piece.op == "same" for piece in longer[0])
    gap: list[None] = [None] * abs(len(old) - len(new))
    columns = []
    for side in (old, new):
        short = len(side) < len(longer)
        column: list[Line | None] = [*side]
        columns.append(
            [*column[:-1], *gap, column[-1]] if short and is_below else [*column, *gap] if short else column
        )
    for before, after in zip(*columns, strict=True):
        yield Row(before, after)


def _folded(lines: Sequence[Row]) -> Iterator[Row]:
    near: set[int] = set()
    for n, row in enumerate(lines):
        if row.is_changed:
            near.update(range(n - AROUND, n + AROUND + 1))
    left_out = 0
    for n, row in enumerate(lines):
        if n not in near:
            left_out += 1
            continue
        if left_out:
            yield Row(left_out=left_out)
        left_out = 0
        yield row
    if left_out:
        yield Row(left_out=left_out)
