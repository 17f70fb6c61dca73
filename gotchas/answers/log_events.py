"""Events of Windows in a log: a source with a bare number, which is a code only together with its source.

`Source: IBM MQ` with `Event ID: 9637`, in either order, or the same as XML, is AMQ9637: where exactly
one stored code of the families that the source names is the beginning of a family and that number.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from gotchas.answers import log_rows
from gotchas.answers.log_rows import Keyed
from gotchas.models import CodeFamily
from gotchas.models.finding import families
from gotchas.text.candidates import Candidate
from gotchas.text.folding import fold

MOST_EVENTS: Final = 500
NEAR: Final = 600
"""Characters that an event's source and its number stand apart at the most."""

_ID = re.compile(
    r"(?im)^[^\S\n]*Event[ ]?ID[^\S\n]*[:=][^\S\n]*(\d{3,5})\b"
    r"|<EventID(?: [^<>\n]{0,80})?>(\d{3,5})</EventID>"
)
_SOURCE = re.compile(
    r"(?im)^[^\S\n]*(?:Event[ ]?)?Source(?:[ ]?Name)?[^\S\n]*[:=][^\S\n]*(\S[^\n]{0,79})"
    r"|<Provider [^<>\n]{0,80}?Name=['\"]([^'\"\n]{1,80})['\"]"
)


class _Event(NamedTuple):
    start: int
    end: int
    number: str
    source: str


def with_events(
    text: str, words: Iterable[Candidate], by_key: dict[str, list[Keyed]]
) -> tuple[list[Candidate], dict[str, list[Keyed]]]:
    """The words and keys of a log with those of its events; no query where it has none, else three."""
    events = list(_events(text))[:MOST_EVENTS]
    if not events:
        return list(words), by_key
    begin = _beginnings({event.source for event in events})
    stored = log_rows.stored({key for event in events for key in _keys(event, begin)})
    taken, added = [], []
    for event in events:
        known = [key for key in _keys(event, begin) if key in stored]
        codes = {keyed.code for key in known for keyed in stored[key]}
        if len(codes) == 1:
            taken.append(event.start)
            written = text[event.start : event.end]
            added.append(Candidate(known[0], event.start, event.end, written, True))
    kept = [word for word in words if bisect_left(taken, word.start) == bisect_left(taken, word.end)]
    return [*kept, *added], by_key | stored


def _events(text: str) -> Iterator[_Event]:
    """Each number with the nearest source before it or behind it."""
    sources = [(found.start(), (found[1] or found[2]).strip()) for found in _SOURCE.finditer(text)]
    if not sources:
        return
    at = 0
    for found in _ID.finditer(text):
        while at + 1 < len(sources) and abs(sources[at + 1][0] - found.start()) <= abs(
            sources[at][0] - found.start()
        ):
            at += 1
        if abs(sources[at][0] - found.start()) <= NEAR:
            group = 1 if found[1] else 2
            yield _Event(found.start(group), found.end(group), found[group], sources[at][1])


def _beginnings(sources: set[str]) -> dict[str, list[str]]:
    """What the codes of the families begin with that each source names."""
    known = families()
    named = {source: known.slugs_named(source) for source in sources}
    slugs = {slug for some in named.values() for slug in some}
    forms = dict(CodeFamily.objects.enabled().filter(slug__in=slugs).values_list("slug", "normal_form"))
    return {
        source: sorted({fold(forms[slug].partition("{")[0]) for slug in some & forms.keys()} - {""})
        for source, some in named.items()
    }


def _keys(event: _Event, beginnings: dict[str, list[str]]) -> list[str]:
    return [beginning + event.number for beginning in beginnings[event.source]]
