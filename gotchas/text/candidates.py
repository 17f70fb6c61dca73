"""Code-like tokens of what a reader typed or pasted, as keys to look up among the stored codes.

This finds codes of families without a pattern, and spellings that no pattern allows: `amq 9637e`,
`ora-1017`, `X'0959'`. It proposes generously and decides nothing: a key that is stored nowhere is no code.
What cannot be a code is left out: dates, times, versions, addresses and paths never count, and a bare number
only in a short query or behind a word such as `rc`, `error`, `sqlcode`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from gotchas.text.folding import DASHES, KEY_LIMIT, SUFFIX_LETTERS, fold, hexadecimal, without_zeros
from gotchas.text.normal_forms import openssl

# Up to here a text is a query: every word was chosen by the reader. Characters.
SHORT: Final = 80
# Longer runs are base64 and the like.
TOKEN_LIMIT: Final = 160

_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_TOKEN = re.compile(rf"(?<![A-Za-z0-9])[-+]?[A-Za-z0-9]+(?:[._{_HIDDEN}-][A-Za-z0-9]+)*")
_JOINTS = dict.fromkeys(map(ord, f"._-{_HIDDEN}"))
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_NOISE = re.compile(
    r"""
      (?<![A-Za-z0-9+.-]) [A-Za-z][A-Za-z0-9+.-]{1,20}://\S+              # an address
    | (?<![\w.+-]) [\w.+-]{1,64}@[\w.-]+                                  # a mail address
    | (?<![A-Za-z0-9]) [A-Za-z]:[\\/][^\s"']*                             # C:\a path
    | (?<![\w.~]) (?:~|\.{1,2})?/[\w.+-]+(?:/[\w.+-]*)+                   # /a/path
    | (?<![\w./-]) [\w.-]+(?:/[\w.-]+){2,}                                # a/longer/path
    | (?<!\w) [0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12} (?!\w) # a GUID
    | (?<![\w/.-]) \d{4}([-/.])\d{1,2}\1\d{1,2} (?:T[\d:.,]+)? (?!\d)     # 2007-10-17
    | (?<![\w/.-]) \d{1,2}([-/])(?:\d{1,2}|[A-Za-z]{3})\2\d{2,4} (?!\w)   # 10/17/07, 17-Oct-2007
    | (?<!\w) [IWEF]\d{4}[ ]\d\d:\d\d:\d\d\.\d+                            # E1112 08:31:02.123456, as Go logs
    | (?<![\w:.]) \d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)? (?!\w)               # 10:55:00
    | (?<![\w.]) [vV]?\d+(?:\.\d+)+ (?:[-+]\w+)? (?!\w)                   # V5.131, 172.30.1.11
    """,
    re.VERBOSE,
)
_FILE_NAME = re.compile(
    r"(?i).*\.(?:c|cfg|class|conf|cpp|dll|exe|fdc|gz|h|htm|html|ini|jar|java|js|jks|json|kdb|log|md|out|p12|pdf|php"
    r"|py|rdb|sh|so|sql|sth|tar|trc|ts|txt|xml|yaml|yml|zip)"
)
_CUE = re.compile(
    r"ERROR|ERR|ERRNO|ERRORCODE|CODE|RC|REASON|REASONCODE|MQRC|SQLCODE|SQLSTATE|STATUS|MSGID|MESSAGE|MSG|ABEND"
    r"|EVENT|EVENTID|HRESULT|RETURNCODE|EXCEPTION|WARNING|FEHLER|MYSQL|MARIADB|MQ|DB2|HTTP|GSK|GSKRC|WIN32"
)
# Behind other parts of a name: Last_SQL_Errno, http.status_code, vendorErrorCode.
_ENDS_IN_A_CUE = re.compile(
    r"(?:.*[._-]|.*[a-z](?=[A-Z]))"
    r"((?i:errno|rc|mqrc|hresult|sql[._-]?(?:code|state)|(?:error|return|reason|status)[._-]?code))"
)
_BESIDE_A_CUE = re.compile(r"[\s:=\[\](#'\"-]*")
_BETWEEN_TWO = re.compile(r"[ \t:#=]{1,2}|\s-\s")
_DIGIT = re.compile(r"\d")
_ONLY_A_NUMBER = re.compile(r"\d{3,9}")
_NUMBERED = re.compile(r"([A-Z]+(?:\d+[A-Z]+)*)(\d{1,9})([A-Z]?)")
# As headers of C write it, too: 0x80070005L.
_HEXADECIMAL = re.compile(r"(0X[0-9A-F]{1,16})U?L{0,2}")
_QUOTED_HEXADECIMAL = re.compile(r"(?<![A-Za-z0-9])[Xx]'([0-9A-Fa-f]{2,8})'")
# What drivers of Python print: the number and the text in brackets, behind the name of the exception.
_PAIR_OF_AN_EXCEPTION = re.compile(r"(?:Error|Exception|Warning): ?\(([1-9]\d{2,4}), ?[bu]?[\"']")
# PostgreSQL's own state in the prefix of a line of its log (%e).
_BEFORE_A_LEVEL = re.compile(r"(?<![\w./:-])([0-9A-Z]{5}):? {1,2}(?:ERROR|FATAL|PANIC): ")
# Nothing but an address: what it leads to is what is asked for, where it stands in a text it is noise.
_ONLY_AN_ADDRESS = re.compile(r"[ \t]*[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/?#]+([/?#]\S*)[ \t]*")
_SMTP = re.compile(r"(?<![\d.])[2-5]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ONLY_SMTP = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\s*")
_TLS_OF_OPENSSL_1 = re.compile(r"14[0-9A-F]{6}")
_CISCO = re.compile(r"([A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*)-[0-7]-([A-Z0-9_]+)")
_WORDS_OF_A_NAME: Final = range(2, 11)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key to look up; `start` and `end` count characters and cut `written` out of the text.

    `strong` is false for what is a code only if somebody stored one like it: a bare number, a word.
    """

    key: str
    start: int
    end: int
    written: str
    strong: bool


class _Token(NamedTuple):
    raw: str  # without its sign
    key: str
    start: int
    end: int
    negative: bool
    cue: str  # the word before it that announces a number, or ""
    gap: str  # what stands between it and the token before


# A key, where it stands, and whether it is strong.
_Reading = tuple[str, int, int, bool]


def candidates(text: str) -> list[Candidate]:
    """Code-like tokens in the order of the text; where one token allows several keys, the likeliest first."""
    shadow = _shadow(text)
    short = len(text) <= SHORT and "\n" not in text
    readings = list(_special(shadow, short))
    previous: _Token | None = None
    address = _ONLY_AN_ADDRESS.fullmatch(shadow)
    shadow = (
        "\x00" * address.start(1) + shadow[address.start(1) :] if address else _NOISE.sub(_blanked, shadow)
    )
    for token in _tokens(shadow):
        if address and token.key.isdigit() and not token.cue:
            continue  # a page, a question, a port
        readings += _readings(token, short)
        if previous is not None:
            readings += _pair(previous, token, short)
        previous = token
    if short:
        readings += _whole(shadow)
    found: dict[tuple[str, int, int], Candidate] = {}
    for key, start, end, strong in readings:
        place = (key, start, end)
        if 2 <= len(key) <= KEY_LIMIT and (place not in found or (strong and not found[place].strong)):
            found[place] = Candidate(key, start, end, text[start:end], strong)
    return sorted(found.values(), key=lambda candidate: candidate.start)


def _shadow(text: str) -> str:
    """The text character by character in the form that is read: every offset stays what it is."""
    if "\x1b" in text:
        text = _COLOURS.sub(lambda colour: " " * len(colour[0]), text)
    if text.isascii():
        return text
    return "".join([character if character < "\x80" else _plain(character) for character in text])


def _plain(character: str) -> str:
    if character in DASHES:
        return "-"
    normal = unicodedata.normalize("NFKC", character)
    return normal if len(normal) == 1 else character


def _blanked(noise: re.Match[str]) -> str:
    found = noise[0]
    # CSQX631E/AMQ9631/AMQ9641 are three codes and /SCWM/L3 is a class; a path has lower-case letters.
    if found.count("/") >= 2 and found == found.upper() and any(map(str.isalpha, found)):
        return found
    return "\x00" * len(found)


def _special(shadow: str, short: bool) -> Iterator[_Reading]:
    """Spellings that hold characters which otherwise part tokens."""
    for found in _QUOTED_HEXADECIMAL.finditer(shadow):
        yield hexadecimal(int(found[1], 16)), found.start(), found.end(), True
    for pattern in (_PAIR_OF_AN_EXCEPTION, _BEFORE_A_LEVEL):
        for found in pattern.finditer(shadow):
            yield found[1], found.start(1), found.end(1), True
    for found in _SMTP.finditer(shadow):
        yield fold(found[1]), found.start(), found.end(), True
    if short and (only := _ONLY_SMTP.fullmatch(shadow)):
        yield fold(only[1]), only.start(1), only.end(1), False


def _tokens(shadow: str) -> Iterator[_Token]:
    before: _Token | None = None
    before_that = ""
    for found in _TOKEN.finditer(shadow):
        start, end = found.span()
        if end - start > TOKEN_LIMIT:
            before, before_that = None, ""
            continue
        sign = shadow[start] if shadow[start] in "+-" else ""
        raw = found[0][len(sign) :]
        gap = shadow[before.end : start] if before else ""
        cue = _cue(before, before_that, gap) if before else ""
        before_that = before.key if before else ""
        before = _Token(raw, raw.upper().translate(_JOINTS), start, end, sign == "-", cue, gap)
        yield before


def _cue(before: _Token, before_that: str, gap: str) -> str:
    """The word that announces a number: the one before it, or one further where the one before is short."""
    if len(gap) > 4 or not _BESIDE_A_CUE.fullmatch(gap):
        return ""
    if f"{before_that}{before.key}" == "SQLSTATE":
        return "SQLSTATE"
    if _CUE.fullmatch(before.key):
        return before.key
    if ending := _ENDS_IN_A_CUE.fullmatch(before.raw):
        return ending[1].upper().translate(_JOINTS)
    return before_that if len(before.key) <= 5 and _CUE.fullmatch(before_that) else ""


def _readings(token: _Token, short: bool) -> Iterator[_Reading]:
    if "." in token.raw and _FILE_NAME.fullmatch(token.raw):
        return
    if token.key.isdigit():
        if short or token.cue:
            for key, strong in _of_number(token, short):
                yield key, token.start, token.end, strong
        return
    strong = _looks_like_a_code(token)
    if strong or short:
        for key, sure in _of_word(token, short, strong):
            yield key, token.start, token.end, sure
        yield from _parts(token)


def _looks_like_a_code(token: _Token) -> bool:
    """Letters with digits, four capitals, or several words in one: `AMQ9637`, `ENOENT`, `unused-variable`."""
    return (
        _DIGIT.search(token.key) is not None
        or (token.raw.isupper() and len(token.key) >= 4)
        or len(token.key) < len(token.raw)
    )


def _of_number(token: _Token, short: bool) -> Iterator[tuple[str, bool]]:
    digits, announced = token.key, bool(token.cue)
    if token.negative and 9 <= len(digits) <= 10:
        yield f"NEG{digits}", True
    if len(digits) <= 5 and (token.cue == "SQLCODE" or (short and token.negative)):
        number = f"{int(digits):04d}"
        strong = token.cue == "SQLCODE"
        yield f"SQL{number}{'N' if token.negative else 'W'}", strong
        yield f"SQL{number}", strong
    yield digits, announced
    if _TLS_OF_OPENSSL_1.fullmatch(digits):
        yield openssl(digits), announced
    yield without_zeros(digits), False
    if short and (len(digits) == 8 or (digits.startswith("0") and 4 <= len(digits) <= 16)) and int(digits):
        yield hexadecimal(int(digits, 16)), False


def _of_word(token: _Token, short: bool, strong: bool) -> Iterator[tuple[str, bool]]:
    key = token.key
    yield key, strong
    if written := _HEXADECIMAL.fullmatch(key):
        value = int(written[1], 16)
        yield hexadecimal(value), strong
        if value < 100_000 and (short or token.cue):
            yield str(value), strong
    elif parts := _NUMBERED.fullmatch(key):
        yield from _of_numbered(parts[1], parts[2], parts[3], strong)
    if _TLS_OF_OPENSSL_1.fullmatch(key):
        yield openssl(key), strong
    if short and re.fullmatch(r"[0-9A-F]{3,8}", key):
        yield hexadecimal(int(key, 16)), len(key) == 8
    if mnemonic := _CISCO.fullmatch(token.raw):
        yield fold(mnemonic[1] + mnemonic[2]), True


def _of_numbered(prefix: str, digits: str, suffix: str, strong: bool) -> Iterator[tuple[str, bool]]:
    """Prefix and number with and without suffix letter and leading zeros; `rc2035` is also 2035."""
    bare = without_zeros(digits)
    dropped = suffix != "" and suffix in SUFFIX_LETTERS
    if dropped:
        yield prefix + digits, strong
    if bare != digits:
        yield prefix + bare + suffix, strong
        if dropped:
            yield prefix + bare, strong
    if not suffix and len(digits) >= 3 and _CUE.fullmatch(prefix):
        yield digits, True
    if prefix == "MY" and len(digits) == 6 and not suffix:
        yield bare, True  # MY-001062, as MySQL's own log writes error 1062


def _parts(token: _Token) -> Iterator[_Reading]:
    """Codes inside a token of several parts: `com.example.AMQ9637E`, `error-TS2322`."""
    if len(token.key) == len(token.raw):
        return
    offset = token.end - len(token.raw)
    for part in re.finditer(r"[A-Za-z0-9]+", token.raw):
        key = part[0].upper()
        if _DIGIT.search(key) and not key.isdigit():
            yield key, offset + part.start(), offset + part.end(), len(key) >= 5
            if (numbered := _NUMBERED.fullmatch(key)) and numbered[3] and numbered[3] in SUFFIX_LETTERS:
                yield numbered[1] + numbered[2], offset + part.start(), offset + part.end(), len(key) >= 5


def _pair(first: _Token, second: _Token, short: bool) -> Iterator[_Reading]:
    """Two tokens that make one code: `amq 9637e`, `ORA 01017`, `errno 2`."""
    if not first.key.isalpha() or len(first.key) > 12 or not _DIGIT.search(second.key):
        return
    if not _BETWEEN_TWO.fullmatch(second.gap) or not (short or first.raw.isupper() or first.key == "ERRNO"):
        return
    key = first.key + second.key
    yield key, first.start, second.end, True
    if parts := _NUMBERED.fullmatch(key):
        for other, strong in _of_numbered(parts[1], parts[2], parts[3], True):
            yield other, first.start, second.end, strong


def _whole(shadow: str) -> Iterator[_Reading]:
    """A short query as one name: `er access denied error`, `/SCWM/L3 123`; and without its cue words."""
    words = list(re.finditer(r"[A-Za-z0-9]+", shadow))
    if "\x00" in shadow or _FILE_NAME.fullmatch(shadow.strip()) or len(words) not in _WORDS_OF_A_NAME:
        return
    named = [word for word in words if not _CUE.fullmatch(word[0].upper())]
    if len(words) == 2 and _ONLY_A_NUMBER.fullmatch(words[0][0]) and words[1][0].isalpha():
        yield f"{words[1][0]}{words[0][0]}".upper(), words[0].start(), words[1].end(), True  # 9637 amq
    for chosen in (words, named):
        key = "".join(word[0] for word in chosen).upper()
        if key and not key.isdigit():
            yield key, chosen[0].start(), chosen[-1].end(), True
