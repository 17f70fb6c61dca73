"""Text of people to safe HTML: the only place where HTML is declared safe.

Whatever comes in, each function gives HTML that holds nothing but what its list in `cleaning` allows, in
time and size in proportion to the text. A text that is nested too deeply, or would grow too much, is shown as
it was typed.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import NamedTuple

import nh3
from django.utils.safestring import SafeString, mark_safe

from gotchas.markup import cleaning, imported
from gotchas.markup.markdown import Markdown
from gotchas.markup.marks import (
    Link,
    Linker,
    Mark,
    address_marks,
    escape,
    link_marks,
    marked,
    no_links,
)
from gotchas.markup.passages import BLANK, Passage
from gotchas.markup.passages import passages as _passages_of
from gotchas.text.diffs import Piece

__all__ = [
    "ARTICLE_LIMIT",
    "BLANK",
    "COMMENT_LIMIT",
    "RENDERER",
    "Link",
    "Linker",
    "Note",
    "Passage",
    "TooLong",
    "abroad",
    "article",
    "comment",
    "data_block",
    "diff",
    "has_passage",
    "headings",
    "highlight",
    "imported_html",
    "no_links",
    "passages",
    "plain",
    "stored",
    "summary",
    "with_notes",
    "without_ids",
    "words",
]

RENDERER = 3
"""Raised when the HTML changes: rows rendered by an older one are rendered again by the command `render`."""
COMMENT_LIMIT = 10_000
ARTICLE_LIMIT = 65_536
"""Bytes of UTF-8."""

_GROWTH, _ALLOWANCE = 12, 10_000
_EDITORS = Markdown(for_readers=False)
_READERS = Markdown(for_readers=True)


class TooLong(ValueError):
    """The text has more bytes than are rendered; the message says how many, and how many may be."""


def article(text: str, links: Linker = no_links, *, prefix: str = "") -> SafeString:
    """HTML of an editor's Markdown: at most ARTICLE_LIMIT bytes, else TooLong.

    Headings start at h3. With a `prefix` ("solution") headings and the steps of ordered lists have ids:
    "solution-step-2"; without one nothing has, so that no id of the page is taken.
    """
    text = cleaning.unturned(_checked(text, ARTICLE_LIMIT))
    return _safe_unturned(cleaning.ARTICLE, _first_fit(text, _EDITORS.versions(text, links, prefix)))


def comment(text: str, links: Linker = no_links) -> SafeString:
    """HTML of a reader's Markdown: at most COMMENT_LIMIT bytes, else TooLong.

    It has no headings, tables and images. A line end is a line end. Links lead to http, https and mailto only
    and are marked as a reader's.
    """
    text = cleaning.unturned(_checked(text, COMMENT_LIMIT))
    return _safe_unturned(cleaning.COMMENT, _first_fit(text, _READERS.versions(text, links)))


def plain(text: str, links: Linker = no_links) -> SafeString:
    """HTML that shows a text exactly as printed, lines and blanks kept.

    At most ARTICLE_LIMIT bytes, else TooLong. The text of the HTML is the text that came in, but for controls
    that cannot be printed.
    """
    text = cleaning.printable(_checked(text, ARTICLE_LIMIT))
    return _safe(cleaning.PRINTED, _first_fit(text, [_printed(text, _marks(text, links))]))


def imported_html(text: str, links: Linker = no_links) -> SafeString:
    """HTML that came from another site, cleaned: at most ARTICLE_LIMIT bytes, else TooLong.

    As WordPress shows a text, a blank line ends a paragraph. One that has none keeps its lines.
    """
    text = cleaning.unturned(_checked(text, ARTICLE_LIMIT))
    if imported.depth(text) > imported.DEEPEST:
        return _safe(cleaning.PRINTED, _printed(text))
    source = cleaning.IMPORTED_SOURCE.clean(text)
    if "<p>" in source or "<br>" in source:
        source = imported.paragraphs(source)
    elif source:
        source = f'<div class="printed" dir="auto">{source}</div>'
    return _safe_unturned(
        cleaning.IMPORTED,
        _first_fit(text, (imported.with_links(source, linker) for linker in (links, no_links))),
    )


def stored(html: str) -> SafeString:
    """HTML as a function above made it when its text was saved; whatever else got there is dropped."""
    return _safe(cleaning.STORED, html)


class Note(NamedTuple):
    """A word at a passage of an article, with a link behind it where there is an `address`."""

    anchor: str
    level: str
    text: str
    address: str = ""
    link: str = ""


def with_notes(html: str, notes: Iterable[Note], *, correct: str = "", ids: bool = True) -> SafeString:
    """Stored HTML with notes at its steps and headings, and before all of it those without an anchor.

    A note stands first in a step and right after a heading; one whose passage is not in the HTML is left out.
    With `correct` each step begins with a link to that address with the step's id behind it. Without `ids`
    it can stand beside other texts of one prefix.
    """
    at: dict[str, list[str]] = {}
    for note in notes:
        at.setdefault(note.anchor, []).append(_noted(note))

    def put(passage: re.Match[str]) -> str:
        link = _correct_link(correct, passage["step"]) if correct and passage["step"] else ""
        anchor = passage["step"] or passage["heading"]
        found = passage[0] if ids else passage[0].replace(f' id="{anchor}"', "", 1)
        return found + "".join(at.get(anchor, [])) + link

    before = "".join(at.get("", []))
    if not ids and not (at.keys() - {""}):
        html = _safe(cleaning.ARTICLE_WITHOUT_IDS, html)
    else:
        html = _PASSAGE.sub(put, _safe(cleaning.STORED, html))
    return mark_safe(before + html)  # noqa: S308  cleaned; what is put in is escaped


def _noted(note: Note) -> str:
    kind = _NOTES.get(note.level, "warn")
    link = f' <a href="{escape(note.address)}">{escape(note.link)}</a>' if note.address else ""
    return f'<p class="note {kind}" role="note">{escape(note.text)}{link}</p>'


def _correct_link(address: str, step: str) -> str:
    number = step.rpartition("-")[2]
    return (
        f'<a class="fix" href="{escape(address + step)}" rel="nofollow">Correct'
        f'<span class="visually-hidden"> step {number}</span></a>'
    )


def passages(text: str, *, prefix: str) -> list[Passage]:
    """The blocks of an editor's Markdown, as offsets into it, with the ids that `article` gives them.

    None of more than ARTICLE_LIMIT bytes, and none where printable text is not what was stored.
    """
    fits = len(text) <= ARTICLE_LIMIT and cleaning.unturned(text) == text
    return list(_passages_of(_EDITORS, text, prefix)) if fits else []


def headings(html: str) -> list[tuple[str, str]]:
    """Id and words of each heading of the first level (h3) in stored HTML, in order."""
    found = _PASSAGE.finditer(stored(html))
    return [(h["heading"], words(h[0], _HEADING_LENGTH)) for h in found if h["level"] == "h3"]


def has_passage(html: str, anchor: str) -> bool:
    """Whether a step or a heading of stored HTML has the id `anchor`."""
    return any(anchor in (found["step"], found["heading"]) for found in _PASSAGE.finditer(stored(html)))


def without_ids(html: str) -> SafeString:
    """HTML of `article` for a page that shows several texts of one prefix, where an id would stand twice."""
    return _safe(cleaning.ARTICLE_WITHOUT_IDS, html)


def abroad(html: str, page: str) -> SafeString:
    """Stored HTML for who reads it elsewhere, in a feed: without ids, and its links are whole addresses.

    `page` is the whole address of the page it stands on.
    """
    return _safe(cleaning.abroad(page), html)


def words(html: str, length: int) -> str:
    """The beginning of stored HTML as plain text: one line of at most `length` characters."""
    text = unescape(_TAG.sub(lambda tag: "" if tag[1].lower() in _INSIDE_WORDS else " ", html))
    return _shortened(" ".join(cleaning.printable(text).split()), length)


def data_block(data: Mapping[str, object]) -> SafeString:
    """A `<script>` element of JSON-LD, which browsers do not run and the content policy does not keep out.

    Nothing in the values can end the element or begin a comment: `<`, `>` and `&` are written as escapes.
    """
    line = cleaning.printable(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    block = f'<script type="application/ld+json">{line.translate(_ESCAPED_IN_JSON)}</script>'
    return mark_safe(block)  # noqa: S308  JSON, in which the three characters that HTML acts on are escaped


def summary(text: str, length: int) -> str:
    """The beginning of Markdown as plain text: one line of at most `length` characters.

    Blocks of code are left out unless there is nothing else.
    """
    if length < 1:
        return ""
    beginning = cleaning.unturned(text[: 4 * length + 1_000])
    line = cleaning.unturned(_EDITORS.words(beginning) or _EDITORS.words(beginning, code=True))
    return _shortened(line, length)


def highlight(text: str, words: Sequence[str]) -> SafeString:
    """`text` with the words of a search marked, also where one or two letters follow (AMQ9637E)."""
    text = cleaning.unturned(text)
    wanted = {_folded(word) for word in words}
    found = (word for word in _WORD.finditer(text) if _is_wanted(_folded(word[0]), wanted))
    return _safe(cleaning.HIGHLIGHT, marked(text, (Mark(*w.span(), "<mark>", "</mark>") for w in found)))


def diff(pieces: Sequence[Piece]) -> SafeString:
    """What was added and removed, told apart by words too; the lines are kept by `white-space: pre-wrap`."""
    return _safe(
        cleaning.DIFF,
        "".join(_CHANGES[p.op].format(escape(cleaning.with_turns_shown(p.text))) for p in pieces),
    )


_CHANGES = {
    "same": "{}",
    "added": '<ins class="added"><span class="visually-hidden">added: </span>{}</ins>',
    "removed": '<del class="removed"><span class="visually-hidden">removed: </span>{}</del>',
}
_HEADING_LENGTH = 200
_NOTES = {"danger": "err", "corrected": "warn", "disputed": "info"}
# Cleaned HTML writes quotes within a value as &quot;, so nothing inside a value or a text looks like this.
_PASSAGE = re.compile(
    r'<li\b[^<>"]*? id="(?P<step>[^"]*)"[^<>]*>'
    r'|<(?P<level>h[3-6])\b[^<>"]*? id="(?P<heading>[^"]*)"[^<>]*>.*?</(?P=level)>',
    re.DOTALL,
)
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_STEM = 4
_TAG = re.compile(r'</?([a-zA-Z0-9]+)[^"<>]*(?:"[^"]*"[^"<>]*)*>')
_INSIDE_WORDS = {"a", "b", "code", "em", "i", "mark", "s", "span", "strong", "sub", "sup", "u"}
_ESCAPED_IN_JSON = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
_JOINERS = "\u200d\ufe0f"


def _shortened(line: str, length: int) -> str:
    if len(line) <= length:
        return line
    whole_words = line[:length].rpartition(" ")[0]
    return (whole_words or _whole_letters(line, length - 1)).rstrip(" ,;:.(") + "\u2026"


def _whole_letters(line: str, end: int) -> str:
    """At most `end` characters, without parting an accent or a joined sign from what carries it."""
    while end and (unicodedata.combining(line[end]) or line[end] in _JOINERS or line[end - 1] == _JOINERS[0]):
        end -= 1
    return line[:end]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _is_wanted(word: str, wanted: set[str]) -> bool:
    return word in wanted or any(
        len(stem) >= _SHORTEST_STEM and stem in wanted for stem in (word[:-1], word[:-2])
    )


def _checked(text: str, limit: int) -> str:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise TooLong(f"The text has {size:,} bytes; at most {limit:,} are rendered.")
    return text


def _first_fit(text: str, versions: Iterable[str]) -> str:
    """The first of the HTML `versions` of `text` that is not many times its size; else the bare text."""
    fitting = (html for html in versions if len(html) <= _GROWTH * len(text) + _ALLOWANCE)
    html = next(fitting, None)
    return _printed(text) if html is None else html


def _printed(text: str, marks: Sequence[Mark] = ()) -> str:
    return f'<div class="printed" dir="auto">{marked(text, marks)}</div>' if text else ""


def _marks(text: str, links: Linker) -> list[Mark]:
    return [*address_marks(text), *link_marks([text], links)[0]]


def _safe(cleaner: nh3.Cleaner, html: str) -> SafeString:
    return mark_safe(cleaner.clean(html))  # noqa: S308  the one place: whatever it was, it has just been cleaned


def _safe_unturned(cleaner: nh3.Cleaner, html: str) -> SafeString:
    """Safe HTML also without the turning marks that were written as "&#x202e;", characters only once read."""
    return _safe(cleaner, cleaning.unturned(cleaner.clean(html)))
