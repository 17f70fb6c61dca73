"""The path column: where a comment stands in its thread, as text that sorts like the thread reads.

A path is a row of segments of `SEGMENT` characters, one for each level. A segment orders siblings by posting
time, then by id, so two posters never race for a place and old comments that are imported later stand where
they belong. Below `DEPTH` levels replies become siblings of what they answer; the parent is kept for display.
Sorts rightly under the C collation and SQLite's BINARY: digits before upper-case letters.
"""

import datetime

DEPTH = 6  # levels that are shown nested
TIME_DIGITS = 7  # base 36 seconds since year 1: reaches to the year 2484
ID_DIGITS = 8  # base 36: 2.8 billion times a thousand comments
SEGMENT = TIME_DIGITS + ID_DIGITS
MAX_LENGTH = DEPTH * SEGMENT

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EPOCH = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)


def base36(number: int, width: int) -> str:
    """`number` in `width` upper-case digits; what is too large becomes the largest there is."""
    number = max(0, min(number, 36**width - 1))
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def segment(posted_at: datetime.datetime, comment_id: int) -> str:
    """The segment of one comment; `posted_at` is aware."""
    seconds = int((posted_at - _EPOCH).total_seconds())
    return base36(seconds, TIME_DIGITS) + base36(comment_id, ID_DIGITS)


def child_path(parent_path: str, posted_at: datetime.datetime, comment_id: int) -> str:
    """The path of a comment below `parent_path` ("" for a thread's top level), capped at `DEPTH` levels."""
    kept = parent_path[: (DEPTH - 1) * SEGMENT]
    return kept + segment(posted_at, comment_id)


def depth(path: str) -> int:
    """1 for a comment on top level."""
    return len(path) // SEGMENT


def top(path: str) -> str:
    """The path of the top-level comment that a comment hangs below, itself for one on top level."""
    return path[:SEGMENT]
