"""google-re2 with types: the only place that imports it.

Patterns are written by editors and texts by strangers, so neither may cost more than linear time: RE2
promises that, `re` does not. The library carries no type information; what this module hands out is typed.

Texts go in as UTF-8 bytes and offsets come out as bytes: `encode` and `CharacterOffsets` translate, because
the library's own `str` interface encodes the whole text again for every single search.
"""

import importlib
from typing import Any, Final

_re2: Final[Any] = importlib.import_module("re2")

_UNANCHORED: Final = _re2._Anchor.UNANCHORED
Span = tuple[int, int]
NO_SPAN: Final[Span] = (-1, -1)
# The bytes of UTF-8 that continue a character; every other byte begins one.
_CONTINUATION: Final = bytes(range(0x80, 0xC0))


class Refused(ValueError):
    """RE2 does not take a pattern; the message is RE2's reason, such as `missing ): (`."""


class Pattern:
    """A compiled pattern, searched in bytes."""

    def __init__(self, source: str) -> None:
        options = _re2.Options()
        options.log_errors = False
        try:
            compiled = _re2.compile(source.encode("utf-8", "surrogatepass"), options)
        except _re2.error as error:
            raise Refused(_reason(error)) from None
        self.source = source
        self.groups: int = compiled.groups
        # The call under `search()`: its match objects would take half the time of a scan with many codes.
        self._match = compiled._regexp.Match

    def search(self, text: bytes, start: int = 0) -> list[Span] | None:
        """The spans of the first match at or after `start`: the whole, then each group.

        A group that took no part has NO_SPAN.
        """
        spans: list[Span] = self._match(_UNANCHORED, text, start, len(text))
        return None if spans[0] == NO_SPAN else spans


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else b"unknown reason"
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def encode(text: str) -> bytes:
    """UTF-8; a lone surrogate, which it cannot hold, becomes one `?`, so that characters count alike."""
    return text.encode("utf-8", "replace")


class CharacterOffsets:
    """Turns byte offsets, asked for in ascending order, into character offsets in one pass over the bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ascii = data.isascii()
        self._byte = 0
        self._character = 0

    def at(self, byte: int) -> int:
        if self._ascii:
            return byte
        if byte < self._byte:
            raise ValueError("Byte offsets are asked for in ascending order.")
        self._character += len(self._data[self._byte : byte].translate(None, _CONTINUATION))
        self._byte = byte
        return self._character
