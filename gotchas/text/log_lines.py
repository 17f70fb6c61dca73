"""The lines of a log that speak of an error: what is searched for words where no code is known."""

import re
from typing import Final

from gotchas.text.word_forms import tell_nothing
from gotchas.text.words import fold_words

MOST_LINES: Final = 6
LINE_LIMIT: Final = 600
"""Characters; what stands behind them rarely says what is wrong."""

FEWEST: Final = 3
"""Telling words of a line with a colon, which may be a field with its name."""

_SPEAKS_OF_AN_ERROR = re.compile(
    r"(?i)error|fail|exception|fatal|denied|cannot|can't|could not|unable|invalid|refused|rejected|abend"
    r"|panic|warning|not found|no such|time[d ]?-?out|unexpected|missing|severe|critical|abort|expired"
    r"|corrupt|fehler"
)


def error_lines(text: str, most: int = MOST_LINES) -> list[str]:
    """The first lines that speak of an error, each once, without blanks around them and cut to LINE_LIMIT."""
    found: dict[str, None] = {}
    for line in text.split("\n"):
        if _SPEAKS_OF_AN_ERROR.search(line) and _says_which(line[:LINE_LIMIT]):
            found.setdefault(line.strip()[:LINE_LIMIT])
            if len(found) == most:
                break
    return list(found)


def _says_which(line: str) -> bool:
    """Whether it tells more than a field of an event does: `Level: Error`, `Source: Application Error`."""
    telling = [word for word in fold_words(line) if word.isalpha() and not tell_nothing([word])]
    return ":" not in line or len(telling) >= FEWEST
