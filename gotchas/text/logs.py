"""The codes of a pasted log: each once, in the order of first appearance, with the lines it stands in.

Terminals and mail wrap long lines wherever the width ends, also inside a code. Such a code is joined only
where the break is plainly a wrapped one: the line is exactly as wide as the text is, that width is one of a
terminal or several lines have it, and letters or digits stand on both sides of the break.
"""

import bisect
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from gotchas.text.recogniser import FoundCode, Recogniser

# Columns of terminals, printers and mail programs.
TERMINAL_WIDTHS: Final = frozenset({72, 76, 78, 79, 80, 100, 120, 121, 132, 133})
# So many lines of the same full width show that somebody wrapped the text there.
_FULL_LINES: Final = 3
_NARROWEST: Final = 40

_BREAK = re.compile(r"(?<=[A-Za-z0-9])\r?\n(?=[A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class LoggedCode:
    """A code of a log: its first appearance, the lines it begins in (each once), how often it is there."""

    found: FoundCode
    lines: tuple[int, ...]
    count: int = 1


def codes_in_log(text: str, recogniser: Recogniser) -> list[LoggedCode]:
    places: dict[tuple[str, str], list[FoundCode]] = {}
    for found in finds_in_log(text, recogniser):
        places.setdefault((found.family, found.code), []).append(found)
    return [
        LoggedCode(found[0], tuple(dict.fromkeys(each.line for each in found)), len(found))
        for found in places.values()
    ]


def finds_in_log(text: str, recogniser: Recogniser) -> list[FoundCode]:
    """What stands in the text, and what stands in it once the wrapped lines are whole again, in its order."""
    plain = recogniser.scan(text)
    breaks = wrapped_at(text)
    if not breaks:
        return plain
    across = _across(text, breaks, recogniser)
    starts = [found.start for found in across]
    kept = [found for found in plain if not _inside(found, across, starts)]
    return sorted([*kept, *across], key=lambda found: found.start)


def _inside(found: FoundCode, across: list[FoundCode], starts: list[int]) -> bool:
    """Whether a code across a break covers it: AMQ9637 at a line's end is the first part of AMQ9637E."""
    at = bisect.bisect_right(starts, found.start) - 1
    return at >= 0 and found.end <= across[at].end


def wrapped_at(text: str) -> list[tuple[int, int]]:
    """(start, end) of the line ends at which a line was cut by the width."""
    widths = Counter(len(line.removesuffix("\r")) for line in text.split("\n"))
    width = max(widths, default=0)
    if width < _NARROWEST or (width not in TERMINAL_WIDTHS and widths[width] < _FULL_LINES):
        return []
    ends = [found.span() for found in _BREAK.finditer(text)]
    return [(start, end) for start, end in ends if start - text.rfind("\n", 0, start) - 1 == width]


def _across(text: str, breaks: list[tuple[int, int]], recogniser: Recogniser) -> list[FoundCode]:
    """The codes that appear only when the breaks are taken out, with the places they have in the text."""
    pieces, joints, removed = [], [], []
    at = gone = 0
    for start, end in breaks:
        pieces.append(text[at:start])
        joints.append(start - gone)
        gone += end - start
        removed.append(gone)
        at = end
    joined = "".join([*pieces, text[at:]])
    across = []
    for found in recogniser.scan(joined):
        passed = bisect.bisect_right(joints, found.start)
        if passed < len(joints) and joints[passed] < found.end:
            across.append(_moved(text, found, joints, removed))
    return across


def _moved(text: str, found: FoundCode, joints: list[int], removed: list[int]) -> FoundCode:
    """The same code at its place in the text that still has its breaks."""
    before = bisect.bisect_right(joints, found.start)
    inside = bisect.bisect_left(joints, found.end)
    start = found.start + (removed[before - 1] if before else 0)
    end = found.end + (removed[inside - 1] if inside else 0)
    line_start = text.rfind("\n", 0, start) + 1
    return FoundCode(
        family=found.family,
        code=found.code,
        severity=found.severity,
        written=text[start:end],
        start=start,
        end=end,
        line=found.line + before,
        column=start - line_start + 1,
    )
