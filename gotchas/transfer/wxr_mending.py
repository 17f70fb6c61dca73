"""The bytes of a WXR file as XML that a parser can read: what is plainly broken is repaired, and told.

WordPress writes what it has: controls and U+FFFF in texts, a bare "&" in addresses. What no repair is plain
for is left to the parser to refuse. A file that declares types or entities is refused here, before anything
could expand; so is a tag or a remark that is too long for a parser's patience.
"""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from typing import BinaryIO

from gotchas.transfer.wxr_records import Note, WxrRefused

CHUNK = 64 * 1024
TOKEN_LIMIT = 256 * 1024
"""Characters of one tag, remark or instruction."""

_KEPT_BACK = 64  # more than anything that the patterns below look for
_ENCODINGS = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-16-le", "utf-16-be"}
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"PK", "zip"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"))
_NEVER_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OPENS = re.compile(r"<!\[CDATA\[|<!--|<\?|<!|<|&")
# What needs no second look: texts, tags without attributes, CDATA without "]".
_SOUND = re.compile(r"(?:[^<&]++|</?[A-Za-z][A-Za-z0-9_:.-]{0,100}+>|<!\[CDATA\[[^\]]*+\]\]>)++")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,8})|#x([0-9A-Fa-f]{1,7})|([A-Za-z][A-Za-z0-9]{0,40}));")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_IN_TAG = re.compile("[>\"']")


def mended(file: BinaryIO, note: Note) -> Iterator[bytes]:
    """The file as UTF-8 in pieces; raises WxrRefused."""
    first = file.read(CHUNK)
    reader = _Decoder(_encoding(first), note)
    mender = Mender(note)
    data = first
    while data:
        yield mender.feed(reader.decode(data)).encode()
        data = file.read(CHUNK)
    yield mender.feed(reader.decode(b"", final=True), final=True).encode()


def _encoding(first: bytes) -> str:
    """The encoding of a file that begins so. WxrRefused for a packed one and a strange name."""
    if not first.strip():
        raise WxrRefused(0, "the file is empty")
    for magic, name in _MAGIC:
        if first.startswith(magic):
            raise WxrRefused(0, f"the file is packed with {name}: unpack it first")
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    declared = _DECLARED.search(first[:1000])
    given = declared[1].decode("ascii") if declared else "utf-8"
    try:
        name = codecs.lookup(given).name
    except LookupError:
        name = ""
    if name not in _ENCODINGS:
        raise WxrRefused(1, f"the file says that it is in {given!r}, which is not read")
    return "utf-8" if name.startswith("utf-16") else name  # one in ASCII letters, whatever it says


class _Decoder:
    """Bytes to text. Bytes that are not the file's encoding are read as Windows-1252, and told."""

    def __init__(self, encoding: str, note: Note) -> None:
        self.note, self.line = note, 1
        self.codec = codecs.getincrementaldecoder(encoding)(errors="gotchas-wxr")
        codecs.register_error("gotchas-wxr", self._stranger)

    def decode(self, data: bytes, *, final: bool = False) -> str:
        text = self.codec.decode(data, final)
        self.line += text.count("\n")
        return text

    def _stranger(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        line = self.line + error.object.count(b"\n", 0, error.start)
        self.note(line, "bytes that are not of the file's encoding are read as Windows-1252")
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


class Mender:
    """Text of XML in pieces to text of XML that a parser reads; knows where CDATA begins and ends."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.line = 1
        self.rest = ""
        self.until = ""
        """What ends the CDATA section, remark, instruction or quoted value that is open; "" in text."""
        self.in_tag = False
        self.length = 0
        self.begun = False

    def feed(self, text: str, *, final: bool = False) -> str:
        """What can be said for certain; the rest comes with the next piece."""
        text = self.rest + text
        if not self.begun:
            text = self._without_space_before(text)
        end = len(text) if final else max(0, len(text) - _KEPT_BACK)
        out: list[str] = []
        at = 0
        while at < end:
            step = self._inside if self.until else self._tag if self.in_tag else self._text
            piece, at = step(text, at, end)
            out.append(piece)
        self.rest = text[at:]
        return "".join(out)

    def _without_space_before(self, text: str) -> str:
        stripped = text.lstrip()
        if stripped:
            self.begun = True
            if len(stripped) < len(text):
                self.note(1, "blanks before the beginning are passed over")
                before = text[: len(text) - len(stripped)]
                # A parser counts lines from where it begins.
                return re.sub(r"^(<\?xml[^>]*\?>)?", lambda xml: xml[0] + "\n" * before.count("\n"), stripped)
        return stripped

    def _text(self, text: str, at: int, end: int) -> tuple[str, int]:
        if sound := _SOUND.match(text, at, end):
            return self._clean(sound[0]), sound.end()
        found = _OPENS.search(text, at)
        if found is None or found.start() >= end:
            return self._clean(text[at:end]), end
        before, start = self._clean(text[at : found.start()]), found.start()
        if found[0] == "&":
            piece, after = self._reference(text, start)
            return before + piece, after
        if found[0] == "<!":
            raise WxrRefused(self.line, "the file declares a document type, which WordPress's never does")
        self.length = 0
        self.until, self.in_tag = _ENDS.get(found[0], ""), found[0] == "<"
        return before + found[0], found.end()

    def _reference(self, text: str, at: int) -> tuple[str, int]:
        found = _REFERENCE.match(text, at)
        if found is None:
            self.note(self.line, "a bare & is read as &amp;")
            return "&amp;", at + 1
        decimal, hexadecimal, name = found.groups()
        if name:
            if name in _XML_NAMES:
                return found[0], found.end()
            char = html5.get(f"{name};", "")
            self.note(self.line, f"&{name}; is read as {'its character' if char else 'text'}")
            return char or f"&amp;{name};", found.end()
        code = int(decimal) if decimal else int(hexadecimal, 16)
        if code > 0x10FFFF or _NEVER_XML.match(chr(code)):
            self.note(self.line, f"{found[0]} is no character of XML: left out")
            return "", found.end()
        return found[0], found.end()

    def _inside(self, text: str, at: int, end: int) -> tuple[str, int]:
        """Of what ends with `until`."""
        found = text.find(self.until, at, end + len(self.until) - 1)
        stop = end if found < 0 else found + len(self.until)
        if self.until != "]]>":
            self._count(stop - at)
        if found >= 0:
            self.until = ""
        return self._clean(text[at:stop]), stop

    def _tag(self, text: str, at: int, end: int) -> tuple[str, int]:
        found = _IN_TAG.search(text, at, end)
        stop = found.end() if found else end
        self._count(stop - at)
        if found and found[0] == ">":
            self.in_tag = False
        elif found:
            self.until = found[0]
        return self._clean(text[at:stop]), stop

    def _count(self, length: int) -> None:
        self.length += length
        if self.length > TOKEN_LIMIT:
            raise WxrRefused(self.line, f"a tag or remark is longer than {TOKEN_LIMIT:,} characters")

    def _clean(self, text: str) -> str:
        """`text` without what XML cannot hold, its lines counted."""
        for found in _NEVER_XML.finditer(text):
            line = self.line + text.count("\n", 0, found.start())
            self.note(line, f"U+{ord(found[0]):04X} is no character of XML: left out")
        self.line += text.count("\n")
        return _NEVER_XML.sub("", text)
