"""Two changes of one text put together, and where a passage stands in a text that was changed since.

A three-way merge over words: what only one side changed is taken, what both changed alike is taken once, and
what they changed differently is a conflict with its three texts. Nothing is guessed: two changes between
which no whole word stayed belong together ("keysize 1024" and "1024 bits" speak of one number).
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gotchas.text.diffs import Piece, runs_changed
from gotchas.text.quoting import place_of

SECONDS = 0.2
"""How long each side is compared with the base; what is left then counts as replaced whole."""
_SECONDS_FOR_LINES = 0.08

# Coarser than for the eye: of "1.15" nobody changes the 1 and somebody else the 15.
_WORD = re.compile(r"\S+|[^\S\n]+|\n")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BLANKS = re.compile(r"\s+")


class Edit(NamedTuple):
    """That base[start:end] is replaced by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stretch that both sides changed, each in its way: as it was, and as it is on either side."""

    base: str
    ours: str
    theirs: str


Part = str | Conflict


@dataclass(frozen=True, slots=True)
class Merge:
    """What two changes of a text come to: stretches of text, and conflicts between them."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str | None:
        """The merged text; None where there is a conflict."""
        return None if self.conflicts else "".join(part for part in self.parts if isinstance(part, str))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return tuple(part for part in self.parts if isinstance(part, Conflict))

    @property
    def base(self) -> str:
        """The merged text with each conflict as it was in the base; `ours` and `theirs` are alike."""
        return self._side(lambda conflict: conflict.base)

    @property
    def ours(self) -> str:
        return self._side(lambda conflict: conflict.ours)

    @property
    def theirs(self) -> str:
        return self._side(lambda conflict: conflict.theirs)

    def _side(self, chosen: Callable[[Conflict], str]) -> str:
        return "".join(part if isinstance(part, str) else chosen(part) for part in self.parts)


def merge(base: str, ours: str, theirs: str) -> Merge:
    """Both changes of `base` in one text, or where they contradict each other.

    The order of the two sides changes nothing but their names. Time is bounded by twice SECONDS and a few
    passes over the texts: what could not be compared until then is a conflict rather than a guess.
    """
    if ours == theirs or theirs == base:
        return _plain(ours)
    if ours == base:
        return _plain(theirs)
    parts: list[Part] = []
    at = 0
    for start, end, mine, yours in _groups(base, edits(base, ours), edits(base, theirs)):
        parts.append(base[at:start])
        parts.append(
            _settled(base[start:end], _edited(base, start, end, mine), _edited(base, start, end, yours))
        )
        at = end
    parts.append(base[at:])
    return Merge(tuple(_joined(parts)))


def edits(old: str, new: str) -> list[Edit]:
    """What leads from `old` to `new`, in order, no two of them side by side: whole words and line ends."""
    found: list[Edit] = []
    at = 0
    for gone, come in _runs(old, new):
        if gone != come:
            found.append(Edit(at, at + len(gone), come))
        at += len(gone)
    return found


def applied(base: str, quoted: str, proposed: str) -> str | None:
    """`base` with the passage `quoted` as `proposed`; None where it is not there, or not clear which it is.

    An empty passage is the whole of an empty text.
    """
    if not quoted:
        return proposed if not base else None
    place = place_of(base, quoted)
    return None if place is None else base[: place[0]] + proposed + base[place[1] :]


def now_at(quoted: str, base: str, text: str) -> tuple[int, int] | None:
    """Where the passage `quoted` of `base` stands in `text`: unchanged, wherever it was moved to.

    One that stands there several times is told by the lines around it in `base`, where those stand together
    only once; line ends and blanks may have changed. None where it is gone, changed or not clear.
    """
    if not quoted.strip():
        return None
    return place_of(text, quoted) or _among_its_neighbours(quoted, base, text) or _reflowed(quoted, text)


def carried_to(quoted: str, proposed: str, base: str | None, text: str) -> tuple[int, int] | None:
    """Where `proposed` may take the place of `quoted` in `text`, though no merge with `base` puts it there.

    The passage must stand there unchanged. Where its first or last word is changed, or something is added
    there, no word separates that from the line beyond: none may be there that is new, and none gone that
    stood beyond it in `base`. Of an erased base (None) nothing is known, so nothing is added beside a line.
    """
    place = now_at(quoted, base or "", text)
    there = place_of(base or "", quoted)
    if place is None:
        return None
    old, new = _WORD.findall(quoted), _WORD.findall(proposed)
    head, tail = _alike(old, new), _alike(old[::-1], new[::-1])
    if base is None and len(old) not in (head, tail):
        return place
    stood, stands = _stripped_lines(base or ""), _stripped_lines(text)
    now, then = _beyond(text, place), _beyond(base or "", there) if there else ("", "")
    for n, is_touched in enumerate((head == 0 or tail == len(old), tail == 0 or head == len(old))):
        if is_touched and not (now[n] in stood and then[n] in stands):
            return None
    return place


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces the two begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))


def _stripped_lines(text: str) -> set[str]:
    return {line.strip() for line in text.split("\n")} | {""}


def _beyond(text: str, place: tuple[int, int]) -> tuple[str, str]:
    """The lines before and after a place, empty ones passed over; "" where there is none."""
    before, after = text[: place[0]].rstrip(), text[place[1] :].lstrip()
    return before.rpartition("\n")[2].strip(), after.partition("\n")[0].strip()


def _among_its_neighbours(quoted: str, base: str, text: str) -> tuple[int, int] | None:
    there = place_of(base, quoted)
    if there is None or quoted not in text:
        return None
    start = base.rfind("\n", 0, max(there[0] - 1, 0)) + 1 if there[0] else 0
    end = base.find("\n", min(there[1] + 1, len(base)))
    around = base[start : end if end >= 0 else len(base)]
    found = place_of(text, around)
    return found and (found[0] + there[0] - start, found[0] + there[1] - start)


def _reflowed(quoted: str, text: str) -> tuple[int, int] | None:
    """The place of the same words in a text whose line ends and blanks may be others."""
    words = [found.span() for found in re.finditer(r"\S+", text)]
    wanted = _BLANKS.sub(" ", quoted.strip())
    lined = " ".join(text[start:end] for start, end in words)
    found = place_of(f" {lined} ", f" {wanted} ")
    if found is None:
        return None
    first = lined.count(" ", 0, found[0])
    return words[first][0], words[first + wanted.count(" ")][1]


def _plain(text: str) -> Merge:
    return Merge((text,) if text else ())


def _runs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Pieces of both texts from left to right as (old, new): lines first, then words of changed lines."""
    now = time.monotonic()
    for before, after in _changes(_LINE.findall(old), _LINE.findall(new), now, _SECONDS_FOR_LINES):
        if before == after:
            yield before, after
        else:
            yield from _changes(_WORD.findall(before), _WORD.findall(after), now, SECONDS)


def _changes(
    old: Sequence[str], new: Sequence[str], since: float, seconds: float
) -> Iterator[tuple[str, str]]:
    left = max(0.0, since + seconds - time.monotonic())
    gone = come = ""
    for piece in (*runs_changed(old, new, left), Piece("same", "")):
        if piece.op == "removed":
            gone += piece.text
        elif piece.op == "added":
            come += piece.text
        else:
            if gone or come:
                yield gone, come
            gone = come = ""
            if piece.text:
                yield piece.text, piece.text


def _groups(
    base: str, ours: Sequence[Edit], theirs: Sequence[Edit]
) -> Iterator[tuple[int, int, list[Edit], list[Edit]]]:
    """Edits that belong together: (start, end, ours, theirs), in the order of the base."""
    queue = sorted([(e.start, e.end, 0, e) for e in ours] + [(e.start, e.end, 1, e) for e in theirs])
    sides: tuple[list[Edit], list[Edit]] = ([], [])
    low = high = 0
    for start, end, side, edit in queue:
        if any(sides) and start > high and base[high:start].strip():
            yield low, high, *sides
            sides = ([], [])
        if not any(sides):
            low, high = start, end
        sides[side].append(edit)
        high = max(high, end)
    if any(sides):
        yield low, high, *sides


def _edited(base: str, start: int, end: int, changes: Sequence[Edit]) -> str:
    parts: list[str] = []
    at = start
    for edit in changes:
        parts += [base[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, base[at:end]])


def _settled(base: str, ours: str, theirs: str) -> Part:
    if ours in (theirs, base):
        return theirs
    return ours if theirs == base else Conflict(base, ours, theirs)


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """The same without empty texts, and without two texts side by side."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        yield part
        text = ""
    if text:
        yield text
