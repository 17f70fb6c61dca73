"""A pasted log read: which codes it holds, what is known of each, and which is most likely the cause.

Nothing of the text goes anywhere but into the answer: it is neither stored nor logged, and only keys made of
its code-like words reach the database, as parameters of a SELECT.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gotchas.answers import log_rows
from gotchas.answers.log_events import with_events
from gotchas.answers.log_rows import Keyed, Linked
from gotchas.answers.log_twins import told_apart
from gotchas.models import CodeFamily, CodeLink, Gotcha, MessageCode, UnansweredCode
from gotchas.text.exceptions import Chain, chains
from gotchas.text.folding import fold
from gotchas.text.log_codes import Place, around, is_message, places, unknown_words, words_of_message
from gotchas.text.log_components import component_of
from gotchas.text.log_lines import error_lines
from gotchas.text.log_text import LogText
from gotchas.text.log_words import LogWords
from gotchas.text.logs import finds_in_log

if TYPE_CHECKING:
    from gotchas.answers.rows import Row

KNOWN_SHOWN: Final = 100
UNKNOWN_SHOWN: Final = 50
CHAINS_SHOWN: Final = 10
LINES_SHOWN: Final = 12
EXCERPT: Final = 240
# Severity letters of what is no fault: information, then warnings.
_HARMLESS: Final = {"I": 2, "W": 1}


@dataclass(slots=True)
class Seen:
    """Where a code stands in the log: lines from 1, each once; how often; how it is written first."""

    written: str
    excerpt: str
    severity: str = ""
    lines: list[int] = field(default_factory=list)
    count: int = 0
    depth: int | None = None
    """How many exceptions were thrown around it; None where it stands in no chain."""
    above_root: int | None = None
    """How many exceptions were thrown inside it: 0 at the root cause; None where it stands in no chain."""

    def add(self, place_line: int) -> None:
        self.count += 1
        if not self.lines or self.lines[-1] != place_line:
            self.lines.append(place_line)

    @property
    def is_root(self) -> bool:
        return self.above_root == 0

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def lines_shown(self) -> list[int]:
        return self.lines[:LINES_SHOWN]

    @property
    def lines_left(self) -> int:
        return max(0, len(self.lines) - LINES_SHOWN)


@dataclass(slots=True)
class Known:
    """A stored code of the log with what is known of it."""

    code: MessageCode
    seen: Seen
    gotchas: Sequence[Gotcha] = ()
    links: Sequence[Linked] = ()
    wraps_found: bool = False
    """A code that it is known to wrap stands in the same log."""

    @property
    def is_wrapper(self) -> bool:
        return self.code.wrapper or self.wraps_found

    @property
    def other_end(self) -> list[Linked]:
        return [link for link in self.links if link.relation == CodeLink.Relation.OTHER_END]

    @property
    def same_fault(self) -> list[Linked]:
        return [link for link in self.links if link.relation == CodeLink.Relation.SAME_FAULT]

    @property
    def has_fix(self) -> bool:
        """The first gotcha is one with a solution where there is any."""
        return bool(self.gotchas and self.gotchas[0].has_fix)

    @property
    def more_gotchas(self) -> int:
        return self.gotchas[0].of - len(self.gotchas) if self.gotchas else 0

    @property
    def external_id(self) -> str:
        """What programs know it by: the first gotcha's identifier from outside, else the code."""
        return (self.gotchas[0].external_id if self.gotchas else "") or self.code.code

    @property
    def severity_says(self) -> str:
        return severity_says(self.code.family, self.seen.severity)


@dataclass(slots=True)
class Unknown:
    """A code of the log that nobody has stored; `family` is None where no family's grammar fits."""

    code: str
    seen: Seen
    family: CodeFamily | None = None
    component: str = ""
    near: Sequence[MessageCode] = ()

    @property
    def address(self) -> str:
        """Where it is told what one can do about it."""
        return UnansweredCode(family=self.family, code=self.code).get_absolute_url()

    @property
    def severity_says(self) -> str:
        return severity_says(self.family, self.seen.severity) if self.family else ""


@dataclass(slots=True)
class LogAnswer:
    """What a log holds. `start` is the code most likely to be the cause, with the reason in words."""

    encoding: str
    line_count: int
    is_message: bool
    known: list[Known]
    unknown: list[Unknown]
    chains: list[Chain]
    start: Known | Unknown | None = None
    start_because: str = ""
    known_left: int = 0
    unknown_left: int = 0
    error_lines: list[str] = field(default_factory=list)
    """The first lines that speak of an error, where no code of the log is known: words to search for."""
    rows: "list[Row]" = field(default_factory=list)
    """What was found by these words, or by those of a message."""
    counted: int = 0
    """How many of the unknown codes, from the first, are counted among those without an answer."""

    @property
    def nearest_fix(self) -> Known | None:
        """Where the code to start with has no fix: the likeliest other one that has; else None."""
        if isinstance(self.start, Known) and self.start.has_fix:
            return None
        return min((each for each in self.known if each.has_fix), key=_rank, default=None)

    @property
    def chains_shown(self) -> list[Chain]:
        return self.chains[:CHAINS_SHOWN]

    @property
    def summary(self) -> str:
        """ "3 codes in 214 lines, 2 of them described here." """
        known, unknown = len(self.known) + self.known_left, len(self.unknown) + self.unknown_left
        lines = f"{self.line_count:,} line{'s' if self.line_count > 1 else ''}"
        if not known + unknown:
            return f"No code was recognised in {lines}."
        codes = f"{known + unknown:,} code{'s' if known + unknown > 1 else ''} in {lines}"
        if known and unknown:
            return f"{codes}, {known:,} of them described here."
        return f"{codes}, {'described here' if known else 'none of them described here yet'}."


def severity_says(family: CodeFamily, letter: str) -> str:
    return dict(family.letters()).get(letter, "") if letter else ""


def read(log: LogText) -> LogAnswer:
    """What is known of a log's codes, in seven queries however long it is."""
    text = log.text
    recogniser = CodeFamily.objects.recogniser()
    finds = finds_in_log(text, recogniser)
    keys = {fold(code) for code in dict.fromkeys(find.code for find in finds)}
    if is_message(text):
        words = words_of_message(text)
        by_key = log_rows.stored([*keys, *(word.key for word in words)])
        words = [word for word in words if word.key in by_key]
    else:
        to_look_up = LogWords(text)
        by_key = log_rows.stored([*keys, *to_look_up.keys])
        words = to_look_up.stored_as(by_key)
    words, by_key = with_events(text, words, by_key)
    found = places(text, finds, words)
    choices = _choices(found, by_key)
    rows = log_rows.codes(each.code for keyed in choices for each in keyed)
    with_gotchas = log_rows.gotchas(rows)
    choices = [_meant(place, keyed, rows) for place, keyed in zip(found, choices, strict=True)]
    chosen = told_apart(text, found, choices, rows, with_gotchas, recogniser.families)
    threads = chains(text)
    known = _known(text, found, chosen, rows, threads)
    taken = [(p.start, p.end) for p, code in zip(found, chosen, strict=True) if code or p.found]
    unknown = _unknown(text, found, chosen, taken, threads)
    answer = LogAnswer(
        encoding=log.encoding,
        line_count=text.rstrip("\n").count("\n") + 1,
        is_message=is_message(text),
        known=known[:KNOWN_SHOWN],
        unknown=unknown[:UNKNOWN_SHOWN],
        chains=threads,
        known_left=max(0, len(known) - KNOWN_SHOWN),
        unknown_left=max(0, len(unknown) - UNKNOWN_SHOWN),
    )
    if not known:
        answer.error_lines = error_lines(text)
    _add_what_is_known(answer, with_gotchas)
    answer.start, answer.start_because = _start(answer)
    return answer


def _choices(found: Sequence[Place], by_key: dict[str, list[Keyed]]) -> list[list[Keyed]]:
    """The stored codes that each place may be."""
    known: dict[tuple[str, str, tuple[str, ...]], list[Keyed]] = {}
    choices = []
    for place in found:
        which = (place.found.family, place.found.code) if place.found else ("", "")
        key = (*which, place.keys)
        if key not in known:
            known[key] = _stored_as(*which, place.keys, by_key)
        choices.append(known[key])
    return choices


def _stored_as(family: str, code: str, keys: Sequence[str], by_key: dict[str, list[Keyed]]) -> list[Keyed]:
    """The code that a pattern named, in its own family; else those that are spelled best."""
    own = [each for each in by_key.get(fold(code), ()) if each.family == family]
    if own and own[0].tier <= 1:
        return own[:1]
    keyed = [each for key in (*keys, fold(code)) for each in by_key.get(key, ())]
    best = min((each.tier for each in keyed), default=0)
    return list({each.code: each for each in keyed if each.tier == best}.values())


def _meant(place: Place, keyed: list[Keyed], rows: dict[int, MessageCode]) -> list[Keyed]:
    """Those of the stored codes that the words at the place can mean.

    A plain word in capitals, as WARNING or REQUIRED, is a code only where the code itself is written so
    (ENOENT): a rule named `warning` is not meant by it.
    """
    if place.found or not (place.written.isalpha() and place.written.isupper()):
        return keyed
    return [each for each in keyed if each.code in rows and _written_so(rows[each.code], place.written)]


def _written_so(code: MessageCode, word: str) -> bool:
    return word in (code.code, *(alias.alias for alias in code.aliases.all()))


def _known(
    text: str,
    found: Sequence[Place],
    chosen: Sequence[int],
    rows: dict[int, MessageCode],
    threads: list[Chain],
) -> list[Known]:
    """The stored codes in the order of their first places."""
    known: dict[int, Known] = {}
    for place, pk in zip(found, chosen, strict=True):
        if not pk:
            continue
        code = rows[pk]
        if pk not in known:
            letter = place.found.severity if place.found else _letter(code, place.written)
            known[pk] = Known(code, _seen(text, place.start, place.end, place.written, letter))
            _place_in_chain(known[pk].seen, place.line, place.column, threads)
        known[pk].seen.add(place.line)
    return list(known.values())


def _letter(code: MessageCode, written: str) -> str:
    """The severity letter behind a code that no pattern knows, where its family has such a letter."""
    last = written[-1:].upper()
    if fold(written) == fold(code.code) + last and last in dict(code.family.letters()):
        return last
    return ""


def _seen(text: str, start: int, end: int, written: str, severity: str = "") -> Seen:
    line = " ".join(around(text, start, end).split())
    code = " ".join(written.split())
    after = line.find(code) + len(code)
    if after > EXCERPT:  # it stands far behind the beginning of its line
        line = f"… {line[after - EXCERPT // 2 :]}"
    return Seen("".join(written.split()) if "\n" in written else written, line[:EXCERPT], severity)


def _place_in_chain(seen: Seen, line: int, column: int, threads: Iterable[Chain]) -> None:
    for chain in threads:
        depth = chain.depth(line, column)
        if depth is not None:
            seen.depth, seen.above_root = depth, len(chain.links) - 1 - depth
            return


def _unknown(
    text: str,
    found: Sequence[Place],
    chosen: Sequence[int],
    taken: list[tuple[int, int]],
    threads: list[Chain],
) -> list[Unknown]:
    """What patterns recognise and nobody stored, then words built like codes, in the order of the log."""
    unknown: dict[tuple[str, str], tuple[int, Unknown]] = {}
    for place, pk in zip(found, chosen, strict=True):
        if pk or not place.found:
            continue
        key = (place.found.family, place.found.code)
        if key not in unknown:
            seen = _seen(text, place.start, place.end, place.written, place.found.severity)
            _place_in_chain(seen, place.line, place.column, threads)
            unknown[key] = (place.start, Unknown(place.found.code, seen, component=component_of(*key)))
        unknown[key][1].seen.add(place.line)
    for start, line, word in unknown_words(text, taken):
        key = ("", word)
        if key not in unknown:
            unknown[key] = (start, Unknown(word, _seen(text, start, start + len(word), word)))
        unknown[key][1].seen.add(line)
    slugs = log_rows.families(slug for slug, _ in unknown if slug)
    for (slug, _), (_, each) in unknown.items():
        each.family = slugs.get(slug)
    return [each for _, each in sorted(unknown.values(), key=lambda row: row[0])]


def _add_what_is_known(answer: LogAnswer, gotchas: dict[int, list[Gotcha]]) -> None:
    links = log_rows.links(each.code.pk for each in answer.known)
    here = {each.code.pk for each in answer.known}
    for each in answer.known:
        each.gotchas = gotchas.get(each.code.pk, ())
        each.links = links.get(each.code.pk, ())
        each.wraps_found = any(
            link.relation == CodeLink.Relation.WRAPPER_OF and link.other.pk in here for link in each.links
        )
    alike = log_rows.near([(each.family.slug if each.family else "", each.code) for each in answer.unknown])
    for each in answer.unknown:
        each.near = alike.get((each.family.slug if each.family else "", each.code), ())


def _start(answer: LogAnswer) -> tuple[Known | Unknown | None, str]:
    """The code most likely to be the cause, and why it is taken for that."""
    codes = [*answer.known, *answer.unknown]
    if not codes:
        return None, ""
    first = min(codes, key=_rank)
    others = [each for each in codes if each is not first]
    if not others:
        return first, "It is the only code."
    if first.seen.is_root:
        return first, "It stands at the root cause of a chain of exceptions."
    if _is_deepest(first.seen, [each.seen for each in others]):
        return first, "Of the codes in a chain of exceptions, it stands nearest to the root cause."
    if _harmless(first):
        return first, "None of the codes tells of a fault; this one comes first."
    if any(isinstance(each, Known) and each.is_wrapper for each in others):
        return first, "It tells of a fault, and does not merely wrap another."
    if isinstance(first, Known) and first.gotchas:
        return first, "It is the first fault that a gotcha speaks of."
    return first, "It is the first that tells of a fault."


def _is_deepest(seen: Seen, others: Iterable[Seen]) -> bool:
    """Whether others stand in a chain of exceptions, and all of them further from its root cause."""
    above = [other.above_root for other in others if other.above_root is not None]
    return seen.above_root is not None and bool(above) and min(above) > seen.above_root


def _harmless(each: Known | Unknown) -> int:
    """0 for a fault, more for a warning or mere information, by the severity letter."""
    letter = each.seen.severity
    if not letter and isinstance(each, Known) and len(each.code.severities) == 1:
        letter = each.code.severities
    return _HARMLESS.get(letter, 0)


def _rank(each: Known | Unknown) -> tuple[int, ...]:
    """Low is likely: no wrapper, at the root of a chain, a fault, deep in a chain, with a gotcha, early."""
    known = isinstance(each, Known)
    return (
        int(known and each.is_wrapper),
        0 if each.seen.is_root else 1 if each.seen.depth is None else 2,
        _harmless(each),
        each.seen.above_root or 0,
        0 if known and each.gotchas else 1 if known else 2,
        each.seen.line,
    )
