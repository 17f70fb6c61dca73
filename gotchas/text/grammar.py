"""A code taken apart, so that the page of a family can show how its codes are built."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gotchas.text.recogniser import Family, FoundCode, Recogniser

Kind = Literal["prefix", "letters", "number", "name", "sign", "severity", "code"]

_PIECES: Final = re.compile(r"[A-Za-z_]+|[0-9]+|[^A-Za-z0-9_]+")
_DIGIT: Final = re.compile("[0-9]")
_MIXED: Final = re.compile("[0-9][A-Za-z]")
"""Letters after digits, as in `42P01` and `0A000086`: no part of it says anything alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a code as it is written; `says` is what the family's letters say of a severity letter."""

    text: str
    kind: Kind
    says: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A line with a code in it: what stands before and after the code, its parts, and its normal form."""

    before: str
    parts: tuple[Part, ...]
    after: str
    code: str

    @property
    def written(self) -> str:
        return "".join(part.text for part in self.parts)


def take_apart(family: Family, lines: Iterable[str]) -> Example | None:
    """The first of `lines` whose code shows most of the family's grammar: one with a severity letter if any.

    None when the family recognises a code in none of them.
    """
    recogniser = Recogniser([family])
    found = [(line, hit) for line in lines for hit in recogniser.scan(line)[:1]]
    if not found:
        return None
    line, hit = next(((line, hit) for line, hit in found if hit.severity), found[0])
    return Example(line[: hit.start], tuple(_parts(family, hit)), line[hit.end :], hit.code)


def _parts(family: Family, hit: FoundCode) -> Sequence[Part]:
    at = _place_of_severity(hit)
    if at is None:
        return _pieces(hit.written) if _DIGIT.search(hit.written) else [Part(hit.written, "name")]
    says = dict(family.severity_letters).get(hit.severity, "")
    after = hit.written[at + len(hit.severity) :]
    return [
        *_pieces(hit.written[:at]),
        Part(hit.severity, "severity", says),
        *_pieces(after, prefix="letters"),
    ]


def _place_of_severity(hit: FoundCode) -> int | None:
    """At the end, as in AMQ9637E, or alone between two signs, as in %LINK-3-UPDOWN."""
    if not hit.severity:
        return None
    if hit.written.endswith(hit.severity):
        return len(hit.written) - len(hit.severity)
    alone = re.search(rf"(?<![A-Za-z0-9]){re.escape(hit.severity)}(?![A-Za-z0-9])", hit.written)
    return alone.start() if alone else None


def _pieces(text: str, prefix: Kind = "prefix") -> list[Part]:
    """Runs of letters, digits and signs; the first run of letters is the prefix."""
    if re.fullmatch(r"0[xX][0-9A-Fa-f]+", text):
        return [Part(text[:2], "prefix"), Part(text[2:], "number")]
    if _MIXED.search(text):
        return [Part(text, "code")]
    parts: list[Part] = []
    for piece in _PIECES.findall(text):
        kind: Kind = "sign"
        if piece[0].isdigit():
            kind = "number"
        elif piece[0].isalpha() or piece[0] == "_":
            kind, prefix = prefix, "letters"
        parts.append(Part(piece, kind))
    return parts
