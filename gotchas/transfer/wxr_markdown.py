"""HTML of a blog's post to blocks of Markdown that an editor can go on with.

The HTML is cleaned first, so that what is read here is well formed and holds nothing but known elements.
Nothing is fetched: a picture becomes a link to it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import nh3

from gotchas.markup import imported
from gotchas.transfer.thread_markdown import escaped

_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "dl"}
_BLOCKS |= {
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "figure",
    "figcaption",
    "caption",
}
_INLINE = {"a", "b", "strong", "i", "em", "code", "tt", "kbd", "samp", "br", "img", "del", "s"}
_CLEANER = nh3.Cleaner(
    tags=_BLOCKS | _INLINE,
    attributes={"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)
_TAG = re.compile(r'(<[^"<>]*(?:"[^"]*"[^"<>]*)*>)')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_EMPTY = {"br", "hr", "img"}
_HAS_PARAGRAPHS = re.compile(r"<p[\s>]|<!--\s*wp:", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*\n\s*")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>()\\\[\]]+")
_LANGUAGES = {"Command": "console", "MQSC": "mqsc", "JCL": "jcl", "Output": "text", "Code": ""}
_NUMBER_ALONE = re.compile(r"\s*#?[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}[.):]?\s*", re.ASCII)
_BREAK = "\\\n"
_STOP = "\0"  # between the end of what is marked and its last stop; cleaned HTML holds none
_STOPPED = re.compile(r"([*~]+)\0([:.,;!?]+)(?=\s|$)")


class NotConverted(ValueError):
    """The HTML is not read; the message says why."""


@dataclass(slots=True)
class Node:
    """An element; children are elements and texts without entities."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    @property
    def words(self) -> str:
        """Its text alone."""
        return "".join(one if isinstance(one, str) else one.words for one in self.children)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of Markdown. `words` is its text on one line; `level` that of a heading, else 0.

    `is_bold` says that all of a paragraph was bold, as headings are written where there were no headings.
    `lead` are the words of a paragraph's bold beginning, with a number before it, and `rest` is what follows.
    """

    text: str
    words: str = ""
    level: int = 0
    is_bold: bool = False
    is_paragraph: bool = False
    lead: str = ""
    rest: str = ""


def blocks_of(content: str) -> list[Block]:
    """The blocks of a post, in order. Raises NotConverted for HTML that is nested too deeply.

    A text without paragraphs gets them from its blank lines, as WordPress does when it shows one.
    """
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    if imported.depth(content) > imported.DEEPEST:
        raise NotConverted("its HTML is nested too deeply")
    root = _tree(_CLEANER.clean(content))
    return list(_Writer(lines_count=not _HAS_PARAGRAPHS.search(content)).blocks(root))


def _tree(clean: str) -> Node:
    root = Node("")
    branch = [root]
    for number, part in enumerate(_TAG.split(clean)):
        if number % 2 == 0:
            if part:
                branch[-1].children.append(html.unescape(part))
        elif part.startswith("</"):
            if len(branch) > 1:
                branch.pop()
        else:
            name = part.strip("</>").split(" ", 1)[0]
            attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(part)}
            node = Node(name, attributes)
            branch[-1].children.append(node)
            if name not in _EMPTY:
                branch.append(node)
    return root


class _Writer:
    """Writes one text. `lines_count` says that a line end in it is one on the page."""

    def __init__(self, *, lines_count: bool) -> None:
        self.lines_count = lines_count

    def blocks(self, parent: Node) -> Iterator[Block]:
        run: list[Node | str] = []
        for child in parent.children:
            if isinstance(child, Node) and child.tag in _BLOCKS:
                yield from self._paragraphs(run)
                run = []
                yield from self._block(child)
            else:
                run.append(child)
        yield from self._paragraphs(run)

    def _paragraphs(self, run: Sequence[Node | str]) -> Iterator[Block]:
        """What stands between blocks: a blank line ends a paragraph."""
        part: list[Node | str] = []
        for child in run:
            if isinstance(child, Node):
                part.append(child)
                continue
            first, *others = _BLANK_LINE.split(child)
            part.append(first)
            for other in others:
                yield from self._paragraph(part)
                part = [other]
        yield from self._paragraph(part)

    def _paragraph(self, part: Sequence[Node | str]) -> Iterator[Block]:
        text = self.inline(part)
        if text:
            solid = [one for one in part if not isinstance(one, str) or one.strip()]
            bold = all(isinstance(one, Node) and one.tag in ("b", "strong", "br") for one in solid)
            lead, rest = ("", "") if bold else self._bold_beginning(solid)
            yield Block(text, _words(part), is_bold=bold, is_paragraph=True, lead=lead, rest=rest)

    def _bold_beginning(self, solid: Sequence[Node | str]) -> tuple[str, str]:
        """The words of what is bold at the beginning, and the rest of the paragraph; both may be empty."""
        at = 1 if solid and isinstance(solid[0], str) and _NUMBER_ALONE.fullmatch(solid[0]) else 0
        if at >= len(solid) or not (isinstance(bold := solid[at], Node) and bold.tag in ("b", "strong")):
            return "", ""
        rest = self.inline(solid[at + 1 :])
        return _words(solid[: at + 1]).rstrip(" :"), re.sub(r"^[:\u2013\u2014-]\s+", "", rest)

    def _block(self, node: Node) -> Iterator[Block]:
        tag = node.tag
        if tag[0] == "h" and tag[1:].isdigit():
            if text := self._line(node.children).rstrip("#"):
                yield Block(f"{'#' * int(tag[1:])} {text}", " ".join(node.words.split()), level=int(tag[1:]))
        elif tag in ("ul", "ol"):
            if text := self._list(node):
                yield Block(text, " ".join(node.words.split()))
        elif tag == "blockquote":
            inner = "\n\n".join(block.text for block in self.blocks(node))
            if inner:
                yield Block("\n".join(f"> {line}".rstrip() for line in inner.split("\n")))
        elif tag == "pre":
            yield from self._code(node, "")
        elif tag == "hr":
            yield Block("---")
        elif tag == "table":
            yield from self._table(node)
        elif tag == "figure" and (code := _child(node, "pre")):
            caption = _child(node, "figcaption")
            yield from self._code(code, " ".join(caption.words.split()) if caption else "")
        else:
            yield from self.blocks(node)

    def _code(self, node: Node, caption: str) -> Iterator[Block]:
        text = node.words.strip("\n").rstrip()
        if text:
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            named = caption.replace("`", "")
            info = _LANGUAGES.get(named, f"text {named}")
            yield Block(f"{fence}{info if named else ''}\n{text}\n{fence}")

    def _list(self, node: Node) -> str:
        start = node.attributes.get("start", "1")
        number = int(start) if re.fullmatch("[0-9]{1,8}", start) else 1
        loose = any(
            isinstance(one, Node) and _child(one, "p") for one in node.children if not isinstance(one, str)
        )
        items = []
        for child in node.children:
            if isinstance(child, str):
                continue
            inner = list(self.blocks(child))
            mark = f"{number}. " if node.tag == "ol" else "- "
            number += 1
            text = ""
            for at, block in enumerate(inner):
                text += ("" if not at else "\n\n" if loose or block.is_paragraph else "\n") + block.text
            blank = " " * len(mark)
            items.append(mark + re.sub(r"\n(?=[^\n])", "\n" + blank, text))
        return ("\n\n" if loose else "\n").join(items)

    def _table(self, table: Node) -> Iterator[Block]:
        rows = [
            [self._line(cell.children) for cell in row.children if isinstance(cell, Node)]
            for row in _rows(table)
        ]
        rows = [row for row in rows if row]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * width)
        yield Block("\n".join(lines))

    # Within a paragraph

    def inline(self, children: Sequence[Node | str]) -> str:
        text = "".join(self._piece(child) for child in children)
        # A mark after a stop is read as one where a blank follows only.
        text = _STOPPED.sub(r"\2\1", text).replace(_STOP, "")
        text = re.sub(r"(?:\s*\\\n)+$|^(?:\s*\\\n)+", "", text.strip())
        return re.sub(r"(?:\s*\\\n)+\s*", lambda _: _BREAK, re.sub(r"[ ]*\n\s*", "\n", text)).strip()

    def _line(self, children: Sequence[Node | str]) -> str:
        """As `inline`, on one line."""
        return self.inline(children).replace(_BREAK, " ").replace("\n", " ")

    def _piece(self, child: Node | str) -> str:
        if isinstance(child, str):
            return self._text(child)
        if child.tag == "br":
            return _BREAK
        if child.tag == "img":
            source = child.attributes.get("src", "")
            return _link(child.attributes.get("alt", "").strip() or "picture", source)
        if child.tag in ("code", "tt", "kbd", "samp"):
            return _code_words(child.words)
        if child.tag == "a":
            label = " ".join(child.words.split())
            picture = _child(child, "img")
            return _link(
                label or (picture.attributes.get("alt", "") if picture else ""),
                child.attributes.get("href", ""),
            )
        inner = "".join(self._piece(one) for one in child.children)
        marks = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~"}.get(child.tag, "")
        return _marked(inner, marks)

    def _text(self, text: str) -> str:
        """Text with its marks escaped and its blanks made one, and its lines kept where they count."""
        lines = [escaped(re.sub(r"\s+", " ", line)) for line in text.split("\n")]
        return (_BREAK if self.lines_count else "\n").join(lines)


def _words(part: Sequence[Node | str]) -> str:
    """Its text alone, on one line."""
    return " ".join(Node("", children=list(part)).words.split())


def _marked(inner: str, marks: str) -> str:
    """`inner` between marks where they would be read as marks; blanks and the last stop stand outside."""
    found = re.fullmatch(r"(\s*)(.*?)([:.,;!?]*\s*)", inner, re.DOTALL)
    if not marks or not found or not found[2]:
        return inner
    core = found[2]
    if not (core[0].isalnum() and core[-1].isalnum()) or marks[0] in core:
        return inner
    return f"{found[1]}{marks}{core}{marks}{_STOP if found[3].strip() else ''}{found[3]}"


def _link(label: str, address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        return _literal(label)
    if not label or label == address:
        return f"<{address}>"
    return f"[{_literal(label)}]({address})"


def _literal(text: str) -> str:
    return re.sub(r"[\\`*_\[\]<>|~&]", r"\\\g<0>", " ".join(text.split()))


def _code_words(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _child(node: Node, tag: str) -> Node | None:
    return next((one for one in node.children if isinstance(one, Node) and one.tag == tag), None)


def _rows(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node) and child.tag == "tr":
            yield child
        elif isinstance(child, Node) and child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)
