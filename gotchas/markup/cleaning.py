"""What may stand in a text before it is rendered, and in HTML before it is declared safe.

The renderer writes every class, id and role itself and passes no HTML of a writer on. The lists hold all the
same: they are the second wall, and the only one for imported HTML.
"""

import re
from urllib.parse import urljoin

import nh3

from gotchas.markup.marks import READER_REL

_SCHEMES = {"http", "https", "mailto"}
_SPOKEN = {"em", "strong", "code", "a", "br"}
_BLOCKS = {"p", "pre", "blockquote", "ul", "ol", "li", "hr", "div", "span", "figure", "figcaption"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
_HEADINGS = {"h3", "h4", "h5", "h6"}
_WORDPRESS = {
    "b",
    "i",
    "u",
    "s",
    "del",
    "ins",
    "sub",
    "sup",
    "q",
    "cite",
    "kbd",
    "samp",
    "tt",
    "dl",
    "dt",
    "dd",
}

_LINK = {"a": {"href", "title"}, "ol": {"start"}, "pre": {"aria-label"}}
_CODE_VALUES = {"pre": {"role": {"region"}, "tabindex": {"0"}}, "div": {"dir": {"auto"}}}
_READER_VALUES = {**_CODE_VALUES, "a": {"rel": {READER_REL}}}
_TABLE_VALUES = {"role": {"group"}, "tabindex": {"0"}, "aria-label": {"Table"}}
_CODE_CLASSES = {
    "figure": {"code"},
    "code": {"option"},
    "span": {"prompt"},
    "pre": {"cols"},
    "div": {"printed"},
}
_ALIGNED = {"align-left", "align-center", "align-right"}
# A paragraph written from right to left must not turn what stands beside it.
_OWN_DIRECTION = {tag: {"dir": "auto"} for tag in ("p", "li", "dd", "td", "th")}

_ID = re.compile(r"[a-z][a-z0-9_]*(?:-[a-z0-9]+)+")


def _own_ids_only(tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "id" and not _ID.fullmatch(value) else value


def _inside_this_site(url: str) -> str | None:
    """An address without a scheme, but not "//elsewhere"; browsers read a backslash as a slash."""
    return url if re.match(r"/(?![/\\])|#", url) else None


_ARTICLE_TAGS = _SPOKEN | _BLOCKS | _TABLE | _HEADINGS
_ARTICLE_VALUES = {**_READER_VALUES, "div": {**_CODE_VALUES["div"], **_TABLE_VALUES}}
_ARTICLE_CLASSES = {**_CODE_CLASSES, "div": {"printed", "table"}, "th": _ALIGNED, "td": _ALIGNED}
_WITH_IDS = {**_LINK, "li": {"id"}, **{heading: {"id"} for heading in _HEADINGS}}

ARTICLE = nh3.Cleaner(
    tags=_ARTICLE_TAGS,
    attributes=_WITH_IDS,
    attribute_filter=_own_ids_only,
    tag_attribute_values=_ARTICLE_VALUES,
    allowed_classes=_ARTICLE_CLASSES,
    url_schemes=_SCHEMES,
    url_relative=_inside_this_site,
    link_rel=None,
)
# All that the other lists let through, for HTML that was cleaned when its text was saved.
STORED = nh3.Cleaner(
    tags=_ARTICLE_TAGS | _WORDPRESS,
    attributes=_WITH_IDS,
    attribute_filter=_own_ids_only,
    tag_attribute_values={**{tag: {"dir": {"auto"}} for tag in _OWN_DIRECTION}, **_ARTICLE_VALUES},
    allowed_classes=_ARTICLE_CLASSES,
    url_schemes=_SCHEMES,
    url_relative=_inside_this_site,
    link_rel=None,
)
ARTICLE_WITHOUT_IDS = nh3.Cleaner(
    tags=_ARTICLE_TAGS,
    attributes=_LINK,
    tag_attribute_values=_ARTICLE_VALUES,
    allowed_classes=_ARTICLE_CLASSES,
    url_schemes=_SCHEMES,
    url_relative=_inside_this_site,
    link_rel=None,
)


def abroad(page: str) -> nh3.Cleaner:
    """As STORED, without ids; links inside this site become whole addresses, seen from the address `page`."""

    def whole(url: str) -> str | None:
        return urljoin(page, url) if _inside_this_site(url) else None

    return nh3.Cleaner(
        tags=_ARTICLE_TAGS | _WORDPRESS,
        attributes=_LINK,
        tag_attribute_values={**{tag: {"dir": {"auto"}} for tag in _OWN_DIRECTION}, **_ARTICLE_VALUES},
        allowed_classes=_ARTICLE_CLASSES,
        url_schemes=_SCHEMES,
        url_relative=whole,
        link_rel=None,
    )


COMMENT = nh3.Cleaner(
    tags=_SPOKEN | _BLOCKS,
    attributes=_LINK,
    tag_attribute_values=_READER_VALUES,
    set_tag_attribute_values=_OWN_DIRECTION,
    allowed_classes=_CODE_CLASSES,
    url_schemes=_SCHEMES,
    url_relative=_inside_this_site,
    link_rel=None,
)
# First what came from outside: its links are marked, and none may point into this site. Then, with our own
# links in it, once more.
IMPORTED_SOURCE = nh3.Cleaner(
    tags=(_SPOKEN | _BLOCKS | _TABLE | _HEADINGS | _WORDPRESS | {"h1", "h2"}) - {"div", "span"},
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel=READER_REL,
)
IMPORTED = nh3.Cleaner(
    tags=_SPOKEN | _BLOCKS | _TABLE | _HEADINGS | _WORDPRESS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    tag_attribute_values={"a": {"rel": {READER_REL}}, "div": {"dir": {"auto"}}},
    set_tag_attribute_values=_OWN_DIRECTION,
    allowed_classes={"div": {"printed"}},
    url_schemes=_SCHEMES,
    url_relative=_inside_this_site,
    link_rel=None,
)
PRINTED = nh3.Cleaner(
    tags={"div", "a"},
    attributes={"a": {"href", "title"}},
    tag_attribute_values={"a": {"rel": {READER_REL}}, "div": {"dir": {"auto"}}},
    allowed_classes={"div": {"printed"}},
    url_schemes=_SCHEMES,
    url_relative=_inside_this_site,
    link_rel=None,
)
HIGHLIGHT = nh3.Cleaner(tags={"mark"}, attributes={})
DIFF = nh3.Cleaner(
    tags={"ins", "del", "span"},
    attributes={},
    allowed_classes={"ins": {"added"}, "del": {"removed"}, "span": {"visually-hidden"}},
)

_LINE_END = re.compile(r"\r\n?")
# Controls but line feed and tab, and the code points that are no characters: no page or feed may hold them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` with lines ended by line feeds, without controls, and U+FFFD for half characters."""
    return _UNPRINTABLE.sub("", _LONE_SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text)))


def unturned(text: str) -> str:
    """Printable text without the marks that turn the direction of what follows: it reads as it is run."""
    return _TURNING.sub("", printable(text))


def with_turns_shown(text: str) -> str:
    """Printable text in which those marks are spelled out, for whoever has to judge a change."""
    return _TURNING.sub(lambda mark: f"\u27e8U+{ord(mark[0]):04X}\u27e9", printable(text))
