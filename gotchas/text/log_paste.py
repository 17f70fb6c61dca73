"""Lines of a comment that were pasted from a log or a terminal and are not marked up as code.

As prose they would run together, and stars and underscores in them would become something else. They are
found here and put between lines of backticks: every character stays. It may miss and it may be wrong, so who
wrote the comment is asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 2
"""Lines that are built like those of a log, for a paste."""

GAP: Final = 4
"""Other lines that may stand between two of them, as the explanation in a message does."""

SHARE: Final = 0.4
"""Of the lines of a paste that are not blank."""


@dataclass(frozen=True, slots=True)
class Paste:
    """The lines `text[start:end]`, without the line end behind them; `line` counts from 1."""

    start: int
    end: int
    line: int
    lines: int

    @property
    def last_line(self) -> int:
        return self.line + self.lines - 1


_DAY = (
    r"(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.](?:\d\d?|[A-Z][a-z]{2})[-/.]\d{2,4}"
    r"|(?:[A-Z][a-z]{2},? ){1,2} ?\d\d?)"
)
_ATTRIBUTE = r"[ \t]{0,20}[A-Z]{3,12}\([^()\n]{0,100}\)"
_PAIR = r"[\w.-]{1,40}=(?:\"[^\"\n]{0,200}\"|[^\s,;\"]{1,200})[\s,;]{1,2}"
_LINE: Final = re.compile(
    "|".join(
        (
            rf"[\[(<\"']?(?:{_DAY}[,T@: -]{{1,3}})?\d\d?[:.]\d\d[:.]\d\d(?=\W|\Z|Z)",  # 2007-07-04 01:38:00
            r"\[\s{0,8}[\d.]{3,20}\]\s",  # [   12.345678] of a kernel
            r"[\[(<]?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL|PANIC)[\])>:|\t]",
            r"(?:error|warning|fatal|panic)(?:\[\w{1,12}\]:|:)\s",
            r"[A-Z]{2,8}[-_]?\d{3,6}(?:[A-Z]?:|[A-Z]\s)",  # AMQ9637E: and CSQX630E
            r"\s{1,20}at\s[\w$.<>/]{3,200}\(",  # a frame of Java
            r"\s{1,20}\.\.\.\s\d{1,5}\smore|Caused\sby:\s|Traceback\s\(most|\s{1,20}File\s\".{1,300}\",\sline\s\d",
            r"[\w$.]{2,200}(?:Exception|Error):\s|goroutine\s\d",
            r"\s{0,20}[\w/.-]{1,200}\.(?:go|rs|py|c|cpp|java|js|ts):\d{1,6}\b",
            r"[$%]\s\S|[\w.-]{1,64}@[\w.-]{1,64}[:\s][^\s$#]{0,80}[$#]\s|(?:PS\s)?[A-Z]:\\[^>\n]{0,200}>",
            r"-{3,8}\s[\w./-]{1,60}\s:\s\d{1,6}\s-",  # ----- amqrmrsa.c : 930 ---
            r"(?:EXPLANATION|ACTION|Explanation|User response|System action):|(?:Process|Host)\(",
            rf"(?:{_ATTRIBUTE}){{2}}|{_ATTRIBUTE}\s{{0,20}}\Z",  # CHANNEL(A) CHLTYPE(SDR)
            r"[0-9A-Fa-f]{4,8}[: ]\s?(?:[0-9A-Fa-f]{2,8}\s){3}",  # a dump
            rf"(?:{_PAIR}){{2}}[\w.-]{{1,40}}=",
        )
    )
)
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})")
_TICKS: Final = re.compile("`{3,}")
_INDENTED: Final = re.compile(r" {4}| {0,3}\t")
_OTHERS: Final = re.compile(r" {0,3}(?:>|[-+*] |\d{1,9}[.)] )")
"""Quotes and lists: what is meant there is told by more than one line."""


def find(text: str) -> list[Paste]:
    """The pastes in `text`, in order; what stands in a block of code, a quote or a list is left alone."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return [
        Paste(starts[first], starts[last] + len(lines[last]), first + 1, last - first + 1)
        for first, last in _runs(lines)
    ]


def fenced(text: str, pastes: Sequence[Paste]) -> str:
    """`text` with each of `pastes` between lines of backticks, of more than it holds in one place."""
    return "".join(_pieces(text, pastes))


def _pieces(text: str, pastes: Sequence[Paste]) -> Iterator[str]:
    at = 0
    for paste in pastes:
        inside = text[paste.start : paste.end]
        fence = "`" * max([3, *(len(ticks) + 1 for ticks in _TICKS.findall(inside))])
        yield f"{text[at : paste.start]}{fence}\n{inside}\n{fence}"
        at = paste.end
    yield text[at:]


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last line of each paste, counted from 0."""
    run: list[int] = []
    for at in [*_logged(lines), None]:
        if run and (at is None or at - run[-1] > GAP + 1 or _is_cut(lines, run[-1], at)):
            if _is_paste(lines, run):
                yield run[0], run[-1]
            run = []
        if at is not None:
            run.append(at)


def _is_paste(lines: Sequence[str], run: Sequence[int]) -> bool:
    filled = sum(1 for line in lines[run[0] : run[-1] + 1] if line.strip())
    return len(run) >= LEAST and len(run) >= filled * SHARE


def _is_cut(lines: Sequence[str], before: int, after: int) -> bool:
    """Whether a block of code, a quote or a list stands between two lines."""
    return any(_FENCE.match(line) or _OTHERS.match(line) for line in lines[before + 1 : after])


def _logged(lines: Sequence[str]) -> Iterator[int]:
    """The lines that are built like a log's and stand in no block of code."""
    fence, in_paragraph = "", False
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence, in_paragraph = "", False
        elif mark:
            fence = mark[1]
        elif not line.strip():
            in_paragraph = False
        elif in_paragraph or not _INDENTED.match(line):
            in_paragraph = True
            if _LINE.match(line):
                yield at
