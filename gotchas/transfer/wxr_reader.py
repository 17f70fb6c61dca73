"""A WXR file to items, one at a time: only the one that is being read is in memory.

Of the many elements only those are kept that something here reads. Types, entities and addresses outside the
file are never followed: `wxr_mending` refuses a file that declares any, and the parser would once more.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

from gotchas.transfer.wxr_mending import mended
from gotchas.transfer.wxr_records import VERSIONS, Note, WxrComment, WxrItem, WxrRefused, WxrSite

FIELD_LIMIT = 1024 * 1024
"""Characters of one field that are kept; a longer one is named in `too_long`."""
ITEM_LIMIT = 48 * 1024 * 1024
DEEPEST = 40
AUTHORS = 10_000

_ITEM = {
    "title": "title",
    "link": "link",
    "pubDate": "pub_date",
    "dc:creator": "creator",
    "content:encoded": "content",
    "wp:post_id": "number",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:status": "status",
    "wp:post_type": "kind",
    "wp:post_password": "password",
}
_COMMENT = {
    "wp:comment_id": "number",
    "wp:comment_author": "author",
    "wp:comment_author_email": "email",
    "wp:comment_date": "date",
    "wp:comment_date_gmt": "date_gmt",
    "wp:comment_content": "content",
    "wp:comment_approved": "approved",
    "wp:comment_type": "kind",
    "wp:comment_parent": "parent",
}
_CHANNEL = {
    "title": "title",
    "link": "link",
    "wp:base_blog_url": "base_url",
    "wp:wxr_version": "version",
}
_AUTHOR = {"wp:author_login": "login", "wp:author_display_name": "name"}
_FIELDS = {"item": _ITEM, "wp:comment": _COMMENT, "channel": _CHANNEL, "wp:author": _AUTHOR}
_PLACES = {"channel": 2, "item": 3, "wp:author": 3, "wp:comment": 4}
_EXPORT = re.compile(r"http://wordpress\.org/export/[0-9.]+/")
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/rss/1.0/modules/content/": "content",
}


class Reader:
    """One file. `site` is filled as its head is read, which stands before the items."""

    def __init__(self, file: BinaryIO, note: Note, progress: Callable[[int], object] = int) -> None:
        self.site = WxrSite()
        self.file, self.note, self.progress = file, note, progress
        self._ready: list[WxrItem] = []
        self._open: list[str] = []
        self._prefixes: dict[str, str] = {}
        self._author: dict[str, str] = {}
        self._item: WxrItem | None = None
        self._comment: WxrComment | None = None
        self._field = ""
        self._parts: list[str] = []
        self._length = self._item_length = 0
        self._parser = self._new_parser()

    def _new_parser(self) -> Any:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        return parser

    def items(self) -> Iterator[WxrItem]:
        """Each item as soon as it is whole. Raises WxrRefused where the file cannot be read on."""
        try:
            for data in mended(self.file, self.note):
                self._parser.Parse(data, False)
                self.progress(len(data))
                yield from self._taken()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            yield from self._taken()
            raise WxrRefused(error.lineno, f"is no XML: {expat.ErrorString(error.code)}") from None
        yield from self._taken()
        self._check_version()

    def _taken(self) -> Iterator[WxrItem]:
        ready, self._ready = self._ready, []
        if ready:
            self._check_version()
        yield from ready

    def _check_version(self) -> None:
        version = self.site.version.strip()
        if not version:
            raise WxrRefused(0, "is no export of WordPress: it names no WXR version")
        if version not in VERSIONS:
            raise WxrRefused(0, f"is WXR {version[:20]!r}; {VERSIONS[0]} to {VERSIONS[-1]} are read")

    @property
    def _line(self) -> int:
        return int(self._parser.CurrentLineNumber)

    def _refuse(self, *declared: object) -> int:
        raise WxrRefused(self._line, "the file declares types or entities, which WordPress's never does")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._open:
            self._read_prefixes(tag, attributes)
        self._open.append(self._named(tag))
        if len(self._open) > DEEPEST:
            raise WxrRefused(self._line, f"elements stand more than {DEEPEST} deep in each other")
        name, place = self._open[-1], len(self._open)
        if _PLACES.get(name) == place and place > 2:
            if name == "item":
                self._item, self._item_length = WxrItem(self._line), 0
            elif name == "wp:comment" and self._item:
                self._comment = WxrComment(self._line)
            elif name == "wp:author":
                self._author = {}
        elif _PLACES.get(self._open[-2] if place > 1 else "") == place - 1:
            self._field = _FIELDS[self._open[-2]].get(name, "")
            self._parts, self._length = [], 0

    def _read_prefixes(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "rss":
            raise WxrRefused(self._line, f"is no export of WordPress: it begins with <{tag[:40]}>")
        for name, value in attributes.items():
            known = "wp" if _EXPORT.fullmatch(value) else _PREFIXES.get(value)
            if name.startswith("xmlns:") and known:
                self._prefixes[name.removeprefix("xmlns:")] = known

    def _named(self, tag: str) -> str:
        prefix, colon, name = tag.rpartition(":")
        return f"{self._prefixes.get(prefix, prefix)}:{name}" if colon else tag

    def _characters(self, text: str) -> None:
        if not self._field or _PLACES.get(self._open[-2]) != len(self._open) - 1:
            return
        self._length += len(text)
        self._item_length += len(text)
        if self._item_length > ITEM_LIMIT and self._item:
            raise WxrRefused(self._item.line, f"an item holds more than {ITEM_LIMIT:,} characters")
        if self._length <= FIELD_LIMIT:
            self._parts.append(text)

    def _end(self, tag: str) -> None:
        name, place = self._open.pop(), len(self._open)
        if self._field and self._open and _PLACES.get(self._open[-1]) == place:
            self._keep(self._open[-1])
        elif name == "item" and place == 2 and self._item:
            self._ready.append(self._item)
            self._item = None
        elif name == "wp:comment" and place == 3 and self._item and self._comment:
            self._item.comments.append(self._comment)
            self._comment = None
        elif name == "wp:author" and place == 2 and len(self.site.authors) < AUTHORS:
            self.site.authors[self._author.get("login", "")] = self._author.get("name", "")

    def _keep(self, parent: str) -> None:
        text, field = "".join(self._parts), self._field
        self._field, self._parts = "", []
        if parent == "wp:author":
            self._author[field] = text[:300]
            return
        owner = {"item": self._item, "wp:comment": self._comment, "channel": self.site}[parent]
        if owner is None:
            return
        if self._length > FIELD_LIMIT and not isinstance(owner, WxrSite):
            owner.too_long = field
        elif not getattr(owner, field):
            setattr(owner, field, text)
