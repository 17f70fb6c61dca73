"""What should not be published: passwords, names in certificates, addresses and names of machines and people.

It warns before a comment is published and forbids nothing, so it may miss and it may be wrong. What is
written in the place of a secret (`PASSWORD`, `<name>`, `****`), names kept for documentation (`example.org`,
192.0.2.0/24) and versions that look like addresses (9.3.0.5) are left alone. No pattern looks further than
a bounded way.
"""

import ipaddress
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

MASK_OF: Final = {
    "private key": "PRIVATE-KEY",
    "password or token": "SECRET",
    "name in a certificate": "NAME",
    "mail address": "MAIL",
    "IP address": "ADDRESS",
    "host name": "HOST",
}
"""Every kind with the word that stands in its place; of two that overlap, the first of these counts."""


@dataclass(frozen=True, slots=True)
class Find:
    """`text[start:end]` is of this kind."""

    start: int
    end: int
    kind: str


_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_STRONG = r"CN|OU|DC|UID|EMAILADDRESS|SERIALNUMBER"
_VALUE = r"""(?:"[^"\n]{1,200}"|[^\s,;"'<>()]{1,200}(?:(?: [A-Za-z.&-]{1,60}){1,6}(?=[,;"'>)\n]|$))?)"""
_PATTERNS: Final = tuple(
    (kind, re.compile(pattern, re.MULTILINE | re.IGNORECASE))
    for kind, pattern in (
        (
            "private key",
            r"(?P<it>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
            r"[\s\S]{0,9000}?(?:-----END [A-Z ]{0,30}-----|\Z))",
        ),
        (
            "password or token",
            r"(?:password|passwd|passphrase|passwort|pwd|secret|api[_-]?key|token)['\"]?\s{0,3}"
            r"(?:=\s{0,3}['\"]?(?P<a>[^\s'\"&;,)]{3,200})|:\s{0,3}['\"]?(?=\S{0,200}[\d!$%&*#@])(?P<it>[^\s'\",;)]{3,200}))",
        ),
        (
            "password or token",
            r"(?<!\S)-(?:pw|stashpw|new_pw|target_pw|storepass|keypass|password)"
            r"[ \t]{1,4}['\"]?(?P<it>[^\s'\"]{3,200})",
        ),
        ("password or token", r"\bbearer[ \t]{1,4}(?P<it>[\w.~+/-]{16,2000})"),
        ("password or token", r"\b(?P<it>AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36})\b"),
        ("password or token", r"\b(?P<it>eyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{0,2000})"),
        ("password or token", r"://[^\s:/@]{1,64}:(?P<it>[^\s:/@]{1,200})@"),
        ("name in a certificate", rf"(?<![\w-])(?:{_STRONG}|O|L|ST|SP|STREET)(?: = |=)(?P<it>{_VALUE})"),
        (
            "mail address",
            r"(?<![\w.+-])(?P<it>[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}(?:[^\W\d_]{2,63}|xn--[\w-]{2,59}))(?![\w-])",
        ),
        ("IP address", rf"(?<![\w.])(?P<it>(?:{_OCTET}\.){{3}}{_OCTET})(?!\w|\.\d)"),
        (
            "IP address",
            r"(?<![\w:.])(?P<it>(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}"
            r"|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:])",
        ),
        (
            "host name",
            r"(?<![\w.@-])(?P<it>(?:\w[\w-]{0,62}\.){1,8}"
            r"(?:local|localdomain|internal|intern|intranet|corp|home|lan|private))(?![\w-]|\.\w)",
        ),
        (
            "host name",
            r"(?<![\w.@/-])(?P<it>[a-z](?=[\w-]{0,62}\d)[\w-]{0,62}(?:\.[a-z][\w-]{0,62}){1,6}"
            r"\.(?:com|net|org|edu|gov|eu|de|at|ch|fr|it|es|nl|be|uk|ie|dk|se|no|fi|pl|us|ca|au|nz|jp))(?![\w-]|\.\w)",
        ),
        (
            "host name",
            r"\b(?:host ?name|conname|rhost)\s?[=:(]\s?['\"(]{0,2}"
            r"(?=[\w.-]{0,80}[\d.-])(?P<it>[a-z][\w.-]{1,80}\w)",
        ),
    )
)
_STRONG_BEFORE = re.compile(rf"(?<![\w-])(?:{_STRONG})=", re.IGNORECASE)
_PART_APART = re.compile(rf"(?<![\w-])(?:{_STRONG}|C|O|L|ST) = ", re.IGNORECASE)
_OF_CERTIFICATE = re.compile(r"\b(?:subject|issuer|DN)\b", re.IGNORECASE)
_NEAR = 500
"""Characters of a line that are looked at before a name and behind it."""
# What people write in the place of the thing itself, our own words above included.
_PLACEHOLDER = re.compile(
    r"\"?(?:[A-Z_-]+|<[^>]*>?|\[.*|\{.*|\$.*|%.*|\*+|\.+|[xX?#-]+|\w*passw\w*|secret|changeit|your\w*|my\w*)\"?[.,;:)]?"
)
_DOCUMENTED_NAME = re.compile(
    r"(?:.*[.@])?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)", re.IGNORECASE
)
_BEFORE_VERSION = re.compile(r"(?:version|release|level|fix ?pack|\bv|\bmq|\bdb2)[ :=]{0,3}\Z", re.IGNORECASE)
_DOCUMENTED = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)
_HIGHEST_IN_VERSION = 30
_START = attrgetter("start")


def find(text: str) -> list[Find]:
    """What should not be published, in the order in which it stands; no two overlap."""
    taken: list[Find] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            group = "it" if match["it"] is not None else "a"
            start, end = match.span(group)
            place = bisect_left(taken, end, key=_START)
            is_free = not place or taken[place - 1].end <= start
            if is_free and _is_private(text, start, end, kind):
                taken.insert(place, Find(start, end, kind))
    return taken


def masked(text: str, finds: Sequence[Find]) -> str:
    """`text` with a word in the place of each of `finds`, which are in order and do not overlap."""
    return "".join(_pieces(text, finds))


def _pieces(text: str, finds: Sequence[Find]) -> Iterator[str]:
    at = 0
    for found in finds:
        yield text[at : found.start]
        yield MASK_OF[found.kind]
        at = found.end
    yield text[at:]


def _is_private(text: str, start: int, end: int, kind: str) -> bool:
    it = text[start:end]
    if kind == "private key":
        return True
    if _PLACEHOLDER.fullmatch(it) or _DOCUMENTED_NAME.fullmatch(it):
        return False
    if kind == "name in a certificate":
        before = text[max(text.rfind("\n", 0, start) + 1, start - _NEAR) : start]
        if before.endswith(" = "):
            return _is_part_of_name(before, text[end : end + _NEAR].partition("\n")[0])
        return _STRONG_BEFORE.search(before + it) is not None
    return kind != "IP address" or _is_private_address(it, text[max(0, start - 20) : start])


def _is_part_of_name(before: str, after: str) -> bool:
    """Whether a line is a name as OpenSSL prints it (`O = Bank, CN = qm1`), and no other equation."""
    next_to_it = before.rpartition(",")[0].rpartition(",")[2], after.partition(",")[2]
    is_named = _OF_CERTIFICATE.search(before) is not None
    return is_named or any(_PART_APART.search(part) for part in next_to_it)


def _is_private_address(it: str, before: str) -> bool:
    try:
        address = ipaddress.ip_address(it)
    except ValueError:
        return False
    if address.is_loopback or address.is_unspecified or any(address in network for network in _DOCUMENTED):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return any(c.isdigit() for c in it)
    if _BEFORE_VERSION.search(before):
        return False
    parts = [int(part) for part in it.split(".")]
    return parts[0] == 10 or max(parts) > _HIGHEST_IN_VERSION
