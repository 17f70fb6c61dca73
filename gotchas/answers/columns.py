"""Texts laid out in 80 columns for a terminal. Pure.

Prose is wrapped; what may be a command (blocks and spans of code) and addresses never are. Nothing that a
terminal would act on gets through: see `clean`.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gotchas.markup.cleaning import unturned

WIDTH: Final = 80
INDENT: Final = "  "
CODE: Final = "    "
"""What a line of a block of code stands behind, so that it is told from prose."""

LABEL: Final = 14
"""Columns of a fact's name."""

_GLUE: Final = "\x1f"
"""Stands for a blank of a span of code while its paragraph is wrapped; `clean` lets none in."""

_FENCE = re.compile(r"( *)(`{3,}|~{3,}) *([^`]*)$")
_ITEM = re.compile(r"( *)([-*+]|[0-9]{1,9}[.)])( +)(?=\S)")
_HEADING = re.compile(r" {0,3}#{1,6} +(.*?)(?: +#+)? *$")
_KEPT = re.compile(r" *(?:\||[-*_=]{3,} *$)")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,300})\]\(<?([^()\s<>]{1,500})>?(?: \"[^\"\n]{0,200}\")?\)")
_SPAN = re.compile(r"(?<!`)(`{1,9})(?!`)[^`\n]++\1(?!`)")


def clean(text: str) -> str:
    """`text` without controls, which a terminal obeys, and marks that turn the direction of reading."""
    return unturned(text).replace("\t", CODE)


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    """One paragraph, its first line behind `indent` and the others behind `hanging`."""
    glued = _SPAN.sub(lambda span: span[0].replace(" ", _GLUE), " ".join(text.split()))
    lines = textwrap.wrap(
        glued,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_GLUE, " ")


def fact(name: str, text: str) -> str:
    """A name and what it says, in two columns."""
    return wrapped(text, f"{name}:".ljust(LABEL), " " * LABEL)


def title(text: str, rule: str = "=") -> str:
    """A headline with a rule below it."""
    lines = wrapped(text)
    return f"{lines}\n{rule * max(map(len, lines.split(chr(10))))}"


@dataclass(slots=True)
class _Paragraph:
    """Lines that are read as one; `hanging` is where all but the first begin."""

    indent: str = ""
    hanging: str = ""
    text: str = ""

    def flush(self) -> Iterator[str]:
        if self.text:
            yield wrapped(self.text, self.indent, self.hanging)
        self.text = ""


def article(markdown: str) -> str:
    """Markdown as a terminal shows it best: paragraphs wrapped, code as written behind four blanks."""
    lines = "\n".join(_laid_out(clean(markdown)))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _laid_out(markdown: str) -> Iterator[str]:
    paragraph, fence, indent, within = _Paragraph(), "", "", 0
    after_blank = True
    for line in markdown.split("\n"):
        opens = _FENCE.match(line)
        if fence:
            if opens and opens[2].startswith(fence) and not opens[3].strip():
                fence = ""
                yield ""
            else:
                yield f"{indent}{CODE}{line.removeprefix(indent)}".rstrip()
        elif opens:
            yield from paragraph.flush()
            fence, indent = opens[2], opens[1]
            yield from _caption(opens[3], indent)
        elif not line.strip():
            yield from paragraph.flush()
            yield ""
        elif (after_blank and _depth(line) >= within + len(CODE)) or _KEPT.match(line):
            yield from paragraph.flush()
            yield line.rstrip()
        else:
            within = yield from _prose(line, paragraph, within)
        after_blank = not line.strip()
    yield from paragraph.flush()


def _prose(line: str, paragraph: _Paragraph, within: int) -> Iterator[str]:
    """A line outside code; gives back the depth at which the text of its list item stands."""
    if heading := _HEADING.match(line):
        yield from paragraph.flush()
        yield f"\n{title(_plain(heading[1]), '-')}\n"
        return 0
    if item := _ITEM.match(line):
        yield from paragraph.flush()
        paragraph.indent, paragraph.hanging = item[0], " " * len(item[0])
        within = len(item[0])
    elif not paragraph.text:
        within = min(within, _depth(line))
        paragraph.indent = paragraph.hanging = " " * _depth(line)
    paragraph.text += f" {_plain(line[item.end() :] if item else line)}"
    if line.endswith(("  ", "\\")):  # a line end that was meant
        paragraph.text = paragraph.text.rstrip("\\")
        yield from paragraph.flush()
        paragraph.indent = paragraph.hanging
    return within


def _caption(info: str, indent: str) -> Iterator[str]:
    """Where to run what follows: all but the first word behind the fence."""
    words = info.strip().partition(" ")[2]
    if words:
        yield wrapped(f"{words}:", indent)
    yield ""


def _plain(line: str) -> str:
    """Links as words with their address behind them."""
    return _LINK.sub(lambda link: f"{link[1]} <{link[2]}>", line.strip())


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
