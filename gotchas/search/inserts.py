"""What products put into a message: names, paths, addresses. They say whose error it is, not which. Pure."""

import re
from typing import Final

from gotchas.text.words import fold_words

FEWEST: Final = 2
"""Words of the message itself without which nothing in it is taken for an insert."""

# In quotes as products and typographers write them, a mail address, a file below where the command ran.
# Whole paths, versions and names of options tell much where somebody says how an error was mended.
_INSERT = re.compile(
    r"""
      (?<!\w) ' [^'\n]{1,120} ' (?!\w)
    | (?<!=) " [^"\n]{1,120} "
    | ` [^`\n]{1,120} `
    | [\u201c\u201e\u00ab] [^\u201c\u201d\u00bb\n]{1,120} [\u201c\u201d\u00bb]
    | \u2018 [^\u2018\u2019\n]{1,120} \u2019
    | (?<!\S) [\w.+-]{1,64} @ [\w.-]+
    | (?<![\w<./\\~-]) [\w+-]+ (?:[/\\] [\w.+-]+)* [/\\] [\w+-]+ (?:\. [A-Za-z]\w{0,4})+
    """,
    re.VERBOSE,
)

_PATH = re.compile(r"(?<![\w<])(?:[A-Za-z]:)?[\w.+~-]{0,80}(?:[/\\][\w.+-]+){2,}")


def inserted(text: str) -> frozenset[str]:
    """The folded words of a message that stand in nothing but inserts; none where little else is left."""
    own = frozenset(fold_words(without_inserts(text)))
    return frozenset(fold_words(text)) - own if len(own) >= FEWEST else frozenset()


def said(text: str) -> frozenset[str]:
    """The folded words of a message itself: no inserts, and no whole paths."""
    return frozenset(fold_words(_PATH.sub(" ", without_inserts(text))))


def without_inserts(text: str) -> str:
    """A message without what was put into it: a blank stands for each."""
    return _INSERT.sub(" ", text)
