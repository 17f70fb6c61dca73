"""Heads of documents: folded words of a title, and of other ways to say it. Pure."""

from collections.abc import Iterable
from typing import Final

APART: Final = " / "
"""What stands between two ways, as no word does: SQLite's index reads over it."""


def joined(ways: Iterable[str]) -> str:
    return APART.join(filter(None, ways))


def ways_of(head: str) -> list[str]:
    """Each way that a head is said, the title first."""
    return head.split(APART)


def words_of(head: str) -> set[str]:
    return {*head.split()} - {APART.strip()}
