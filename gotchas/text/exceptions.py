"""Chains of exceptions in a log: which was the cause, and which only wrapped another.

Java prints the outermost first and then `Caused by:`, so does .NET with `--->`; IBM MQ's classes for Java
write the inner ones into the message, `AMQ9204: … [1=JmqiException[AMQ9771: …`. Python prints the cause first
and says between two tracebacks how they hang together. Every chain comes out in one order: outermost first,
root cause last. What writes the lines may put a time, a level, a container's or a program's name before each:
that is taken off first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

_LINE_LIMIT: Final = 4_000
# More links are a loop or a bomb; the chain ends there. Real ones have two to ten.
LINKS_LIMIT: Final = 50
TITLE_LIMIT: Final = 200

# What stands before the text of a line, a blank behind each: times, levels, brackets, `app-1  |`, `app[12]:`.
# Anchored, and each part bounded, so that a line is read once.
_TIME: Final = r"\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?"
_PREFIX = re.compile(
    rf"(?:(?:\d{{4}}-\d{{2}}-\d{{2}}[T ]{_TIME}|(?:\d{{1,4}}/\d{{1,2}}/\d{{1,4}} )?{_TIME}"
    rf"|[A-Z][a-z]{{2}} [ \d]?\d {_TIME} [\w.-]{{1,80}} [\w./-]{{1,80}}(?:\[\d{{1,9}}\])?:"
    r"|(?:[\w.-]{1,80} )?[\w./-]{1,80}\[\d{1,9}\]:|\[[^\]\n]{1,120}\]|[\w./-]{1,80} {0,60}\|"
    r"|std(?:out|err) [FP]|TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL)(?: |$)){0,12}"
)
# Whose line it is where several write into one log: `app-1  | ` of Docker Compose, `[pod/shop/app]` of
# kubectl, `host app[12]:` of syslog and the journal, whatever the number.
_WRITER = re.compile(
    r"([\w./-]{1,80}) {0,60}\|(?: |$)|(\[pod/[^\]\n]{1,120}\]) "
    rf"|(?:[A-Z][a-z]{{2}} [ \d]?\d|\d{{4}}-\d{{2}}-\d{{2}}[T ]) ?{_TIME}"
    r" ([\w.-]{1,80} [\w./-]{1,80})\[\d{1,9}\]:"
)
WRITERS_LIMIT: Final = 50
"""More are no programs: it is a table."""

_SUPPRESSED = re.compile(r"[ \t]+Suppressed: ")
_NAME: Final = r"(?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*"
_JAVA_FRAME = re.compile(r"[ \t]*(?:at [\w$.<>/@ -]{1,300}\(|\.\.\. \d+ (?:more|common frames))")
_CAUSED_BY = re.compile(
    r"[ \t]*(?:Caused by|Linked exception(?: was)?|Nested exception(?: is)?): ?(.*)", re.I
)
# Without one of these there is no chain, which spares most logs the reading of every line.
_CAUSE = re.compile(r"(?i)caused by:|linked exception|nested exception")
_INNER = re.compile("---> ")
_NESTED = re.compile(r"\[1=(?=[\w.$]{1,200}\[)")
_BETWEEN = re.compile("another exception occurred:|direct cause of the following")
_DOTNET_END = re.compile(r"[ \t]*--- End of (?:inner exception )?stack trace")
_DOTNET = re.compile(r"(?:Exception|Error)\b")
_DOTNET_INNER = re.compile(r"[ \t]*---> (?:\([^)\n]{0,80}\) )?(.*)")
_TRACEBACK = re.compile(r"[ \t|+-]*(?:Exception Group )?Traceback \(most recent call last\):")
_PYTHON_LAST = re.compile(rf"{_NAME}(?:: .*)?$")
_DURING = re.compile(r"During handling of the above exception, another exception occurred:")
_DIRECT = re.compile(r"The above exception was the direct cause of the following exception:")


@dataclass(frozen=True, slots=True)
class Link:
    """One exception of a chain: the line of its name (from 1), and the lines that belong to it.

    `offset` is where it begins where several stand in one line, as .NET and IBM MQ write them; else 0.
    """

    title: str
    line: int
    first: int
    last: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """At least two exceptions that hang together, outermost first, the root cause last."""

    links: tuple[Link, ...]
    lines: frozenset[int] = frozenset()
    """Those that its program wrote, where several write by turns; none where one alone does."""

    @property
    def root(self) -> Link:
        return self.links[-1]

    def depth(self, line: int, column: int = 1) -> int | None:
        """How many exceptions stand around the one that this place belongs to; None outside of the chain."""
        at = None
        if self.lines and line not in self.lines:
            return None
        for depth, link in enumerate(self.links):
            if link.first <= line <= link.last and (line != link.line or column > link.offset):
                at = depth
        return at


def chains(text: str) -> list[Chain]:
    """The chains of a log in their order, in time linear in its length."""
    readers = [reader for sign, reader in _READERS if sign.search(text)]
    if not readers:
        return []
    whole = text.split("\n")
    before = [before_text(line) for line in whole]
    lines = [line[at : at + _LINE_LIMIT] for line, at in zip(whole, before, strict=True)]
    found = [
        _placed(chain, numbers, before)
        for numbers in _writers(whole)
        for reader in readers
        for chain in reader([lines[number - 1] for number in numbers])
        if len(chain.links) > 1
    ]
    return sorted(_apart(found), key=lambda chain: chain.links[0].first)


def _apart(found: Sequence[Chain]) -> Iterator[Chain]:
    """Without those that are written into one line of another chain, which has them already."""
    covered = {
        line
        for chain in found
        if chain.links[0].line != chain.root.line
        for link in chain.links
        for line in range(link.first, link.last + 1)
    }
    return (c for c in found if c.links[0].line != c.root.line or c.root.line not in covered)


def _writers(lines: Sequence[str]) -> list[Sequence[int]]:
    """The numbers of the lines that each program wrote; what bears no name goes on with the one before."""
    by_name: dict[str, list[int]] = {}
    own: list[int] = []
    for number, line in enumerate(lines, start=1):
        named = _WRITER.match(line)
        if named:
            own = by_name.setdefault(named[named.lastindex or 0], own if not by_name else [])
        own.append(number)
        if len(by_name) > WRITERS_LIMIT:
            break
    return list(by_name.values()) if 1 < len(by_name) <= WRITERS_LIMIT else [range(1, len(lines) + 1)]


def before_text(line: str) -> int:
    """How many characters stand before the text of a line."""
    prefix = _PREFIX.match(line) if line[:1] not in ("", " ", "\t") else None
    return prefix.end() if prefix else 0


def _placed(chain: Chain, numbers: Sequence[int], before: Sequence[int]) -> Chain:
    """The chain with its places in the whole log, those in one line counted from where the line begins.

    `numbers` are those of the lines that it was read in.
    """
    links = []
    for link in chain.links:
        line, first, last = (numbers[at - 1] for at in (link.line, link.first, link.last))
        offset = link.offset + before[line - 1] if link.offset else 0
        links.append(Link(link.title, line, first, last, offset))
    return Chain(tuple(links), frozenset() if isinstance(numbers, range) else frozenset(numbers))


def _caused_by(lines: Sequence[str]) -> Iterator[Chain]:
    """Java: the header is the line before the first frame; each `Caused by:` begins the next link.

    What an exception suppressed stands further in, with causes of its own, and belongs to it.
    """
    links: list[Link] = []
    header = 0  # number of the last line that is no frame
    suppressed = 0  # how far in
    for number, line in enumerate(lines, start=1):
        indent = len(line) - len(line.lstrip(" \t")) if line[:1] in (" ", "\t") else 0
        suppressed = suppressed if 0 < suppressed <= indent else indent * bool(_SUPPRESSED.match(line))
        if suppressed:
            if links:
                links[-1] = _until(links[-1], number)
        elif caused := _CAUSED_BY.match(line):
            if not links:
                first = header or max(1, number - 1)
                links = _in_one_line(lines[first - 1], first, _NESTED)
                links[-1] = _until(links[-1], max(first, number - 1))
            links += _in_one_line(line, number, _NESTED, caused.start(1))[: LINKS_LIMIT - len(links)]
        elif _JAVA_FRAME.match(line):
            if links:
                links[-1] = _until(links[-1], number)
        else:
            if links and not _goes_on(line, links, number):
                yield Chain(tuple(links))
                links = []
            elif links:
                links[-1] = _until(links[-1], number)
                continue
            header = number
    if links:
        yield Chain(tuple(links))


def _goes_on(line: str, links: list[Link], number: int) -> bool:
    """A message of several lines goes on below `Caused by:`, up to three lines, until the frames begin."""
    last = links[-1]
    return bool(line.strip()) and last.last < last.line + 3 and number == last.last + 1 and line[:1] in " \t"


def _dotnet(lines: Sequence[str]) -> Iterator[Chain]:
    """`A: words ---> B: words` in one line, or a line of its own for each `--->`."""
    links: list[Link] = []
    for number, line in enumerate(lines, start=1):
        inner = _DOTNET_INNER.match(line)
        if inner and (links or number > 1):
            links = links or [_link(lines, number - 1, number - 1)]
            if len(links) < LINKS_LIMIT:
                links.append(_link(lines, number, number, inner[1]))
        elif " ---> " in line and _DOTNET.search(line.partition(" ---> ")[0]):
            if links:
                yield Chain(tuple(links))
            links = _in_one_line(line, number, _INNER)
        elif links and (_JAVA_FRAME.match(line) or _DOTNET_END.match(line)):
            links[-1] = _until(links[-1], number)
        elif links:
            yield Chain(tuple(links))
            links = []
    if links:
        yield Chain(tuple(links))


def _nested(lines: Sequence[str]) -> Iterator[Chain]:
    """IBM MQ's classes for Java: the inner exceptions stand in the message of the outer one."""
    for number, line in enumerate(lines, start=1):
        yield Chain(tuple(_in_one_line(line, number, _NESTED)))


def _in_one_line(line: str, number: int, between: re.Pattern[str], start: int = 0) -> list[Link]:
    """One link for each part of the line, from `start` on, that `between` parts from the one before."""
    inner = [sign.end() for sign in islice(between.finditer(line, start), LINKS_LIMIT - 1)]
    parts = [line[begin:end] for begin, end in zip([start, *inner], [*inner, len(line)], strict=True)]
    return [
        Link((between.sub("", part).strip() or line.strip())[:TITLE_LIMIT], number, number, number, offset)
        for part, offset in zip(parts, [0, *inner], strict=True)
    ]


def _python(lines: Sequence[str]) -> Iterator[Chain]:
    """The cause comes first, so the links are turned round. A traceback ends with the exception's name."""
    links: list[Link] = []
    start = 0
    joined = False
    for number, line in enumerate(lines, start=1):
        if _TRACEBACK.match(line):
            if links and not joined:
                yield Chain(tuple(reversed(links)))
                links = []
            start, joined = number, False
        elif _DURING.search(line) or _DIRECT.search(line):
            joined = bool(links)
        elif start and line[:1] not in ("", " ", "\t") and _PYTHON_LAST.match(line):
            if len(links) < LINKS_LIMIT:
                links.append(Link(line[:TITLE_LIMIT].strip(), number, start, number))
            start = 0
        elif links and not start and not joined and links[-1].last < links[-1].line + 3 and line.strip():
            links[-1] = _until(links[-1], number)  # a message of several lines
    if links:
        yield Chain(tuple(reversed(links)))


_READERS: Final = ((_CAUSE, _caused_by), (_NESTED, _nested), (_INNER, _dotnet), (_BETWEEN, _python))
"""What a text must hold that a reader is asked, and the reader."""


def _link(lines: Sequence[str], number: int, last: int, title: str = "") -> Link:
    words = (title or lines[number - 1]).strip()[:TITLE_LIMIT]
    return Link(words, number, number, max(number, last))


def _until(link: Link, last: int) -> Link:
    return Link(link.title, link.line, link.first, last, link.offset)
