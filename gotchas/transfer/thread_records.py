"""What a saved blog post and its comments are, once read: plain values, no Django.

Lines are 1-based and count the lines of the saved file, so that a report can point into it.
Texts are exactly as printed; only the fields called Markdown are escaped for the renderer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Verdict = Literal["taken", "refused", "noted"]


class ThreadRefused(ValueError):
    """The file as a whole cannot be imported; the message is one line for the operator."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {why}" if line else why)
        self.line = line


class SeenCode(Protocol):
    """What is needed of a code that a recogniser found (`gotchas.text.families.FoundCode`)."""

    @property
    def family(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def written(self) -> str: ...


CodeFinder = Callable[[str], Sequence[SeenCode]]


def no_codes(text: str) -> Sequence[SeenCode]:
    """The finder of a caller that does not want codes."""
    return ()


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the report: what became of `line` and why."""

    line: int
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """One numbered item of the post.

    problem, cause, solution and tip are Markdown whose rendering shows the printed characters;
    `text` is the whole item as printed, title line included.
    """

    line: int
    source_number: str
    title: str
    kind: Literal["problem", "tip"]
    platforms: str
    platform_words: tuple[str, ...]
    problem: str
    cause: str
    solution: str
    tip: str
    text: str
    codes: tuple[SeenCode, ...]


@dataclass(frozen=True, slots=True)
class ThreadComment:
    """One comment; `posted` is local time of a zone that the file does not name."""

    line: int
    last_line: int
    number: int
    author: str
    posted: datetime
    text: str
    codes: tuple[SeenCode, ...]


@dataclass(frozen=True, slots=True)
class ThreadFile:
    """A whole saved post.

    `declared` is the count printed above the comments, None without one; `found` how many headers
    begin a comment, those included whose text was refused.
    """

    introduction: str
    items: tuple[ThreadItem, ...]
    comments: tuple[ThreadComment, ...]
    declared: int | None
    found: int
    report: tuple[Note, ...]

    @property
    def complete(self) -> bool:
        """Whether there are at least as many comments as the page said; refused ones count."""
        return self.declared is None or self.found >= self.declared
