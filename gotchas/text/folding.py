"""Folding a spelling into a key: what stored codes and readers' spellings are compared by."""

import re
import unicodedata
from typing import Final

# As wide as the column that holds a key.
KEY_LIMIT: Final = 120
# Letters that products put behind a number for its severity or sign: AMQ9637E, SQL0911N, CSQX022I, ICH408I.
SUFFIX_LETTERS: Final = "EWISACNTDR"
# What typographers make of a hyphen or a minus.
DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

_NOT_KEY = re.compile(r"[^0-9A-Z]")
_LONG_NEGATIVE = re.compile(rf"\s*[-{DASHES}]\s*([0-9]{{9,10}})\s*")


def fold(text: str) -> str:
    """NFKC, upper case, only A-Z and 0-9. A minus before nine or ten digits (an HRESULT) becomes NEG."""
    normal = unicodedata.normalize("NFKC", text)
    if negative := _LONG_NEGATIVE.fullmatch(normal):
        return f"NEG{negative[1]}"
    return _NOT_KEY.sub("", normal.upper())


def without_zeros(digits: str) -> str:
    return digits.lstrip("0") or "0"


def hexadecimal(value: int) -> str:
    """The key of a number in hexadecimal, without leading zeros."""
    return f"0X{value:X}"
