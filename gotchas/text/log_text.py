"""The text of a log from its bytes: in whatever encoding it comes, and with whatever a terminal left in it.

Lines are kept as they are counted by an editor: only what stands inside a line changes.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

# A text is taken for UTF-16 without a mark when so many of its first bytes are NUL on one side of the pairs.
_PROBE: Final = 2_000
_MOSTLY: Final = 0.7

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

# How files begin that gzip, bzip2, xz, zstd and zip made: what log rotation leaves behind.
_COMPRESSED: Final = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04")

# Colours and cursor movements (CSI), titles and links of terminals (OSC), and single letters.
_TERMINAL = re.compile(
    "\x1b(?:\\[[0-?]{0,64}[ -/]{0,8}[@-~]|\\][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\\\)|[@-Z^_=>78])"
)
_CONTROLS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")
# Of Windows, of old Macs and of meters that write one line over and over, of mainframes, of Unicode.
_LINE_END = re.compile("\r+\n|[\r\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LogText:
    """A log as text with `\\n` at its line ends, and the name of the encoding it came in."""

    text: str
    encoding: str = "UTF-8"


def is_compressed(data: bytes) -> bool:
    return data.startswith(_COMPRESSED)


def read_log(data: bytes) -> LogText:
    """The text of any bytes. What is neither UTF-8 nor UTF-16 is read as Latin-1, which every byte is."""
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return LogText(tidy(data[len(mark) :].decode(encoding, "replace")), name)
    if wide := _wide(data):
        return LogText(tidy(data.decode(wide, "replace")), "UTF-16")
    try:
        return LogText(tidy(data.decode("utf-8")))
    except UnicodeDecodeError:
        return LogText(tidy(data.decode("latin-1")), "Latin-1")


def _wide(data: bytes) -> str:
    """The encoding of UTF-16 that lost its mark, as logs of Windows cut in the middle; "" for other text."""
    head = data[:_PROBE]
    if len(head) < 4:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > half * _MOSTLY:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > half * _MOSTLY else ""


def tidy(text: str) -> str:
    """One kind of line end, no colours, no control characters but tab and line end, no lone surrogates."""
    text = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    text = _CONTROLS.sub(" ", text.replace("\x00", ""))
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
