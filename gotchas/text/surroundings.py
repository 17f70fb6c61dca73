"""Codes that patterns see only by what stands around them: `E0382` is anybody's, `error[E0382]` is Rust's.

A family's examples tell what stands there. A code is the family's when it is read as just that in the place
of an example's. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gotchas.text.recogniser import Recogniser


@dataclass(frozen=True, slots=True)
class Place:
    """An example without its code."""

    before: str
    after: str


def places(recogniser: Recogniser, family: str, examples: Iterable[str]) -> Iterator[Place]:
    """Where codes of the family stand in its examples; `family` is its slug."""
    for example in examples:
        for found in recogniser.scan(example):
            if found.family == family:
                yield Place(example[: found.start], example[found.end :])


def surrounded(recogniser: Recogniser, family: str, code: str, places: Sequence[Place]) -> str:
    """The text of the first place in which `code` is seen as the family's code of that name; "" for none."""
    for place in places:
        text = f"{place.before}{code}{place.after}"
        for found in recogniser.scan(text):
            if (found.family, found.code, found.written) == (family, code, code):
                return text
    return ""
