"""The passage that a correction quotes: as little of a text as says where it is, and where it stands now."""

import re

_SIGN = re.compile(r"[\W_]+")


def narrowed(text: str, start: int, end: int, replacement: str) -> tuple[str, str]:
    """What of `text` is to be replaced, and by what, when text[start:end] becomes `replacement`.

    Whole lines, and as few as hold all changes and stand in `text` only once, so that
    `text.replace(quoted, proposed, 1)` is the changed text. ("", replacement) for a text that is empty.
    """
    changed = text[:start] + replacement + text[end:]
    old, new = text.split("\n"), changed.split("\n")
    shortest = min(len(old), len(new))
    head = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    rest = shortest - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    step = 1
    while True:
        quoted, proposed = old[head : len(old) - tail], new[head : len(new) - tail]
        passage = "\n".join(quoted)
        # Without a line on either side one line end too many would stay, or be lost.
        is_clear = quoted and proposed and passage.strip() and place_of(text, passage)
        if is_clear or not (head or tail):
            return passage, "\n".join(proposed)
        head, tail = max(0, head - step), tail if head else max(0, tail - step)
        step *= 2


def place_of(text: str, quoted: str) -> tuple[int, int] | None:
    """Where `quoted` stands in `text`; None where it does not, or more than once."""
    start = text.find(quoted) if quoted else -1
    if start < 0 or text.find(quoted, start + 1) >= 0:
        return None
    return start, start + len(quoted)


def meets(text: str, start: int, end: int, quoted: str) -> bool:
    """Whether `quoted` meets text[start:end]; what does not stand in `text` once may be meant anywhere."""
    place = place_of(text, quoted) or (0, len(text))
    return place[0] <= end and start <= place[1]


def selected(blocks: list[str], quote: str) -> tuple[int, int] | None:
    """The first and last of `blocks` that a reader's selection reaches over; None where it is not in them.

    Compared by letters and digits alone: a page shows neither Markdown's signs nor the same line ends.
    """
    wanted = _SIGN.sub("", quote.casefold())
    ends: list[int] = []
    joined = ""
    for block in blocks:
        joined += _SIGN.sub("", block.casefold())
        ends.append(len(joined))
    at = joined.find(wanted) if wanted else -1
    if at < 0:
        return None
    first = next(n for n, end in enumerate(ends) if end > at)
    return first, next(n for n, end in enumerate(ends) if end >= at + len(wanted))
