"""A log's answer as plain text of 80 columns, for those who ask with curl."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse

from gotchas import markup
from gotchas.addresses import whole
from gotchas.answers import text
from gotchas.answers.columns import clean
from gotchas.answers.data_search import SNIPPET, result
from gotchas.answers.log_reading import Known, LogAnswer, Seen, Unknown
from gotchas.answers.notices import in_brackets, words_of
from gotchas.answers.rows import Row
from gotchas.models import Gotcha, MessageCode

WIDTH: Final = 80
NOTHING: Final = "Search for the words of the error itself: leave out names, paths and numbers."
_INDENT: Final = "  "


def write(answer: LogAnswer) -> str:
    """The whole answer; every line has at most WIDTH columns but those that hold an address."""
    parts = [_wrapped(answer.summary, "")]
    if answer.encoding != "UTF-8":
        parts.append(_wrapped(f"The log was read as {answer.encoding}.", ""))
    if answer.start:
        start = answer.start
        name = start.code.code if isinstance(start, Known) else start.code
        parts.append(_wrapped(f"START HERE: {name}, line {start.seen.line}. {answer.start_because}", ""))
    if fix := answer.nearest_fix:
        parts.append(_wrapped(f"NEAREST FIX: {fix.code.code}, line {fix.seen.line}.", ""))
    for known in answer.known:
        parts.append("\n".join(_known(known)))
    if answer.known_left:
        parts.append(f"{answer.known_left:,} more codes that are described here.")
    if answer.rows:
        parts.append("BY ITS WORDS")
        parts += ["\n".join(_by_words(row)) for row in answer.rows]
    if answer.unknown:
        parts.append("NO ENTRY YET")
        parts += ["\n".join(_unknown(unknown)) for unknown in answer.unknown]
    if answer.unknown_left:
        parts.append(f"{answer.unknown_left:,} more without an entry.")
    for chain in answer.chains_shown:
        parts.append(_wrapped(f"ROOT CAUSE of {len(chain.links)} exceptions, line {chain.root.line}:", ""))
        parts.append(_wrapped(chain.root.title))
    if not (answer.known or answer.unknown or answer.rows):
        parts.append(_wrapped(NOTHING, ""))
        parts.append(f"{_INDENT}{whole(reverse('search'))}")
    parts.append(_wrapped("The log was read once. Nothing of it was stored.", ""))
    return clean("\n\n".join(parts)) + "\n"


def _known(known: Known) -> Iterator[str]:
    code = known.code
    yield _wrapped(f"{code.code}  {code.family.name}  ({_places(known.seen)})", "")
    yield _wrapped(f"> {known.seen.excerpt}")
    if known.severity_says:
        yield _wrapped(f"Severity {known.seen.severity}: {known.severity_says}.")
    if known.is_wrapper:
        yield _wrapped("It only wraps the true cause: look at the codes next to it first.")
    yield _wrapped(_meaning(code))
    for gotcha in known.gotchas:
        yield from _gotcha(gotcha)
    if known.more_gotchas:
        yield _wrapped(f"{known.more_gotchas:,} more gotchas:")
    elif not known.gotchas:
        yield _wrapped("No gotcha speaks of it yet.")
    for words, links in (("The other end logs", known.other_end), ("Same fault as", known.same_fault)):
        for link in links:
            note = "" if link.confirmed else " (not confirmed by an editor)"
            yield _wrapped(f"{words} {_told(link.other)}{note}")
    yield f"{_INDENT}{whole(code.get_absolute_url())}"


def _told(code: MessageCode) -> str:
    return f"{code.code}: {code.meaning or 'meaning not known yet'}"


def _meaning(code: MessageCode) -> str:
    if not code.meaning:
        return "Meaning not known yet."
    meaning = code.meaning[:1].upper() + code.meaning[1:]
    return meaning if code.meaning_state == "sourced" else f"{meaning} ({code.get_meaning_state_display()}.)"


def _gotcha(gotcha: Gotcha) -> Iterator[str]:
    """The risk stands before the way to the commands."""
    yield _wrapped(f"{gotcha.number} {gotcha.title}{in_brackets(words_of(gotcha), gotcha.state)}")
    if not gotcha.has_fix:
        yield f"{_INDENT * 2}{whole(gotcha.get_absolute_url())}"
        return
    if gotcha.risk:
        words = render_to_string("gotchas/_risk_words.html", {"gotcha": gotcha}).strip()
        yield _wrapped(f"Risk of the fix: {gotcha.get_risk_display()}. {words}", _INDENT * 2)
    yield f"{_INDENT * 2}{whole(gotcha.get_absolute_url())}#solution"


def _by_words(row: Row) -> Iterator[str]:
    if not row.gotcha:
        yield text.result(result(row))
        return
    yield from _gotcha(row.gotcha)
    if row.said:
        yield _wrapped(f"A comment by {row.said.author}: {markup.words(row.snippet, SNIPPET)}", _INDENT * 2)


def _unknown(unknown: Unknown) -> Iterator[str]:
    family = unknown.family.name if unknown.family else "no family known here"
    component = f", {unknown.component}" if unknown.component else ""
    yield _wrapped(f"{unknown.code}  {family}{component}  ({_places(unknown.seen)})", "")
    yield _wrapped(f"> {unknown.seen.excerpt}")
    if unknown.severity_says:
        yield _wrapped(f"Severity {unknown.seen.severity}: {unknown.severity_says}.")
    for code in unknown.near:
        yield _wrapped(f"Near: {_told(code)}")
    yield f"{_INDENT}{whole(unknown.address)}"


def _places(seen: Seen) -> str:
    lines = ", ".join(str(line) for line in seen.lines_shown) + (
        f" and {seen.lines_left:,} more" if seen.lines_left else ""
    )
    many = "lines" if len(seen.lines) > 1 else "line"
    return f"{many} {lines}" + (f"; {seen.count:,} times" if seen.count > 1 else "")


def _wrapped(text: str, indent: str = _INDENT) -> str:
    lines: Sequence[str] = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + _INDENT if indent else "",
        break_on_hyphens=False,
    )
    return "\n".join(lines)
