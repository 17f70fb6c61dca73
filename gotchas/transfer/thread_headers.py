"""Which lines of a saved thread begin a comment, and which only look as if they did.

A comment begins with a date line ("July 4, 2007 at 1:38 am") and, on the next line, a name. People
quote such lines. The printed count and the order of time tell most quotations from real headers;
what stays open is reported, never guessed in silence.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gotchas.transfer.thread_records import Note, ThreadRefused

NAME_LIMIT = 80
NAME_WORDS = 6
HEADER_LINE_LIMIT = 60
# Lines of the page's own (a subscribe button, say) that may stand between the count and the first comment.
FURNITURE = 3
# Above this share of headers out of order the page is nested by reply, not sorted by time.
NESTED_SHARE = 0.1
FIRST_YEAR, LAST_YEAR = 1990, 2199

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DATE = re.compile(
    rf"({'|'.join(MONTHS)}) ([0-9]{{1,2}}), ([0-9]{{4}}) at ([0-9]{{1,2}}):([0-9]{{2}}) ?([ap])\.?m\.?",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?P<count>[0-9][0-9,]{0,8}|one|no) (?:comments?|responses?|replies|thoughts?)(?: (?:to|on) .{1,250})?",
    re.IGNORECASE,
)
_FEED = re.compile(r"comments feed for this (?:article|post|entry)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """A date line at `index` (0-based) with the name below it."""

    index: int
    posted: datetime
    author: str


@dataclass(frozen=True, slots=True)
class CommentsStart:
    """Where the post ends (0-based index of the first line after it) and what the page declared."""

    end_of_post: int
    first_line: int
    declared: int | None


def is_date_line(line: str) -> bool:
    """Whether the line has the shape of a comment's date, even of one that is in no calendar."""
    return len(line) <= HEADER_LINE_LIMIT and _DATE.fullmatch(line.strip()) is not None


def posted_at(line: str) -> datetime | None:
    """The local time that a date line names, without zone; None when there is no such time."""
    match = _DATE.fullmatch(line.strip()) if len(line) <= HEADER_LINE_LIMIT else None
    if match is None:
        return None
    month, day, year, hour, minute, half = match.groups()
    if not (1 <= int(hour) <= 12 and FIRST_YEAR <= int(year) <= LAST_YEAR):
        return None
    hours = int(hour) % 12 + (12 if half.lower() == "p" else 0)
    try:
        return datetime(int(year), MONTHS.index(month.title()) + 1, int(day), hours, int(minute))
    except ValueError:
        return None


def comments_start(lines: Sequence[str], after: int) -> CommentsStart:
    """Find the count line ("22 comments") below line index `after`, else the first header.

    Raises ThreadRefused where a page declares comments and none that can be read follows: its first comment
    would become part of the post.
    """
    unfollowed: int | None = None
    for index in range(after, len(lines)):
        declared = _declared(lines[index])
        if declared is None:
            continue
        if _comments_follow(lines, index + 1):
            return CommentsStart(index, index + 1, declared)
        if declared and unfollowed is None:
            unfollowed = index
    if unfollowed is not None:
        what = f'after "{lines[unfollowed].strip()}" no comment begins with a date and a name'
        raise ThreadRefused(
            f'{what}, such as "July 4, 2007 at 1:38 am" and the name below it', unfollowed + 2
        )
    for index in range(after, len(lines)):
        if _header_at(lines, index) is not None:
            return CommentsStart(index, index, None)
    return CommentsStart(len(lines), len(lines), None)


def _declared(line: str) -> int | None:
    match = _COUNT.fullmatch(line.strip()) if len(line) <= 300 else None
    if match is None:
        return None
    word = match["count"].lower().replace(",", "")
    return {"one": 1, "no": 0}[word] if word.isalpha() else int(word)


def _comments_follow(lines: Sequence[str], index: int) -> bool:
    """Whether a header, or nothing more at all, follows after at most `FURNITURE` other lines."""
    others = 0
    while index < len(lines) and others <= FURNITURE:
        if _header_at(lines, index) is not None:
            return True
        others += bool(lines[index].strip()) and not is_feed_line(lines[index])
        index += 1
    return index == len(lines) and not others


def is_feed_line(line: str) -> bool:
    """Whether the line is the page's link to the feed of its comments."""
    return len(line) <= HEADER_LINE_LIMIT and _FEED.fullmatch(line.strip()) is not None


def _header_at(lines: Sequence[str], index: int) -> Header | None:
    if not is_date_line(lines[index]) or index + 1 >= len(lines):
        return None
    posted, name = posted_at(lines[index]), lines[index + 1].strip()
    if posted is None or not name or len(name) > NAME_LIMIT or is_date_line(name):
        return None
    return Header(index, posted, name)


def headers(lines: Sequence[str], start: CommentsStart) -> tuple[list[Header], list[Note]]:
    """The headers that begin a comment, in the order of the file, with notes on all that do not."""
    found: list[Header] = []
    notes: list[Note] = []
    for index in range(start.first_line, len(lines)):
        if not is_date_line(lines[index]):
            continue
        header = _header_at(lines, index)
        if header is not None:
            found.append(header)
        else:
            notes.append(Note(index + 1, "refused", _why_no_header(lines, index)))
    taken, doubts = _chosen(found, start.declared)
    return taken, sorted(notes + doubts + _count_note(taken, start), key=lambda note: note.line)


def _why_no_header(lines: Sequence[str], index: int) -> str:
    if posted_at(lines[index]) is None:
        return "a date line with a time that does not exist: kept as text"
    return "a date line without a name below it: kept as text"


def _count_note(taken: Sequence[Header], start: CommentsStart) -> list[Note]:
    if start.declared is None:
        what = f"no line says how many comments there are; {len(taken) or 'none'} found"
        return [Note(start.first_line + 1, "noted", what)]
    if start.declared == len(taken):
        return []
    what = f"{start.declared} comments declared, {len(taken)} found"
    return [Note(start.end_of_post + 1, "noted", what)]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Why a header may be quoted; weight 0 is an oddity that only a declared count turns against it."""

    weight: int
    reason: str


_BACK = _Doubt(1, "it goes back in time")
_NO_NAME = _Doubt(2, "the line below does not look like a name")


def _chosen(found: Sequence[Header], declared: int | None) -> tuple[list[Header], list[Note]]:
    doubts = _doubts(found)
    if declared is None and _nested(found, doubts):
        doubts = {
            at: rest for at, why in doubts.items() if (rest := [doubt for doubt in why if doubt != _BACK])
        }
    weight = {at: sum(doubt.weight for doubt in why) for at, why in doubts.items()}
    ranked = sorted(doubts, key=lambda at: (-weight[at], -at))
    serious = sum(1 for at in ranked if weight[at])
    surplus = serious if declared is None else max(0, len(found) - declared)
    dropped = set(ranked[:surplus])
    notes = [_doubt_note(found[at], doubts[at], at in dropped) for at in sorted(doubts)]
    if 0 < surplus < len(ranked) and weight[ranked[surplus - 1]] == weight[ranked[surplus]]:
        line = found[ranked[surplus]].index + 1
        notes.append(Note(line, "noted", "ambiguous: taken, though as doubtful as one that was refused"))
    return [header for at, header in enumerate(found) if at not in dropped], notes


def _nested(found: Sequence[Header], doubts: dict[int, list[_Doubt]]) -> bool:
    return sum(_BACK in why for why in doubts.values()) > NESTED_SHARE * len(found)


def _doubt_note(header: Header, why: Sequence[_Doubt], dropped: bool) -> Note:
    said = f"header of {header.author!r}: {' and '.join(doubt.reason for doubt in why)}"
    if dropped:
        return Note(header.index + 1, "refused", f"{said}: quoted, kept as text of the comment above")
    return Note(header.index + 1, "noted", f"{said}: taken all the same")


def _doubts(found: Sequence[Header]) -> dict[int, list[_Doubt]]:
    """For each header (by its place in `found`) that may be a quotation, the reasons."""
    doubts: dict[int, list[_Doubt]] = {}
    first_of: dict[tuple[datetime, str], int] = {}
    once: list[int] = []
    for at, header in enumerate(found):
        key = (header.posted, header.author)
        if key in first_of:
            # Right below its twin it is rather a second post of the same minute than a quotation.
            above = found[at - 1]
            weight = 0 if (above.posted, above.author) == key else 2
            said = f"it repeats line {found[first_of[key]].index + 1}"
            doubts.setdefault(at, []).append(_Doubt(weight, said))
        else:
            first_of[key] = at
            once.append(at)
        if not _looks_like_a_name(header.author):
            doubts.setdefault(at, []).append(_NO_NAME)
    in_order = _longest_in_order([found[at].posted for at in once])
    for place, at in enumerate(once):
        if place not in in_order:
            doubts.setdefault(at, []).append(_BACK)
    return doubts


def _looks_like_a_name(name: str) -> bool:
    words = name.split()
    return len(words) <= NAME_WORDS and name[-1] not in "?!:;," and not (name[-1] == "." and len(words) > 3)


def _longest_in_order(times: Sequence[datetime]) -> set[int]:
    """Places of a longest run (with gaps) that never goes back; n log n.

    Of several such runs the one whose members stand earliest: a quoted header stands below its quoter's.
    """
    tails: list[datetime] = []
    levels: list[list[int]] = []
    for place, time in enumerate(times):
        level = bisect_right(tails, time)
        if level == len(tails):
            tails.append(time)
            levels.append([])
        tails[level] = time
        levels[level].append(place)
    chosen: set[int] = set()
    after = len(times)
    for members in reversed(levels):
        fits = (m for m in members if m < after and (after == len(times) or times[m] <= times[after]))
        after = next(fits)
        chosen.add(after)
    return chosen
