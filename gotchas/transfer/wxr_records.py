"""What WordPress's export file (WXR) holds, as it stands there: texts, not yet judged. No Django.

Lines count the lines of the file from 1, so that a report can point into it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

VERSIONS = ("1.0", "1.1", "1.2")
Note = Callable[[int, str], object]
"""Is told a line and what was repaired there."""


class WxrRefused(ValueError):
    """The file cannot be read on from `line`; the message is one line for the operator."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}" if line else why)
        self.line = line


@dataclass(slots=True)
class WxrComment:
    """`too_long` is the name of a field that was not kept because of its length."""

    line: int
    number: str = ""
    author: str = ""
    email: str = ""
    date: str = ""
    date_gmt: str = ""
    content: str = ""
    approved: str = ""
    kind: str = ""
    parent: str = ""
    too_long: str = ""


@dataclass(slots=True)
class WxrItem:
    """A post, a page, or one of the many other things that WordPress keeps as posts."""

    line: int
    number: str = ""
    title: str = ""
    link: str = ""
    creator: str = ""
    content: str = ""
    date: str = ""
    date_gmt: str = ""
    pub_date: str = ""
    status: str = ""
    kind: str = ""
    password: str = ""
    too_long: str = ""
    comments: list[WxrComment] = field(default_factory=list)


@dataclass(slots=True)
class WxrSite:
    """What stands before the items. `authors` are display names by login."""

    title: str = ""
    link: str = ""
    base_url: str = ""
    version: str = ""
    authors: dict[str, str] = field(default_factory=dict)
