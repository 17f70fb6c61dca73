"""The numbered items of a saved post: "1.5 Title", "Platform: ...", then sections in plain lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from gotchas.transfer.thread_markdown import markdown_of
from gotchas.transfer.thread_records import CodeFinder, Note, ThreadItem, ThreadRefused, no_codes

TITLE_LIMIT = 200
ITEM_LIMIT = 1_000
# As much as an article's field holds (bytes of UTF-8), so that nothing is cut on the way in.
SECTION_LIMIT = 65_536

HEADING_REACH = 1_000  # characters of a line that may be a heading; longer ones are prose

_HEADING = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})[.:)]?[ \t\u00a0]+(\S.*)")
_PLATFORM = re.compile(r"platforms?[ \t\u00a0]*:(.*)", re.IGNORECASE)
_PLATFORM_BREAK = re.compile(r"\s\+\s|\sand\s|\s&\s|[,;]\s*")
SECTIONS = {
    "problem description": "problem",
    "problem": "problem",
    "symptom": "problem",
    "symptoms": "problem",
    "cause": "cause",
    "solution": "solution",
    "solutions": "solution",
    "resolution": "solution",
    "workaround": "solution",
    "tip": "tip",
}
Number = tuple[int, int]


@dataclass(slots=True)
class _Draft:
    line: int
    number: Number
    source_number: str
    title: str
    platforms: str
    first: int
    last: int = 0
    sections: dict[str, list[str]] = field(default_factory=dict)


def section_of(line: str) -> str:
    """The section that a line such as "Problem description" opens, or ""."""
    return SECTIONS.get(line.strip().rstrip(":").lower(), "") if len(line) <= 40 else ""


def first_item(lines: Sequence[str]) -> int:
    """Index of the line that begins the first item. Raises ThreadRefused when there is none."""
    for index, line in enumerate(lines):
        if _heading(line) is not None and _platform_below(lines, index, len(lines)):
            return index
    raise ThreadRefused(
        "no numbered item found: expected a line like '1.1 Title' and below it 'Platform: ...'"
    )


def _heading(line: str) -> tuple[Number, str, str] | None:
    match = _HEADING.fullmatch(line.strip()) if len(line) <= HEADING_REACH else None
    if match is None:
        return None
    major, minor, title = match.groups()
    return (int(major), int(minor)), f"{major}.{minor}", title


def _platform_below(lines: Sequence[str], index: int, end: int) -> int:
    """Index of the "Platform:" line right below (one blank line allowed), or 0."""
    for below in (index + 1, index + 2):
        if below < end and lines[below].strip():
            line = lines[below].strip() if len(lines[below]) <= TITLE_LIMIT else ""
            return below if _PLATFORM.fullmatch(line) else 0
    return 0


def items(
    lines: Sequence[str], first: int, end: int, find_codes: CodeFinder = no_codes
) -> tuple[list[ThreadItem], list[Note]]:
    """The items between line indexes `first` and `end`, with notes on look-alikes and gaps.

    Raises ThreadRefused, with the line, for more items or longer sections than a collection holds.
    """
    drafts: list[_Draft] = []
    notes: list[Note] = []
    for index in range(first, end):
        heading = _heading(lines[index])
        if heading is None:
            continue
        platform = _platform_below(lines, index, end)
        refusal = _why_not(heading[0], platform, drafts)
        if refusal:
            notes.append(Note(index + 1, "refused", f"{heading[1]} {refusal}"))
        elif platform:
            drafts.append(_draft(lines, index, platform, heading))
    if len(drafts) > ITEM_LIMIT:
        raise ThreadRefused(f"more than {ITEM_LIMIT:,} items", drafts[ITEM_LIMIT].line)
    for draft, last in zip(drafts, [*(draft.line - 1 for draft in drafts[1:]), end], strict=True):
        draft.last = last
    taken = [_finished(draft, lines, find_codes, notes) for draft in drafts]
    return taken, notes


def _draft(lines: Sequence[str], index: int, platform: int, heading: tuple[Number, str, str]) -> _Draft:
    words = _PLATFORM.fullmatch(lines[platform].strip())
    printed = words[1].strip() if words else ""
    return _Draft(index + 1, heading[0], heading[1], heading[2], printed, first=platform + 1)


def _why_not(number: Number, platform: int, drafts: Sequence[_Draft]) -> str:
    """Why a heading-like line begins no item; "" where there is nothing to tell."""
    last = drafts[-1].number if drafts else (-1, -1)
    if platform and number <= last:
        return f"is not after {last[0]}.{last[1]}: not taken as an item, kept as text of the item above"
    if not platform and number == (last[0], last[1] + 1):
        return "begins a line but no 'Platform:' follows: kept as text"
    return ""


def _finished(draft: _Draft, lines: Sequence[str], find_codes: CodeFinder, notes: list[Note]) -> ThreadItem:
    body = lines[draft.first : draft.last]
    _refuse_too_long(draft, body)
    _sort_into_sections(draft, body, notes)
    if not draft.sections.get("tip") and not draft.sections.get("solution"):
        notes.append(Note(draft.line, "noted", f"{draft.source_number} has no solution and no tip"))
    kind: Literal["problem", "tip"] = (
        "tip" if "tip" in draft.sections and "problem" not in draft.sections else "problem"
    )
    text = "\n".join(lines[draft.line - 1 : draft.last]).strip("\n")
    return ThreadItem(
        line=draft.line,
        source_number=draft.source_number,
        title=draft.title,
        kind=kind,
        platforms=draft.platforms,
        platform_words=tuple(w for w in _PLATFORM_BREAK.split(draft.platforms) if w),
        problem=_section(draft, "problem"),
        cause=_section(draft, "cause"),
        solution=_section(draft, "solution"),
        tip=_section(draft, "tip"),
        text=text,
        codes=tuple(find_codes(text)),
    )


def _refuse_too_long(draft: _Draft, body: Sequence[str]) -> None:
    if len(draft.title) > TITLE_LIMIT:
        what = f"the title of {draft.source_number} has {len(draft.title)} characters, over {TITLE_LIMIT}"
        raise ThreadRefused(what, draft.line)
    if sum(len(line) + 1 for line in body) > SECTION_LIMIT * len(set(SECTIONS.values())):
        what = f"the text of {draft.source_number} is longer than all its sections may be"
        raise ThreadRefused(what, draft.line)


def _sort_into_sections(draft: _Draft, body: Sequence[str], notes: list[Note]) -> None:
    current = ""
    for offset, line in enumerate(body):
        opened = section_of(line)
        if opened and opened not in draft.sections:
            current = opened
            draft.sections[current] = []
            continue
        number = draft.first + offset + 1
        if opened:
            notes.append(
                Note(number, "noted", f"a second '{line.strip()}' in {draft.source_number}: kept as text")
            )
        if not current and line.strip():
            notes.append(
                Note(
                    number,
                    "noted",
                    f"text before the first section of {draft.source_number}: taken as problem",
                )
            )
            current = "problem"
        if current:
            draft.sections.setdefault(current, []).append(line)


def _section(draft: _Draft, name: str) -> str:
    what = f"the {name} of {draft.source_number}"
    return section_text(draft.sections.get(name, ()), what, draft.line, draft.source_number)


def section_text(lines: Sequence[str], what: str, line: int, source_number: str = "") -> str:
    """Markdown of one field's lines. Raises ThreadRefused, naming `what` and `line`, when it is too long."""
    if sum(len(text) + 1 for text in lines) <= SECTION_LIMIT + 1:
        markdown = markdown_of(lines, source_number)
        if len(markdown.encode()) <= SECTION_LIMIT:
            return markdown
    raise ThreadRefused(f"{what} is longer than {SECTION_LIMIT:,} bytes", line)
