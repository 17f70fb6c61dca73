"""The words of a text as search compares them, and a message's head without its placeholders."""

import re
import unicodedata
from typing import Final

WORD_LIMIT: Final = 40

# SQLite's tokenizer takes these letters of two scripts for marks and would part a word at them.
_WORD = re.compile(r"[^\W_\u19b0-\u19c9\u1cf2\u1cf3]+")
# What a message has where the product puts names and numbers: {0}, %s, %1$d, %08X, <name>.
_PLACEHOLDER = re.compile(
    r"\{[^{}\n]{0,30}\}|%\d{1,2}!\w{1,8}!|%(?:\d{1,2}\$)?[-+.*0-9]{0,8}l?[A-Za-z]|%\d{1,2}|<[^<>\n]{1,40}>"
)


def fold_words(text: str) -> list[str]:
    """NFKC, lower case; letters and digits; two characters or more, or a digit; longer than 40 left out."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return [
        word
        for word in _WORD.findall(normal)
        if (len(word) > 1 or word.isdigit()) and len(word) <= WORD_LIMIT
    ]


def without_placeholders(head: str) -> str:
    """The head of a message without {0}, %s and <name>: a blank stands for each."""
    return _PLACEHOLDER.sub(" ", head)
