"""Comments as results of a search: gotchas knows no comments, so comments says how they are read."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as a result shows it: its words without marks, and its permalink."""

    author: str
    address: str
    text: str
    on: str
    """What it hangs on, in words."""


Reader = Callable[[Collection[int]], Mapping[int, Remark]]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Say how comments are read by their ids; those that a stranger may not see are left out."""
    _readers[:] = [reader]


def read(ids: Collection[int]) -> Mapping[int, Remark]:
    return _readers[0](ids) if ids and _readers else {}
