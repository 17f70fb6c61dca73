"""From the bytes of a saved file to its lines, or to a refusal that says what to do."""

import codecs
import re

from gotchas.transfer.thread_records import Note, ThreadRefused

# A thread of 30,000 comments of 400 characters is 12 MB. What is larger is no saved blog post.
THREAD_LIMIT = 16_000_000
LINE_LIMIT = 1_000_000
LINES_NAMED = 5

_UTF_32 = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"))
_UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML = re.compile(
    r"<(?:!doctype|!--|\?xml|/?(?:html|head|body|title|meta|frameset|table|div|p|ol|ul|li|article|main|section)\b)",
    re.IGNORECASE,
)
_MHTML = re.compile(r"(?:MIME-Version|From|Content-Type|Snapshot-Content-Location):\s", re.IGNORECASE)
_BINARY = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a zip or a word processor's file"), (b"{\\rtf", "RTF"))
_BINARY_MORE = ((b"\x1f\x8b", "compressed (gzip)"), (b"\xd0\xcf\x11\xe0", "a word processor's file"))
# C0 without tab and line feed, DEL, C1, and the code points that are no characters: PostgreSQL, XML
# feeds or terminals choke on one or another of them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def lines_of(data: bytes) -> tuple[list[str], list[Note]]:
    """The lines of a saved text without their ends, and notes on what had to be changed to read them.

    UTF-8, UTF-16 and UTF-32 with a byte order mark are known; a line that is not UTF-8 is read as
    Windows-1252. CR LF and CR end a line as LF does. Raises ThreadRefused for what is not a text.
    """
    if len(data) > THREAD_LIMIT:
        raise ThreadRefused(f"the file has more than the {THREAD_LIMIT:,} bytes that are read")
    for magic, what in _BINARY + _BINARY_MORE:
        if data.startswith(magic):
            raise ThreadRefused(f"this is {what}, not a text: save the page as plain text")
    text, notes = _decoded(data)
    _refuse_markup(text)
    if text.count("\n") >= LINE_LIMIT:
        raise ThreadRefused(f"more than {LINE_LIMIT:,} lines", LINE_LIMIT)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise ThreadRefused(
            "a NUL character: this is not a text file (UTF-16 needs its byte order mark)", line
        )
    if not text.strip():
        raise ThreadRefused("the file is empty")
    lines = text.split("\n")
    return lines, notes + _clean(lines, text)


def _decoded(data: bytes) -> tuple[str, list[Note]]:
    for mark, encoding in _UTF_32 + _UTF_16:
        if data.startswith(mark):
            try:
                return _one_line_end(data.decode(encoding)), []
            except UnicodeDecodeError as error:
                raise ThreadRefused(f"the file says {encoding.upper()} but is not: {error.reason}") from error
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _one_line_end(data.decode("utf-8")), []
    except UnicodeDecodeError:
        return _decoded_by_line(data)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded_by_line(data: bytes) -> tuple[str, list[Note]]:
    # By line, because copies pasted together from two sources hold both encodings.
    lines: list[str] = []
    wrong: list[int] = []
    for number, raw in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            wrong.append(number)
            lines.append(_western(raw))
    return "\n".join(lines), [_about(wrong, "not UTF-8, read as Windows-1252")]


def _western(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _about(lines: list[int], what: str) -> Note:
    named = ", ".join(str(line) for line in lines[:LINES_NAMED])
    more = f" and {len(lines) - LINES_NAMED} more" if len(lines) > LINES_NAMED else ""
    return Note(lines[0], "noted", f"{what}: line{'s' if len(lines) > 1 else ''} {named}{more}")


def _refuse_markup(text: str) -> None:
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if _HTML.match(start):
        raise ThreadRefused("this is HTML; save it as text")
    if _MHTML.match(start) and "MIME-Version:" in start:
        raise ThreadRefused("this is a web archive (MHTML); save it as text")


def _clean(lines: list[str], text: str) -> list[Note]:
    """Put U+FFFD for control characters, in place."""
    if not _CONTROL.search(text):
        return []
    touched: list[int] = []
    for index, line in enumerate(lines):
        if _CONTROL.search(line):
            lines[index] = _CONTROL.sub("\ufffd", line)
            touched.append(index + 1)
    return [_about(touched, "control characters, shown as \ufffd")]
