"""What changed between two texts, word by word.

diff-match-patch compares two strings of characters. Both texts are cut into pieces (first lines, then the
words of the lines that changed) and every different piece is given a character of its own, so that a whole
piece counts as one step. The library's own clean-ups are left out: they shift changes by single characters,
in quadratic time.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, Protocol, cast

import diff_match_patch as _library

SECONDS = 0.3
"""How long the shortest answer is looked for; after that, what is left counts as replaced whole."""
_SECONDS_FOR_LINES = 0.1

Op = Literal["same", "added", "removed"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A word keeps its combining accents; blanks before and after it are pieces of their own.
_WORD = re.compile(r"[\w\u0300-\u036f]+|[^\S\n]+|\n+|[^\w\s]", re.DOTALL)
_OPS: dict[int, Op] = {-1: "removed", 0: "same", 1: "added"}
_SURROGATES = range(0xD800, 0xE000)
_LAST_CHARACTER = 0x10FFFF


class _Engine(Protocol):
    """The part of diff_match_patch that is used; the library has no types of its own."""

    Diff_Timeout: float
    diff_halfMatch: Callable[[str, str], None]  # noqa: N815  its own name

    def diff_main(self, old: str, new: str, checklines: bool, deadline: float) -> list[tuple[int, str]]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both have, or only the newer ("added"), or only the older ("removed")."""

    op: Op
    text: str


def word_diff(old: str, new: str, seconds: float = SECONDS) -> list[Piece]:
    """The pieces that lead from `old` to `new`, never two of one kind in a row, "removed" before "added".

    Joining the texts of "same" and "removed" gives `old` exactly, of "same" and "added" `new`. Two equal
    texts give one "same" piece, two empty ones none. The time is bounded by `seconds` and a few passes over
    both texts; less makes coarser pieces.
    """
    now = time.time()
    pieces: list[Piece] = []
    first = now + min(_SECONDS_FOR_LINES, seconds / 3)
    for op, (before, after) in _changes(_LINE.findall(old), _LINE.findall(new), first):
        if op == "same":
            pieces.append(Piece("same", before))
            continue
        for word_op, (gone, come) in _changes(_WORD.findall(before), _WORD.findall(after), now + seconds):
            if word_op == "same":
                pieces.append(Piece("same", gone))
            else:
                pieces += [Piece("removed", gone), Piece("added", come)]
    return list(_tidy(pieces))


def in_context(pieces: Sequence[Piece], around: int = 300) -> list[Piece]:
    """The same with at most `around` characters of what stayed on each side of a change, cut at line ends."""
    shown = []
    for n, piece in enumerate(pieces):
        text = piece.text
        before, after = ("" if n == 0 else text[:around]), ("" if n == len(pieces) - 1 else text[-around:])
        if piece.op == "same" and len(before) + len(after) < len(text):
            head = before[: before.rfind("\n") + 1] or before
            tail = after[after.find("\n") + 1 :] or after
            text = f"{head}…\n{tail}" if after else f"{head}…"
        shown.append(Piece(piece.op, text))
    return shown


def runs_changed(old: Sequence[str], new: Sequence[str], seconds: float) -> Iterator[Piece]:
    """Runs of the pieces that two texts were cut into, and what became of them; sought `seconds` at most."""
    for op, text in _compare(old, new, time.time() + seconds):
        yield Piece(op, text)


def _changes(
    old: Sequence[str], new: Sequence[str], deadline: float
) -> Iterator[tuple[Literal["same", "changed"], tuple[str, str]]]:
    """Runs of pieces that are the same, and runs that were changed, each as the text before and after it."""
    compared = list(_compare(old, new, deadline))
    for same, run in groupby(compared, key=lambda step: step[0] == "same"):
        steps = list(run)
        if same:
            text = "".join(text for _, text in steps)
            yield "same", (text, text)
        else:
            before = "".join(text for op, text in steps if op == "removed")
            after = "".join(text for op, text in steps if op == "added")
            yield "changed", (before, after)


def _compare(old: Sequence[str], new: Sequence[str], deadline: float) -> Iterator[tuple[Op, str]]:
    """Runs of the pieces of both lists, each joined, with what became of it.

    Joined at once: texts of 64 KiB have up to 65,536 pieces, and handing on each of them took longer than
    the search for what changed.
    """
    characters: dict[str, str] = {}
    for piece in (*old, *new):
        if piece not in characters:
            number = 1 + len(characters)
            number += len(_SURROGATES) if number >= _SURROGATES.start else 0
            if number > _LAST_CHARACTER:  # more different pieces than there are characters
                yield "removed", "".join(old)
                yield "added", "".join(new)
                return
            characters[piece] = chr(number)
    pieces = {character: piece for piece, character in characters.items()}
    coded_old, coded_new = ("".join(characters[piece] for piece in side) for side in (old, new))
    for sign, coded in _engine().diff_main(coded_old, coded_new, False, deadline):
        yield _OPS[sign], "".join(map(pieces.__getitem__, coded))


def _engine() -> _Engine:
    engine = cast(_Engine, _library.diff_match_patch())
    engine.Diff_Timeout = SECONDS
    # Its search for a common half ignores the deadline and is quadratic on a text that repeats itself.
    engine.diff_halfMatch = lambda old, new: None
    return engine


def _tidy(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbouring changes as one; a blank between two replaced words counts as replaced with them."""
    gone, come, kept = "", "", ""
    for piece in pieces:
        if piece.op == "same":
            kept += piece.text
            continue
        if kept and gone and come and kept.isspace() and "\n" not in kept:
            gone, come, kept = gone + kept, come + kept, ""
        elif kept:
            yield from _run(gone, come, kept)
            gone, come, kept = "", "", ""
        if piece.op == "removed":
            gone += piece.text
        else:
            come += piece.text
    yield from _run(gone, come, kept)


def _run(gone: str, come: str, kept: str) -> Iterator[Piece]:
    for op, text in (("removed", gone), ("added", come), ("same", kept)):
        if text:
            yield Piece(cast(Op, op), text)
