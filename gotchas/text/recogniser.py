"""Finds the codes of a set of families in a text.

A family's patterns are RE2, its normal form a template of `normal_forms`. Families are tried in their order,
specific before loose: a place in the text that one has taken is no longer offered to the next, so AMQ9637E
is never also a "generic IBM" code. What stands in a text as a code is the groups that the normal form names,
with its literal text where that stands beside them: in `reason code 2393` only the number, in `AMQ9637E` all
of it. The rest of the match is context, and may be shared with another code.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from gotchas.text import re2
from gotchas.text.normal_forms import NormalForm, NormalFormError, read_normal_form

# The longest pattern built in has 470 characters.
PATTERN_LIMIT: Final = 2_000
PATTERNS_PER_FAMILY: Final = 20
GROUPS_PER_PATTERN: Final = 9
# What may stand between the literal text of a normal form and its first group: nothing, or one of these.
_SEPARATORS: Final = (b"", b" ", b"-", b"=")
# Texts on which no pattern may match nothing at all.
_EMPTY_PROBES: Final = (b"", b"a", b" ", b"0 A\n")


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the table of families, as the recogniser needs it."""

    slug: str
    name: str
    patterns: tuple[str, ...]
    normal_form: str
    same_codes_as: str = ""
    known_as: tuple[str, ...] = ()
    severity_letters: tuple[tuple[str, str], ...] = ()
    order: int = 0

    @property
    def owner(self) -> str:
        """The slug of the family that owns the codes found by this one."""
        return self.same_codes_as or self.slug


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code in a text. `start` and `end` count characters, `line` and `column` from 1."""

    family: str
    code: str
    severity: str
    written: str
    start: int
    end: int
    line: int
    column: int


class PatternRefused(ValueError):
    """A family cannot be used; the message says why and what to do."""


# A code by its bytes, before lines and characters are counted: start, end, family, code, severity letter.
# A plain tuple, because a hostile megabyte holds a hundred thousand of them.
_Find = tuple[int, int, str, str, str]


# A code in a match: how many bytes stand before it, how many it has, code and severity letter.
_Worth = tuple[int, int, str, str]


class _Rule:
    """One pattern of one family, ready to run."""

    def __init__(self, family: Family, pattern: str, form: NormalForm) -> None:
        self.owner = family.owner
        self.pattern = compiled(pattern)
        self.form = form
        self.named = form.groups
        self.before = form.before.upper().encode()
        self.after = form.after.upper().encode()
        if form.groups[-1] > self.pattern.groups:
            raise PatternRefused(
                f"The normal form names group {form.groups[-1]}, and the pattern {pattern} has "
                f"{self.pattern.groups}. Add the group in round brackets, or name another."
            )

    def matches(self, data: bytes) -> Iterator[_Find | None]:
        """Every match: the code in it, or None where its normal form says that it is no code."""
        at = 0
        # What a match is worth depends on its bytes and the one on either side: nothing in RE2 looks further.
        seen: dict[tuple[bytes, int], _Worth | None] = {}
        search, owner = self.pattern.search, self.owner
        while (spans := search(data, at)) is not None:
            start, end = spans[0]
            key = (data[start - 1 : end + 1] if start else data[: end + 1], end - start if start else -end)
            if key in seen:
                worth = seen[key]
            else:
                worth = seen[key] = self._worth(data, spans)
            if worth is None:
                at = end if end > start else start + 1
                yield None
            else:
                skip, length, code, severity = worth
                start += skip
                yield start, start + length, owner, code, severity
                at = end if start + length == end else _go_on(data, start + length, end)

    def _worth(self, data: bytes, spans: list[re2.Span]) -> _Worth | None:
        start, end = self._written(data, spans)
        form = self.form.write([data[a:b].decode("utf-8", "replace") for a, b in spans[1:]])
        return (start - spans[0][0], end - start, *form) if form is not None and start < end else None

    def _written(self, data: bytes, spans: list[re2.Span]) -> re2.Span:
        """From the first to the last group named, with the literal text of the normal form beside them."""
        whole_start, whole_end = spans[0]
        start, end = whole_end, whole_start
        for group in self.named:
            group_start, group_end = spans[group]
            if 0 <= group_start < start:
                start = group_start
            if group_end > end:
                end = group_end
        if self.before and start < end:
            start -= self._literal_before(data, start, whole_start)
        if self.after and data[end : min(end + len(self.after), whole_end)].upper() == self.after:
            end += len(self.after)
        return start, end

    def _literal_before(self, data: bytes, start: int, earliest: int) -> int:
        """How many bytes the literal text before the groups takes, separator included; 0 if it is absent."""
        length = len(self.before)
        for gap in (0, 1):
            begin, literal_end = start - gap - length, start - gap
            if begin >= earliest and data[begin:literal_end].upper() == self.before:
                return length + gap if data[literal_end:start] in _SEPARATORS else 0
        return 0


def _go_on(data: bytes, written_end: int, end: int) -> int:
    """Where the next search begins: one character before the end of a match that ended in context.

    RE2 has no look-ahead, so a pattern may have eaten the character behind the code, and the next code may
    need that character before it. Giving back one and no more keeps a whole scan linear.
    """
    at = end - 1
    while at > written_end and data[at] & 0xC0 == 0x80:
        at -= 1
    return at


def compiled(pattern: str) -> re2.Pattern:
    """The pattern, or PatternRefused with RE2's own reason."""
    if len(pattern) > PATTERN_LIMIT:
        raise PatternRefused(
            f"A pattern has {len(pattern):,} characters; {PATTERN_LIMIT:,} are allowed. Split it in several."
        )
    try:
        ready = re2.Pattern(pattern)
    except re2.Refused as reason:
        raise PatternRefused(
            f"The pattern {pattern} is refused by RE2: {reason}. Change that part."
        ) from None
    if ready.groups > GROUPS_PER_PATTERN:
        raise PatternRefused(
            f"The pattern {pattern} has {ready.groups} groups; {GROUPS_PER_PATTERN} are allowed. "
            "Write (?:...) where the text is not part of the code."
        )
    if any((spans := ready.search(probe)) and spans[0][0] == spans[0][1] for probe in _EMPTY_PROBES):
        raise PatternRefused(f"The pattern {pattern} matches an empty text. Demand at least one character.")
    return ready


def _rules(family: Family) -> list[_Rule]:
    if not family.patterns:
        return []
    if len(family.patterns) > PATTERNS_PER_FAMILY:
        raise PatternRefused(f"A family may have {PATTERNS_PER_FAMILY} patterns. Make two families of it.")
    try:
        form = read_normal_form(family.normal_form)
    except NormalFormError as reason:
        raise PatternRefused(str(reason)) from None
    return [_Rule(family, pattern, form) for pattern in family.patterns]


class Recogniser:
    """Finds the codes of a set of families. Building one compiles the patterns: keep it."""

    def __init__(self, families: Iterable[Family]) -> None:
        self.families = tuple(sorted(families, key=lambda family: (family.order, family.slug)))
        self._rules = [rule for family in self.families for rule in _rules(family)]

    def scan(self, text: str) -> list[FoundCode]:
        """Every code in the order of the text, in time linear in its length."""
        data = re2.encode(text)
        taken = bytearray(len(data))
        finds: list[_Find] = []
        for rule in self._rules:
            for find in rule.matches(data):
                if find is None:
                    continue
                start, end = find[:2]
                if taken.find(1, start, end) < 0:
                    taken[start:end] = b"\x01" * (end - start)
                    finds.append(find)
        finds.sort()
        return list(_placed(text, data, finds))

    def takes_longer(self, text: str, seconds: float, clock: Callable[[], float]) -> bool:
        """Whether a scan of the text would use more seconds of the clock; stops when they are over."""
        data = re2.encode(text)
        end = clock() + seconds
        return any(clock() > end for rule in self._rules for _ in rule.matches(data))


def _placed(text: str, data: bytes, finds: Iterable[_Find]) -> Iterator[FoundCode]:
    """Finds in ascending order, with characters, lines and columns counted in one pass."""
    character = re2.CharacterOffsets(data).at
    line, line_start, counted = 1, 0, 0
    for first_byte, last_byte, family, code, severity in finds:
        start, end = character(first_byte), character(last_byte)
        breaks = text.count("\n", counted, start)
        if breaks:
            line += breaks
            line_start = text.rindex("\n", counted, start) + 1
        counted = start
        column = start - line_start + 1
        yield FoundCode(family, code, severity, text[start:end], start, end, line, column)
