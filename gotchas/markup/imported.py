"""HTML of other sites: how deep it is, and links put into its text once it is clean."""

import re
from collections import Counter
from html import unescape

from gotchas.markup.marks import Linker, link_marks, marked

DEEPEST = 100
"""Elements inside one another that are still cleaned: the time for it is quadratic in them."""

_OPENED = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_NEVER_NESTED = {"p", "li", "br", "hr", "img", "input", "td", "th", "tr", "dt", "dd"}
# A tag as the cleaner writes it: values always quoted, "<" in text always escaped.
_TAG = re.compile(r'(<[^"<>]*(?:"[^"]*"[^"<>]*)*>)')
_INLINE = {
    "em", "strong", "code", "a", "br", "b", "i", "u", "s", "del", "ins", "sub", "sup", "q", "cite", "kbd",
    "samp", "tt",
}  # fmt: skip
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LOWERED = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def depth(html: str) -> int:
    """How deep the tags of any HTML stand in each other, about; an end without a beginning does not count."""
    now = deepest = 0
    is_open: Counter[str] = Counter()
    for closing, name in _OPENED.findall(html):
        tag = name.lower()
        if tag in _NEVER_NESTED or (closing and not is_open[tag]):
            continue
        step = -1 if closing else 1
        is_open[tag] += step
        now += step
        deepest = max(deepest, now)
    return deepest


def with_links(clean: str, linker: Linker) -> str:
    """Clean HTML with links in its text, none inside another, and its headings two levels lower."""
    parts = _TAG.split(clean)  # text and tags in turn
    runs, inside = [], False
    for number, part in enumerate(parts):
        if number % 2:
            name = part.strip("</>").partition(" ")[0]
            inside = not part.startswith("</") if name == "a" else inside
            parts[number] = part.replace(name, _LOWERED.get(name, name), 1)
        elif part and not inside:
            runs.append(number)
    texts = [unescape(parts[number]) for number in runs]
    for number, text, marks in zip(runs, texts, link_marks(texts, linker), strict=True):
        parts[number] = marked(text, marks)
    return "".join(parts)


def paragraphs(clean: str) -> str:
    """Clean HTML in which, outside of every block, a blank line ends a paragraph and a line end a line."""
    made: list[str] = []
    run = _Run()
    inside = 0
    for number, part in enumerate(_TAG.split(clean)):
        name = part.strip("</>").partition(" ")[0] if number % 2 else ""
        if name and name not in _INLINE:
            made += run.paragraphs() if inside == 0 else []
            inside += 0 if name == "hr" else -1 if part.startswith("</") else 1
            made.append(part)
        elif inside:
            made.append(part)
        elif name:
            run.tag(name, part)
        else:
            run.text(part)
    return "".join([*made, *run.paragraphs()])


class _Run:
    """Text and tags between two blocks, cut into paragraphs. A tag ends with the paragraph it began in."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.parts: list[str] = []
        self.open: list[str] = []

    def tag(self, name: str, part: str) -> None:
        if not part.startswith("</"):
            self.open += [name] if name != "br" else []
        elif name in self.open:
            self.open.remove(name)
        else:
            return
        self.parts.append(part)

    def text(self, text: str) -> None:
        first, *others = _BLANK_LINES.split(text)
        self._lines(first)
        for piece in others:
            self._end()
            self._lines(piece)

    def _lines(self, text: str) -> None:
        if not self.parts or self.parts[-1] == "<br>":
            text = text.lstrip("\n")
        self.parts.append(text.replace("\n", "<br>"))

    def _end(self) -> None:
        text = "".join(self.parts).strip().removesuffix("<br>")
        if _TAG.sub("", text).strip():
            closed = "".join(f"</{name}>" for name in reversed(self.open))
            self.done.append(f"<p>{text}{closed}</p>")
        self.parts.clear()
        self.open.clear()

    def paragraphs(self) -> list[str]:
        """What was gathered, and begin anew."""
        self._end()
        done, self.done = self.done, []
        return done
