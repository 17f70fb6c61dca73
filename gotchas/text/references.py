"""References in prose: "1.15" to a gotcha, "comment 7" or a pasted address to a comment.

A gotcha's number looks like a version, an amount or a piece of an address. So it counts only with no digit,
dot or letter on either side, not behind a word that announces a version (`TLS 1.2`, `version 5.3 or 6.1`) and
not before a unit (`1.5 GB`). Whether such a gotcha exists is for the caller to see.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_ADDRESS = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}://\S+|(?<!\S)/\S+")
# Numbers are never written with leading zeros. A dot behind one may end a sentence: nothing may follow it.
_NUMBER = re.compile(
    r"(?<![\w.$€£\\@])[1-9][0-9]{0,3}\.[1-9][0-9]{0,3}"
    r"(?![\w%€$\\@°]|[.:]\w|,[0-9](?![0-9]{0,3}\.[0-9])|[-/](?![1-9][0-9]{0,3}\.)\w)"
)
_VERSION_WORD = re.compile(
    r"(?:.*-)?(?:v|vers?|versions?|rel|releases?|level|vrmf|(?:fix)?pack|lts|d?tls|ssl|http|soap|java|jdk|jre|jms"
    r"|j2ee|python|perl|php|node|django|openssl|gskit|gsk|mq|wmq|mqseries|websphere|db2|oracle|mysql|mariadb"
    r"|postgres(?:ql)?|sqlite|z/?os|ios|os/400|aix|hp-?ux|solaris|sunos|linux|kernel|rhel|suse|sles|debian|ubuntu"
    r"|centos|windows|docker|kubernetes|openshift|helm)"
)
# What may stand between such a word and its number: `version: 5.3`, `MQ (9.4`. No line end: a line beginning
# with a number speaks of a gotcha, whatever the line before it ends with.
_BEFORE_A_VERSION = " \t.:=(\"'\u201c"
_UNIT = re.compile(
    r"(?i)\s?(?:[kmgt]i?b|bytes?|ms|s|secs?|seconds?|mins?|minutes?|h|hours?|days?|weeks?|years?|x|times|percent"
    r"|eur|euros?|usd|dollars?|million|billion|am|pm|[kmg]hz|kg|km|cm|mm)(?![A-Za-z])"
)
_ALSO = re.compile(r"(?i)[ \t]*(?:[,/–-]|,?[ \t]*(?:and|or|to|through|und|oder|bis)|&)[ \t]*")
# What joins two numbers without a blank: it must be another reference that stands before it.
_JOINED = frozenset(",/-–")
_LOOK_BACK = 24

_COMMENTS = re.compile(
    r"(?i)(?<!\w)(?:comment\s+(?:#|no\.?\s*)?([1-9][0-9]{0,6})"
    r"|comments\s+#?[1-9][0-9]{0,6}(?:(?:\s*,\s*|\s*,?\s*(?:and|or|&)\s+)#?[1-9][0-9]{0,6})*)(?!\w|\.[0-9])"
)
_COMMENT_NUMBER = re.compile(r"[1-9][0-9]*")
# A permalink, or what the address bar shows once it has led there: any page with #comment-123 behind it.
_PERMALINK = re.compile(
    r"(?<![^\s(\[<\"'\u201c])(?P<site>https?://[^\s/?#<>\"']{1,255})?"
    r"/(?:comments/(?P<number>[1-9][0-9]{0,8})/?(?![\w/])|[^\s<>\"'#]{0,300}#comment-(?P<anchor>[1-9][0-9]{0,8})(?!\w))"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """`number` is "1.15" or "7", of a permalink the comment's id.

    `start` and `end` count characters and cut the reference out of the text.
    """

    kind: Literal["gotcha", "comment", "permalink"]
    number: str
    start: int
    end: int


def references(text: str) -> list[Reference]:
    """Every reference in the order of the text; none inside an address or a path."""
    readable = _ADDRESS.sub(lambda address: "\x00" * len(address[0]), text)
    return sorted([*_gotchas(readable), *_comments(readable)], key=lambda reference: reference.start)


def _gotchas(text: str) -> Iterator[Reference]:
    taken = refused = -1  # where the last reference ended, and the last number that was a version
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if _is_version(text, start, refused):
            refused = end
        elif not _belongs_to_another(text, start, taken) and not _UNIT.match(text, end):
            taken = end
            yield Reference("gotcha", found[0], start, end)


def _is_version(text: str, start: int, refused: int) -> bool:
    """Behind a version's word, or joined to a version: the 1.3 of `TLS 1.2 or 1.3`."""
    if refused >= 0 and start - refused <= _LOOK_BACK and _ALSO.fullmatch(text, refused, start):
        return True
    words = text[max(0, start - _LOOK_BACK) : start].rstrip(_BEFORE_A_VERSION)
    if not words or words[-1].isspace():
        return False
    return _VERSION_WORD.fullmatch(words.split()[-1].lower().lstrip("(\"'\u201c")) is not None


def _belongs_to_another(text: str, start: int, taken: int) -> bool:
    """`1,500.25` and `a/1.5` are no references; `1.2,1.3` and `1.2-1.5` are two."""
    return start > 0 and text[start - 1] in _JOINED and taken != start - 1


def _comments(text: str) -> Iterator[Reference]:
    for found in _COMMENTS.finditer(text):
        if found[1]:
            yield Reference("comment", found[1], *found.span())
            continue
        for number in _COMMENT_NUMBER.finditer(text, found.start(), found.end()):
            yield Reference("comment", number[0], *number.span())


def permalinks(text: str, site: str) -> list[Reference]:
    """Every address of a comment of the site at `site` ("https://gotchas.example"), with or without that."""
    home = _without_scheme(site)
    return [
        Reference("permalink", found["number"] or found["anchor"], *found.span())
        for found in _PERMALINK.finditer(text)
        if found["site"] is None or _without_scheme(found["site"]) == home
    ]


def _without_scheme(site: str) -> str:
    return site.rstrip("/").partition("://")[2].lower()
