"""What strangers type, cleaned in one place before anything else looks at it.

Nothing that can be seen is ever taken out here; a text that cannot be kept whole is refused by the field
(gotchas/intake/fields.py) instead.
"""

import re
import unicodedata

MARKS_IN_A_ROW = 10
"""Combining marks on one letter; no living script stacks more, and more cover the lines above."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 but tab and line feed, lone surrogates, interlinear annotation, the byte order mark, and the code
# points that are no characters: none can be seen, and XML refuses most of them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# Letters and marks by their class that print nothing: fillers, the empty Braille cell, variation selectors.
_LOOK_EMPTY = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_JOINERS = "\u200c\u200d"  # Persian, Indic scripts and emoji need them


def seen(given: str) -> str:
    """Lines end with a line feed, and what cannot be seen is gone."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", given))


def text(given: str) -> str:
    """The same with letters composed (NFC), and nothing before or after it.

    Composing takes quadratic time on a run of marks: ask `stacks_marks` first.
    """
    return unicodedata.normalize("NFC", seen(given)).strip("\n ")


def line(given: str) -> str:
    """A name or a word: one line, single spaces, and no character that only steers its neighbours.

    Direction marks would turn the rest of the page's line round, and a zero-width space hides in a name.
    """
    shown = "".join(
        c for c in text(given) if c.isspace() or c in _JOINERS or unicodedata.category(c) not in ("Cf", "Cc")
    )
    return " ".join(shown.split())


def looks_blank(given: str) -> bool:
    """Whether a reader would see nothing."""
    return all(unicodedata.category(c)[0] in "ZC" for c in _LOOK_EMPTY.sub("", given))


def stacks_marks(given: str) -> bool:
    """Whether more than MARKS_IN_A_ROW combining marks stand on one letter. Linear in the length."""
    run = 0
    for c in given:
        run = run + 1 if unicodedata.category(c)[0] == "M" else 0
        if run > MARKS_IN_A_ROW:
            return True
    return False
