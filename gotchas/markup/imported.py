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
