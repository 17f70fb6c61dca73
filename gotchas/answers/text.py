"""Answers as plain text of 80 columns, for a terminal; written from the values of `data`.

The risk of a fix stands before the first thing that could be typed.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Final

from gotchas.answers.columns import INDENT, article, clean, fact, title, wrapped
from gotchas.answers.data import Values
from gotchas.answers.notices import in_brackets

HEADINGS: Final = {
    "problem": "PROBLEM",
    "cause": "CAUSE",
    "solution": "SOLUTION",
    "expected": "WHAT YOU SHOULD SEE",
}
_LEVELS: Final = {"danger": "DANGER", "corrected": "CORRECTED", "disputed": "DISPUTED, NOT CHECKED YET"}


def gotcha(values: Values) -> str:
    facts = [fact(name, text) for name, text in facts_of_gotcha(values)]
    parts = [title(f"{values['number']} {values['title']}"), "\n".join(facts)]
    parts += [
        wrapped(f"{_LEVELS[notice['level']]}: {notice['text']}", hanging=INDENT)
        for notice in values["notices"]
    ]
    parts += [
        wrapped(f"DISPUTED: {row['says']} {row['address']}", hanging=INDENT) for row in values["disputes"]
    ]
    for part, heading in HEADINGS.items():
        if values[part]:
            heading = "TIP" if part == "problem" and values["kind"] == "tip" else heading
            before = [_risk(values)] if part == "solution" and values["risk"] else []
            parts += [heading, *before, article(values[part])]
        if part == "problem" and values["other_end"]:
            parts += ["ON THE OTHER END", "\n".join(_other_end(values["other_end"]))]
    parts += _listed("SOURCES", (_source(each) for each in values["sources"]))
    parts += _listed("RELATED", (f"{each['number']} {each['title']}" for each in values["related"]))
    return finished(parts)


def code(values: Values) -> str:
    parts = [title(f"{values['code']} - {values['family_name']}")]
    parts += [wrapped(sentence) for sentence in told_of_code(values)]
    parts.append("\n".join(fact(name, text) for name, text in facts_of_code(values)))
    parts += _listed("WHAT IS PRINTED", map(printed, values["printed"]))
    parts += _listed("RELATED CODES", (_link(link) for link in values["links"]))
    if values["gotchas"]:
        parts += ["GOTCHAS", *(_row(each) for each in values["gotchas"])]
        parts += [f"More of them: {values['address']}"] if values["more_gotchas"] else []
    else:
        parts.append("No gotcha speaks of this code yet.")
    parts += _listed("SOURCES", (_source(each) for each in values["sources"]))
    return finished(parts)


def search(values: Values) -> str:
    parts = [wrapped(sentence) for sentence in told_of_search(values)]
    if values["recognised"]:
        parts.append("\n".join(_recognised(each) for each in values["recognised"]))
    parts += _listed("CODES WRITTEN NEARLY THE SAME", map(_named, values["near"]))
    parts += [result(each) for each in values["results"]]
    if values["next"]:
        parts.append(f"More:\n{values['next'].replace('/search.json?', '/search.txt?')}")
    return finished(parts)


def problem(values: Values) -> str:
    """An error: what is wrong, and what to do."""
    near = (
        f"{each['code']}: {each['meaning'] or 'meaning not known yet'}" for each in values.get("near", ())
    )
    return finished([wrapped(values["error"]), wrapped(values["what_to_do"]), *_listed("NEAR", near)])


def finished(parts: Iterable[str]) -> str:
    """The parts with a blank line between each two, and nothing in them that a terminal obeys."""
    return clean("\n\n".join(part for part in parts if part)) + "\n"


# Facts in words: Markdown tells them too


def facts_of_gotcha(values: Values) -> Iterator[tuple[str, str]]:
    if values["codes"]:
        yield "Messages", ", ".join(each["written"] for each in values["codes"])
    if values["family"]:
        yield "Product", values["family"]["name"]
    if values["platforms"]:
        yield "Platforms", ", ".join(each["name"] for each in values["platforms"])
    if values["risk"]:
        yield "Risk of fix", f"{values['risk']['label']}. {values['risk']['says']}"
    if applies := _applies(values["applies"]):
        yield "Applies", applies
    if values["confidence"]:
        yield "How sure", f"{values['confidence']['label']}: {values['confidence']['says']}"
    yield "Last checked", _verified(values["verified"])
    if values["corrected_at"]:
        yield "Corrected", day(values["corrected_at"])
    if values["state"] == "historic":
        yield "State", "Historic: kept for those who still run what it speaks of"
    yield "Collection", f"{values['collection']['number']} {values['collection']['title']}"
    yield "Address", values["address"]
    yield "Comments", f"{values['comments']['count']:,}"
    yield "Licence", f"{values['licence']['name']} {values['licence']['address']}"


def facts_of_code(values: Values) -> Iterator[tuple[str, str]]:
    if values["severities"]:
        seen = (f"{s['letter']} {s['says']}" if s["says"] else s["letter"] for s in values["severities"])
        yield "Severity", "; ".join(seen)
    if values["severity_note"]:
        yield "Noted as", values["severity_note"]
    if values["platforms"]:
        yield "Platforms", ", ".join(each["name"] for each in values["platforms"])
    if values["aliases"]:
        yield "Also written", ", ".join(each["alias"] for each in values["aliases"])
    yield "Address", values["address"]
    yield "Comments", f"{values['comments']['count']:,}"
    yield "Licence", f"{values['licence']['name']} {values['licence']['address']}"


def told_of_code(values: Values) -> Iterator[str]:
    """What it means, and whether that is sure."""
    if not values["meaning"]:
        yield "The meaning of this code is not known here yet."
    elif values["meaning_state"] == "sourced":
        yield f"{values['meaning'][:1].upper()}{values['meaning'][1:]}"
    else:
        yield f"{values['meaning'][:1].upper()}{values['meaning'][1:]} ({values['meaning_says']}.)"
    if values["note"]:
        yield values["note"]
    if values["wrapper"]:
        yield "It wraps the true cause. Look at the codes next to it in the log first."
    if values["state"] == "historic":
        yield "Historic: newer releases do not print this code any more."


def printed(message: Values) -> str:
    """A message that the product prints, and where that was read."""
    read = message["source"]["title"] if message["source"] else "not verified"
    return f"{message['text']} ({read})"


def told_of_search(values: Values) -> Iterator[str]:
    bound = "At most " if values["at_most"] else "More than " if values["more_than"] else ""
    many = f"{bound}{values['total']:,}"
    about = f" for: {values['q']}" if values["q"] else ""
    if not values["results"] and not values["recognised"]:
        yield f"Nothing fits{about}"
    elif not values["results"] and not any(code["number"] for code in values["recognised"]):
        codes = ", ".join(code["code"] for code in values["recognised"])
        yield f"No gotcha speaks of {codes} yet."
    else:
        yield f"{many} result{'' if values['total'] == 1 else 's'}{about}"
        if values["no_answer"]:
            yield "None of these is a sure answer."
    for code in values["recognised"]:
        if code["more_gotchas"]:
            yield f"{code['code']} has more gotchas than are searched. All of them: {code['address']}"
    if values["advice"]:
        yield values["advice"]
    if values["unknown"]:
        yield f"{values['unknown']} is not known here. Ask about it, or tell the editors: {values['ask']}"
    for other in values["also_unknown"]:
        yield f"{other} is not known here."
    for phrase in values["phrases_not_held"]:
        yield f'Nothing holds "{phrase}".'
    for typed, read in values["spelled"].items():
        yield f"{typed} was read as {read}."
    for chosen in values["unknown_filters"]:
        yield f"No {chosen['name']} is called {chosen['value']}."
    for cut in values["cut_filters"]:
        yield f"Of {cut['name']} the first {cut['most']} values count."
    for fewer in values["without"]:
        yield f"Without {fewer['label']}: {fewer['total']:,}"
    if values["pages"] > 1:
        yield f"Page {values['page']} of {values['pages']}"


def beside(code: Values) -> Iterator[tuple[str, Values]]:
    """What the other end of a connection logs when one logs this code, and the other way about."""
    for words, links in (
        ("The other end logs", code["other_end"]),
        ("Logged when the other end logs", code["other_end_of"]),
    ):
        for link in links:
            yield words, link


def sure(link: Values) -> str:
    return "" if link["confirmed"] else " (not confirmed by an editor)"


def discussed(code: Values) -> str:
    count = code["comments"]["count"]
    return f"Discussed in {count:,} comment{'' if count == 1 else 's'}:"


def day(iso: str) -> str:
    """3 February 2026, of 2026-02-03."""
    at = datetime.date.fromisoformat(iso[:10])
    return f"{at.day} {at:%B %Y}"


def _applies(applies: Values) -> str:
    since, until = applies["from"], applies["to"]
    if since and until:
        return f"from {since} to {until}"
    return f"from {since} on" if since else f"up to {until}" if until else ""


def _verified(verified: Values) -> str:
    on, release, by = verified["on"], verified["release"], verified["by"]
    if not on:
        return f"on release {release}" if release else "Not tried on a release yet"
    return day(on) + (f" on release {release}" if release else "") + (f" by {by}" if by else "")


# Parts


def _risk(values: Values) -> str:
    return wrapped(f"Risk of the fix: {values['risk']['label']}. {values['risk']['says']}")


def _other_end(links: Iterable[Values]) -> Iterator[str]:
    for link in links:
        meaning = f": {link['meaning']}" if link["meaning"] else ""
        sure = "" if link["confirmed"] else " (not confirmed by an editor)"
        words = f"While one end logs {link['written']}, the other logs {link['code']}{meaning}{sure}"
        yield wrapped(words, hanging=INDENT)


def _listed(heading: str, lines: Iterable[str]) -> list[str]:
    told = "\n".join(wrapped(line, INDENT, INDENT * 2) for line in lines)
    return [f"{heading}\n\n{told}"] if told else []


def _source(source: Values) -> str:
    read = f"read on {day(source['read_on'])}" if source["read_on"] else ""
    return ", ".join(filter(None, (source["title"], source["address"], read, source["note"])))


def _link(link: Values) -> str:
    meaning = f": {link['meaning']}" if link["meaning"] else ""
    sure = "confirmed by an editor" if link["confirmed"] else "not confirmed by an editor"
    return f"{link['says']} {link['code']}{meaning} ({link['basis_says']}; {sure})"


def _row(row: Values) -> str:
    """A gotcha in a list: its risk stands before the way to its commands."""
    said = f"{row['site_number']} {row['title']}{in_brackets(row['warnings'], row['state'])}"
    lines = [wrapped(said, hanging=INDENT)]
    if row["risk"]:
        lines.append(wrapped(f"Risk of the fix: {row['risk']['label']}.", INDENT))
    return "\n".join([*lines, f"{INDENT}{row['address']}"])


def _recognised(code: Values) -> str:
    lines = [wrapped(_named(code), hanging=INDENT), f"{INDENT}{code['address']}"]
    for words, other in beside(code):
        lines.append(wrapped(f"{words} {_named(other)}{sure(other)}", INDENT, INDENT * 2))
    if code["comments"]["count"]:
        lines.append(f"{INDENT}{discussed(code)}\n{INDENT}{code['comments']['address']}")
    return "\n".join(lines)


def _named(code: Values) -> str:
    return f"{code['code']}: {code['meaning'] or 'meaning not known yet'}"


def result(result: Values) -> str:
    """A gotcha, a code or a comment that was found."""
    lines = []
    if result["kind"] == "gotcha":
        lines.append(_row(result))
        met = [each["written"] for each in result["codes"]] + [each["name"] for each in result["platforms"]]
        met += [result["family"]["name"]] if result["family"] else []
        lines += [wrapped(", ".join(met), INDENT)] if met else []
    else:
        lines.append(f"{wrapped(result['title'], hanging=INDENT)}\n{INDENT}{result['address']}")
    said = f"A comment by {result['comment']['author']}: " if result["comment"] else ""
    if result["snippet"]:
        lines.append(wrapped(f"{said}{result['snippet']}", INDENT))
    return "\n".join(lines)
