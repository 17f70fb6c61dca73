"""The message that an article quotes: the lines of the first block of code of what one sees. Pure."""

import re
from typing import Final

LINES: Final = 8
"""Lines of a block that are taken: what stands below them is a trace, not the message."""

LONGEST: Final = 300
"""Characters of a line that are taken."""

FEWEST: Final = 3
"""Words of a line that can be told from others."""

_BLOCK: Final = re.compile(r"^(`{3,}|~{3,})[^\n]*\n(.*?)^\1", re.DOTALL | re.MULTILINE)


def quoted_message(problem: str) -> list[str]:
    """Its lines that say something, each once, as they stand there; none where no block is."""
    found = _BLOCK.search(problem)
    lines = found[2].splitlines()[:LINES] if found else []
    return list(dict.fromkeys(line.strip()[:LONGEST] for line in lines if len(line.split()) >= FEWEST))
