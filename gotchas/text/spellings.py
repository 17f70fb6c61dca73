"""Every key that a stored code is found by, and its order and address.

A key is a code folded to A-Z and 0-9. A stored code has several, each with a tier: 0 as it is written, 1
without its suffix letter or in the other number base, 2 without leading zeros, 3 a plain number read as
hexadecimal. What a reader typed or pasted is folded by `candidates` into keys of its own, and both meet in
the table of keys.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from gotchas.text.candidates import Candidate, candidates
from gotchas.text.folding import KEY_LIMIT, SUFFIX_LETTERS, fold, hexadecimal, without_zeros

__all__ = ["KEY_LIMIT", "Candidate", "Key", "candidates", "fold", "keys_of", "natural_key", "slug_of"]

NATURAL_KEY_LIMIT: Final = 120
# As many digits as the longest number in a code that is worth ordering; longer runs stay as they are.
_ORDERED_DIGITS: Final = 10

_HEXADECIMAL = re.compile(r"0X([0-9A-F]{1,16})")
_NEGATIVE = re.compile(r"NEG(\d{9,10})")
_NUMBERED = re.compile(rf"([A-Z]+(?:\d+[A-Z]+)*)(\d{{1,9}})([{SUFFIX_LETTERS}]?)")
# A word that only says what kind of number follows: the number alone is the code as well.
_LABELLED = re.compile(r"(MQRC|RC|GSK|HTTP|ERROR|WIN32|SQLSTATE|AADSTS|STATUS)[\s_:=-]*(\d{1,9})")
_TNS_TOO = re.compile(r"ORA-?(\d{5})")
_OPENSSL = re.compile(r"ERROR:([0-9A-F]{8})")
_WARNING_OPTION = re.compile(r"-W([A-Z][A-Z0-9+=,-]*)")
_CLASS_NAME = re.compile(r"(?:[A-Z_][A-Z0-9_]*\.)+([A-Z][A-Z0-9_$]+)")
_DIGITS = re.compile(r"\d+")
_NOT_IN_AN_ADDRESS = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class Key:
    key: str
    tier: int


def keys_of(code: str, aliases: Iterable[str] = ()) -> list[Key]:
    """Every key a stored code and its aliases are found by, each once at its best tier, best tiers first."""
    best: dict[str, int] = {}
    for spelling in (code, *aliases):
        for key, tier in _keys(spelling):
            if key and len(key) <= KEY_LIMIT and tier < best.get(key, 9):
                best[key] = tier
    return [Key(key, tier) for key, tier in sorted(best.items(), key=lambda item: (item[1], item[0]))]


def _keys(spelling: str) -> Iterator[tuple[str, int]]:
    key = fold(spelling)
    yield key[:KEY_LIMIT], 0
    if number := _HEXADECIMAL.fullmatch(key):
        yield from _of_hexadecimal(int(number[1], 16))
    elif number := _NEGATIVE.fullmatch(key):
        yield from _of_hexadecimal((1 << 32) - int(number[1]))
    elif key.isdigit():
        yield from _of_number(key)
    elif parts := _NUMBERED.fullmatch(key):
        yield from _of_numbered(parts[1], parts[2], parts[3])
    yield from _other_names(unicodedata.normalize("NFKC", spelling).upper().strip())


def _of_hexadecimal(value: int) -> Iterator[tuple[str, int]]:
    yield hexadecimal(value), 1
    yield f"{value:08X}", 2
    if value > 0xFF:
        yield f"{value:X}", 2
    yield str(value), 1 if value > 99_999 else 2
    if 0x8000_0000 <= value <= 0xFFFF_FFFF:
        yield f"NEG{(1 << 32) - value}", 1


def _of_number(digits: str) -> Iterator[tuple[str, int]]:
    if len(digits) > 10:
        return
    value = int(digits)
    yield hexadecimal(value), 3
    if value > 0xFF:
        yield f"{value:08X}", 3


def _of_numbered(prefix: str, digits: str, suffix: str) -> Iterator[tuple[str, int]]:
    bare = without_zeros(digits)
    if suffix:
        yield prefix + digits, 1
    if bare != digits:
        yield prefix + bare + suffix, 2
        yield prefix + bare, 2


def _other_names(code: str) -> Iterator[tuple[str, int]]:
    """What products and people also write for a code; `code` is in upper case."""
    if label := _LABELLED.fullmatch(code):
        yield label[2], 1
        if label[1] == "MQRC":
            yield hexadecimal(int(label[2])), 1
            yield f"{int(label[2]):08X}", 2
        if label[1] == "ERROR" and len(label[2]) == 4:
            yield f"MY{label[2]}", 1
    if (number := _TNS_TOO.fullmatch(code)) and 12150 <= int(number[1]) <= 12699:
        yield f"TNS{number[1]}", 1
    if number := _OPENSSL.fullmatch(code):
        yield number[1], 1
    if option := _WARNING_OPTION.fullmatch(code):
        yield fold(option[1]), 1
    if name := _CLASS_NAME.fullmatch(code):
        yield fold(name[1]), 2


def natural_key(code: str) -> str:
    """Sorts as people count: AMQ999 before AMQ1000. Plain text, at most NATURAL_KEY_LIMIT characters.

    Every run of digits is padded with zeros; a hexadecimal number keeps its form, which has one length in a
    family and so sorts as it stands.
    """
    text = unicodedata.normalize("NFKC", code).upper().strip()
    if not text.startswith("0X"):
        text = _DIGITS.sub(lambda run: run[0].zfill(_ORDERED_DIGITS), text)
    return text[:NATURAL_KEY_LIMIT]


def slug_of(code: str) -> str:
    """The code's part of an address: what an address cannot hold plainly is written as `-`."""
    slug = _NOT_IN_AN_ADDRESS.sub("-", code.strip())
    # A browser resolves "." and ".." as folders, and an empty part is no address.
    return slug if slug.strip(".") else "-"
