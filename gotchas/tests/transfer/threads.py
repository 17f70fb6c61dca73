"""The made-up thread, and the real one where GOTCHAS_THREAD names it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

MADE_UP = Path(__file__).with_name("made_up_thread.txt")
REAL = [Path(os.environ["GOTCHAS_THREAD"])] if os.environ.get("GOTCHAS_THREAD") else []


class Seen(NamedTuple):
    family: str
    code: str
    severity: str
    written: str


def some_codes(text: str) -> Sequence[Seen]:
    """A recogniser of two families that is enough for both threads."""
    return [
        Seen(family="x", code=match[1], severity=match[2], written=match[0])
        for match in re.finditer(
            r"\b((?:ORA|TNS)-[0-9]{5}|(?:AMQ|CSQX|CSQ|MQJMS)[0-9]{4}|CSQX[0-9]{3})([A-Z]?)\b", text
        )
    ]
