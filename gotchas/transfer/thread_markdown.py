"""Lines of a saved text to Markdown that renders to the same characters.

A line of the saved page was a paragraph, a list item or a line of code. The text is not improved:
typographic quotes in a command stay, because this is a mirror of what was printed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["paragraph", "bullet", "number", "heading", "code"]

CODE_LINE_LIMIT = 2_000
_BULLET = re.compile(r"[-*\u2022\u2013][ \t\u00a0]+(\S.*)")
_NUMBERED = re.compile(r"([0-9]{1,3})[.)][ \t\u00a0]+(\S.*)")
_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9:/?=&._~#,;+()@%!$*'\-]*")
_PLAIN_URL = re.compile(r"[A-Za-z0-9:/?=&._~#,;+@-]+")
_URL_TAIL = ".,;:!?)'"

# What CommonMark, tables and strike-through read as markup wherever it stands.
_ANYWHERE = re.compile(r"[\\`*\[\]<|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?[A-Za-z0-9])")
# What only means something at the start of a line.
_AT_START = re.compile(r"(?:[-+](?=\s|$)|>|#{1,6}(?=\s|$)|[-=]+(?=\s*$))")
_NUMBER_AT_START = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")

_PROMPT = re.compile(r"(?:\$ |# [a-z/]|[A-Za-z]:\\[^ <>|]*>|[a-z]{2,10}> ?[a-z])")
_JCL = re.compile(r"//[A-Z*][A-Z0-9@#$. *]")
_PROGRAM = re.compile(r"[a-z][a-z0-9_.-]*")
_OPTION = re.compile(r"--?[A-Za-z][A-Za-z0-9_-]*(?:=\S*)?")
_UPPER_WORD = re.compile(r"[A-Z0-9_+*&;=,./@#$-]+")
_LABELLED_VALUE = re.compile(r"[A-Z][A-Za-z ]{0,40}: ?[A-Z0-9_]+(?:, ?[A-Z0-9_]+)*")
_CONTINUES = ("+", "\\", ",")
_VERBS_TEXT = """
    ALTER CLEAR CREATE DEFINE DELETE DIS DISPLAY DROP END GRANT PING RACDCERT REFRESH RESET RESOLVE RESUME
    REVOKE SET SETROPTS START STOP SUSPEND
"""
_VERBS = frozenset(_VERBS_TEXT.split())
# U+2019 opens as well: a blog's typographer often puts it before a quoted name in a command.
_CLOSERS = {"(": ")", "'": "'", '"': '"', "\u2018": "\u2019", "\u2019": "\u2019", "\u201c": "\u201d"}


@dataclass(slots=True)
class _Block:
    kind: Kind
    lines: list[str] = field(default_factory=list)


def markdown_of(lines: Sequence[str], source_number: str = "") -> str:
    """Markdown for the lines of one section; headings are the sub-solutions "1.5.1" of item "1.5"."""
    blocks: list[_Block] = []
    previous = ""
    subs = 0
    for line in lines:
        if not line.strip():
            previous = ""
            blocks.append(_Block("paragraph"))
            continue
        kind = _kind(line, previous, blocks)
        if kind == "paragraph" and _sub_heading(line, source_number, subs + 1):
            kind, subs = "heading", subs + 1
        if kind in ("paragraph", "heading") or not blocks or blocks[-1].kind != kind:
            blocks.append(_Block(kind))
        blocks[-1].lines.append(line.rstrip() if kind == "code" else line.strip(" \t"))
        previous = line
    return "\n\n".join(_written(block) for block in blocks if block.lines)


def _kind(line: str, previous: str, blocks: Sequence[_Block]) -> Kind:
    before = blocks[-1].kind if blocks and blocks[-1].lines else "paragraph"
    if is_code(line, previous, follows_code=before == "code"):
        return "code"
    stripped = line.strip(" \t")
    if _BULLET.fullmatch(stripped):
        return "bullet"
    if match := _NUMBERED.fullmatch(stripped):
        expected = len(blocks[-1].lines) + 1 if before == "number" else 1
        return "number" if int(match[1]) == expected else "paragraph"
    return "paragraph"


def _sub_heading(line: str, source_number: str, expected: int) -> bool:
    start, _, title = line.strip().partition(" ")
    return bool(source_number and title.strip()) and start.rstrip(".:)") == f"{source_number}.{expected}"


def is_code(line: str, previous: str = "", *, follows_code: bool = False) -> bool:
    """Whether a line reads as a command, JCL or a displayed value and not as a sentence.

    `previous` is the line above, which may announce code by ending in a colon or, being code, may
    go on in this one.
    """
    text = line.strip()
    if not text or len(text) > CODE_LINE_LIMIT:
        return False
    if follows_code and previous.rstrip().endswith(_CONTINUES):
        return True
    announced = previous.rstrip().endswith(":")
    if (announced or follows_code) and _LABELLED_VALUE.fullmatch(text):
        return True
    return bool(_PROMPT.match(text) or _JCL.match(text)) or _shell(text, announced) or _upper_case(text)


def _shell(text: str, announced: bool) -> bool:
    words = text.split()
    if not _PROGRAM.fullmatch(words[0]) or text[-1] in ".?!:":
        return False
    options = sum(1 for word in words[1:] if _OPTION.fullmatch(word))
    return options >= 2 or (options == 1 and announced)


def _upper_case(text: str) -> bool:
    """MQSC, RACF, SQL and their like: capitals outside brackets and quotes, with a verb or a bracket."""
    first, _, rest = text.partition(" ")
    if first in _VERBS and text.endswith(";") and rest[:2].isupper():
        return True
    bare = _without_bracketed(text)
    words = bare.split()
    if text.endswith((".", ":")) or not words or not all(_UPPER_WORD.fullmatch(word) for word in words):
        return False
    return words[0] in _VERBS or (len(bare) < len(text) and text[0].isalpha() and _opens_at_a_word(text))


def _opens_at_a_word(text: str) -> bool:
    at = text.find("(")
    return at > 1 and text[at - 1].isalnum()


def _without_bracketed(text: str) -> str:
    """What stands outside brackets and quotes; all of the text where one of them stays open."""
    outside: list[str] = []
    waiting: list[str] = []
    before = " "
    for char in text:
        if waiting and char == waiting[-1]:
            waiting.pop()
        elif char == "(" or (char in _CLOSERS and not before.isalnum()):
            waiting.append(_CLOSERS[char])
        elif not waiting:
            outside.append(char)
        before = char
    return text if waiting else "".join(outside)


def _written(block: _Block) -> str:
    if block.kind == "code":
        return _fenced(block.lines)
    if block.kind == "heading":
        return "### " + escaped(block.lines[0]).replace("#", "\\#")
    if block.kind == "bullet":
        return "\n".join("- " + escaped(_item_text(_BULLET, line, 1)) for line in block.lines)
    if block.kind == "number":
        texts = (escaped(_item_text(_NUMBERED, line, 2)) for line in block.lines)
        return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))
    return escaped(block.lines[0])


def _item_text(pattern: re.Pattern[str], line: str, group: int) -> str:
    match = pattern.fullmatch(line)
    return match[group].strip(" \t\u00a0") if match else line


def _fenced(lines: Sequence[str]) -> str:
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *lines, fence])


def escaped(line: str) -> str:
    """One line as Markdown that renders to exactly its characters; plain addresses become links."""
    pieces: list[str] = []
    end = 0
    for match in _URL.finditer(line):
        url = match[0].rstrip(_URL_TAIL)
        if not _PLAIN_URL.fullmatch(url) or "xn--" in url.lower():
            continue
        pieces += [_escaped_words(line[end : match.start()]), f"<{url}>"]
        end = match.start() + len(url)
    pieces.append(_escaped_words(line[end:]))
    text = "".join(pieces)
    if numbered := _NUMBER_AT_START.match(text):
        return f"{numbered[1]}\\{text[numbered.end(1) :]}"
    return f"\\{text}" if _AT_START.match(text) else text


def _escaped_words(text: str) -> str:
    return _ANYWHERE.sub(r"\\\g<0>", text)
