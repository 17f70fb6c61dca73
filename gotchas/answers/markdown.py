"""Answers as Markdown, written from the values of `data`: the article's own source below a head of facts."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from gotchas.answers.data import Values
from gotchas.answers.notices import in_brackets
from gotchas.answers.text import (
    beside,
    day,
    discussed,
    facts_of_code,
    facts_of_gotcha,
    printed,
    sure,
    told_of_code,
    told_of_search,
)
from gotchas.markup.cleaning import unturned

HEADINGS: Final = {
    "problem": "Problem",
    "cause": "Cause",
    "solution": "Solution",
    "expected": "What you should see",
}
_LEVELS: Final = {"danger": "Danger", "corrected": "Corrected", "disputed": "Disputed, not checked yet"}
_ACTIVE = re.compile(r"([\\`*_\[\]<>])")
_FENCE = re.compile(r" *(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"( {0,3})(#{1,6})(?= |$)")
_BELOW: Final = 2
"""Levels that a heading of a part goes down: it stands below the part's own."""


def gotcha(values: Values) -> str:
    parts = [f"# {_plain(values['number'])} {_plain(values['title'])}"]
    written = ", ".join(_linked(each["written"], each["address"]) for each in values["codes"])
    told = {"Messages": written, "Address": f"<{values['address']}>", "Licence": _licence(values)}
    parts.append(_facts(facts_of_gotcha(values), told))
    for notice in values["notices"]:
        parts.append(f"> **{_LEVELS[notice['level']]}:** {_plain(notice['text'])}")
    for row in values["disputes"]:
        link = _linked(f"Correction {row['correction']}", row["address"])
        parts.append(f"> **Disputed:** {_plain(row['says'])} {link}")
    for part, heading in HEADINGS.items():
        if values[part]:
            heading = "Tip" if part == "problem" and values["kind"] == "tip" else heading
            parts += [f"## {heading}", *_risk(values, part), below(values[part])]
        if part == "problem" and values["other_end"]:
            parts += ["## On the other end", "\n".join(_other_end(values["other_end"]))]
    parts += _sources(values)
    if values["related"]:
        links = (_linked(f"{each['number']} {each['title']}", each["address"]) for each in values["related"])
        parts += ["## Related gotchas", "\n".join(f"- {link}" for link in links)]
    return _finished(parts)


def code(values: Values) -> str:
    parts = [f"# {_plain(values['code'])} ({_plain(values['family_name'])})"]
    parts += [_plain(sentence) for sentence in told_of_code(values)]
    told = {"Address": f"<{values['address']}>", "Licence": _licence(values)}
    parts.append(_facts(facts_of_code(values), told))
    if values["printed"]:
        messages = (f"- {_plain(printed(message))}" for message in values["printed"])
        parts += ["## What is printed", "\n".join(messages)]
    if values["links"]:
        parts += ["## Related codes", "\n".join(_link(link) for link in values["links"])]
    parts.append(f"## Gotchas with {_plain(values['code'])}")
    rows = "\n".join(_row(each) for each in values["gotchas"])
    parts.append(rows or "No gotcha speaks of this code yet.")
    parts += [f"[More of them](<{values['address']}>)"] if values["more_gotchas"] else []
    return _finished([*parts, *_sources(values)])


def search(values: Values) -> str:
    parts = ["# Search", *(_plain(sentence) for sentence in told_of_search(values))]
    if values["recognised"]:
        parts.append("\n".join(line for each in values["recognised"] for line in _recognised(each)))
    if values["near"]:
        codes = "\n".join(f"- {_told(each)}" for each in values["near"])
        parts += ["Codes written nearly the same:", codes]
    if values["results"]:
        parts.append("\n".join(_result(each) for each in values["results"]))
    if values["next"]:
        parts.append(f"[More]({values['next'].replace('/search.json?', '/search.md?')})")
    return _finished(parts)


def log(values: Values) -> str:
    parts = ["# Codes in a log", _plain(values["summary"])]
    if values["encoding"] != "UTF-8":
        parts.append(f"The log was read as {values['encoding']}.")
    if start := values["start"]:
        because = _plain(start["because"])
        parts.append(f"**Start here: {_plain(start['code'])}, line {start['line']}.** {because}")
    if fix := values["nearest_fix"]:
        parts.append(f"**Nearest fix: {_plain(fix['code'])}, line {fix['line']}.**")
    for known in values["known"]:
        parts.append(f"## {_linked(known['code'], known['address'])}")
        parts.append("\n".join(_known(known)))
    if values["known_left"]:
        parts.append(f"{values['known_left']:,} more codes that are described here.")
    if values["by_words"]:
        parts += ["## By its words", "\n".join(_result(each) for each in values["by_words"])]
    if values["unknown"]:
        parts += ["## No entry yet", "\n".join(line for each in values["unknown"] for line in _unknown(each))]
    if values["unknown_left"]:
        parts.append(f"{values['unknown_left']:,} more without an entry.")
    for chain in values["chains"]:
        title = _plain(chain["title"])
        parts.append(f"Root cause of {chain['exceptions']} exceptions, line {chain['line']}: {title}")
        parts.append("\n".join(f"1. Line {each['line']}: {_plain(each['title'])}" for each in chain["links"]))
    return _finished([*parts, "The log was read once. Nothing of it was stored."])


def problem(values: Values) -> str:
    near = "\n".join(f"- {_told(each)}" for each in values.get("near", ()))
    return _finished([f"# {_plain(values['error'])}", _plain(values["what_to_do"]), near])


def below(markdown: str) -> str:
    """The source as it was typed, but for its headings, which go below that of their part."""
    lines, fence = [], ""
    for line in markdown.strip("\n").split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        elif not fence:
            line = _HEADING.sub(lambda found: found[1] + ("#" * _BELOW + found[2])[:6], line)
        lines.append(line)
    return "\n".join([*lines, *([fence] if fence else [])])


# Parts


def _facts(facts: Iterable[tuple[str, str]], told: Values) -> str:
    return "\n".join(f"- {name}: {told.get(name) or _plain(text)}" for name, text in facts)


def _risk(values: Values, part: str) -> list[str]:
    if part != "solution" or not values["risk"]:
        return []
    return [f"**Risk of the fix:** {_plain(values['risk']['label'])}. {_plain(values['risk']['says'])}"]


def _other_end(links: Iterable[Values]) -> Iterator[str]:
    for link in links:
        sure = "" if link["confirmed"] else " (not confirmed by an editor)"
        yield f"- While one end logs {_plain(link['written'])}, the other logs {_told(link)}{sure}"


def _link(link: Values) -> str:
    sure = "confirmed by an editor" if link["confirmed"] else "not confirmed by an editor"
    return f"- {link['says']} {_told(link)} ({_plain(link['basis_says'])}; {sure})"


def _told(code: Values) -> str:
    return f"{_linked(code['code'], code['address'])}: {_plain(code['meaning'] or 'meaning not known yet')}"


def _row(row: Values) -> str:
    risk = f" Risk of the fix: {_plain(row['risk']['label'])}." if row["risk"] else ""
    name = _linked(f"{row['site_number']} {row['title']}", row["address"])
    return f"- {name}{in_brackets(row['warnings'], row['state'])}{risk}"


def _result(result: Values) -> str:
    said = f"A comment by {_plain(result['comment']['author'])}: " if result["comment"] else ""
    snippet = f"\n  {said}{_plain(result['snippet'])}" if result["snippet"] else ""
    if result["kind"] == "gotcha":
        return f"{_row(result)}{snippet}"
    return f"- {_linked(result['title'], result['address'])}{snippet}"


def _known(known: Values) -> Iterator[str]:
    yield f"- Of {_plain(known['family_name'])}"
    yield f"- In the log: {_lines(known)}"
    yield from _severity(known)
    yield f"- Means: {_plain(known['meaning'] or 'not known yet')}"
    if known["wrapper"]:
        yield "- It only wraps the true cause: look at the codes next to it first."
    for each in known["gotchas"]:
        yield _row(each)
    if known["more_gotchas"]:
        yield f"- [{known['more_gotchas']:,} more gotchas](<{known['address']}>)"
    for words, links in (("The other end logs", known["other_end"]), ("Same fault as", known["same_fault"])):
        for link in links:
            yield f"- {words} {_told(link)}{sure(link)}"


def _unknown(unknown: Values) -> Iterator[str]:
    """A code without an entry: whose it is, what its grammar tells, and which are written nearly the same."""
    whose = ", ".join(filter(None, (unknown["family_name"] or "no family known here", unknown["component"])))
    yield f"- {_plain(unknown['code'])} ({_plain(whose)}), {_lines(unknown)}"
    yield from (f"  {line}" for line in _severity(unknown))
    for code in unknown["near"]:
        yield f"  - Near: {_told(code)}"


def _severity(seen: Values) -> Iterator[str]:
    if seen["severity"] and seen["severity"]["says"]:
        yield f"- Severity {seen['severity']['letter']}: {_plain(seen['severity']['says'])}"


def _recognised(code: Values) -> Iterator[str]:
    yield f"- {_told(code)}"
    for words, other in beside(code):
        yield f"  - {words} {_told(other)}{sure(other)}"
    if code["comments"]["count"]:
        yield f"  - {discussed(code)} <{code['comments']['address']}>"


def _lines(seen: Values) -> str:
    lines = f"line{'s' if len(seen['lines']) > 1 else ''} {', '.join(map(str, seen['lines']))}"
    lines += f" and {seen['more_lines']:,} more" if seen["more_lines"] else ""
    return f"{lines}, {seen['count']:,} times" if seen["count"] > 1 else lines


def _sources(values: Values) -> list[str]:
    lines = [f"- {_source(each)}" for each in values["sources"]]
    return ["## Sources", "\n".join(lines)] if lines else []


def _source(source: Values) -> str:
    read = f"read on {day(source['read_on'])}" if source["read_on"] else ""
    address = source["address"] or ""
    followed = address.startswith(("https://", "http://"))
    name = _linked(source["title"], address) if followed else _plain(source["title"])
    told = (name, "" if followed else _plain(address), read, _plain(source["note"] or ""))
    return ", ".join(filter(None, told))


def _licence(values: Values) -> str:
    return _linked(values["licence"]["name"], values["licence"]["address"])


def _linked(words: str, address: str) -> str:
    """A link; an address never ends early, whatever characters it has."""
    address = re.sub(r"[\s<>]", lambda sign: f"%{ord(sign[0]):02X}" if sign[0].isascii() else "", address)
    return f"[{_plain(words)}](<{address}>)"


def _plain(text: str) -> str:
    """One line in which nothing acts as Markdown."""
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


def _finished(parts: Iterable[str]) -> str:
    return unturned("\n\n".join(part for part in parts if part)) + "\n"
