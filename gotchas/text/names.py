"""When two printed names look alike: after the skeletons of Unicode's UTS 39, and stricter.

Two names with one skeleton cannot be told apart at a glance. It is for comparing only, never shown.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_name("lookalikes.tsv")
# Pairs of letters that look like one, and letters and digits that differ by a stroke. UTS 39 keeps i and l
# apart; a capital I and a small l are one shape in most type, and case is folded here.
_PAIRS: Final = (("m", "rn"), ("w", "vv"))
_SAME: Final = str.maketrans("01i|", "olll")


def skeleton(name: str) -> str:
    """The shape of a name: without case, marks, blanks, punctuation and characters that cannot be seen.

    Empty for a name without letters and digits.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    shape = folded.translate(_lookalikes()).translate(_SAME)
    for one, two in _PAIRS:
        shape = shape.replace(one, two)
    return "".join(c for c in shape if c.isalnum())


@cache
def _lookalikes() -> dict[int, str]:
    """Code point to the Latin letter or digit that it looks like."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {ord(c): latin for latin, look in rows for c in look.split(" ")}
