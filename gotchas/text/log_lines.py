"""The lines of a log that speak of an error: what is searched for words where no code is known."""

import re
from typing import Final

MOST_LINES: Final = 6
LINE_LIMIT: Final = 600
"""Characters; what stands behind them rarely says what is wrong."""

_SPEAKS_OF_AN_ERROR = re.compile(
    r"(?i)error|fail|exception|fatal|denied|cannot|can't|could not|unable|invalid|refused|rejected|abend"
    r"|panic|warning|not found|no such|time[d ]?-?out|unexpected|missing|severe|critical|abort|expired"
    r"|corrupt|fehler"
)


def error_lines(text: str, most: int = MOST_LINES) -> list[str]:
    """The first lines that speak of an error, each once, without blanks around them and cut to LINE_LIMIT."""
    found: dict[str, None] = {}
    for line in text.split("\n"):
        if _SPEAKS_OF_AN_ERROR.search(line):
            found.setdefault(line.strip()[:LINE_LIMIT])
            if len(found) == most:
                break
    return list(found)
