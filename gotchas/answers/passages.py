"""The passage of an article that a reader wants to correct: from an address to a stretch of a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from gotchas import markup
from gotchas.models import Correction, Gotcha, Revision
from gotchas.text.quoting import meets, narrowed, selected

PARTS = {
    "title": "Title",
    "problem": "Problem",
    "cause": "Cause",
    "solution": "Solution",
    "expected": "What you should see",
}
"""The parts of an article that a correction may change, with their names on its page."""

MOST_SHOWN = 20
"""Earlier corrections of one part that are looked at."""

STEP = re.compile(r"-step-([0-9]+)(?:-[0-9]+)?$")
"""The end of a step's id."""

_SPAN = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")
_LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True)
class Asked:
    """`text[start:end]` of a part, as it stood in the revision `base`; None where none of them has the text.

    `is_lost`: the passage was named in a revision from which the part was erased; this is the whole part.
    """

    gotcha: Gotcha
    base: Revision | None
    part: str
    text: str
    start: int
    end: int
    is_lost: bool = False

    @property
    def label(self) -> str:
        return PARTS[self.part]

    @property
    def quoted(self) -> str:
        return self.text[self.start : self.end]

    @property
    def is_whole(self) -> bool:
        return self.quoted == self.text.strip(markup.BLANK)

    @property
    def anchor(self) -> str:
        """The id of the step that the passage begins in, or the heading it stands under; "" for none."""
        blocks = markup.passages(self.text, prefix=self.part) if self.part != "title" else []
        return anchor_of(blocks, self.start) if not self.is_whole else ""

    @property
    def number(self) -> int:
        """Of the base."""
        return self.base.number if self.base else 0

    @property
    def query(self) -> str:
        """What names this very passage in an address, whatever the article says by then."""
        return urlencode({"part": self.part, "base": self.number, "span": f"{self.start}-{self.end}"})

    @property
    def now(self) -> str:
        """The part as the article has it."""
        return str(getattr(self.gotcha, self.part))

    @property
    def has_moved_on(self) -> bool:
        """Whether the article no longer says what is to be corrected."""
        return self.number < self.gotcha.last_revision and self.quoted not in self.now

    def narrowed(self, replacement: str) -> tuple[str, str]:
        """What a correction quotes and proposes when the passage becomes `replacement`."""
        return narrowed(self.text, self.start, self.end, replacement)


def asked_for(gotcha: Gotcha, query: Mapping[str, str]) -> Asked | None:
    """The passage that an address names by `part` and `span`, `step` or `quote`; None without a part."""
    part = query.get("part", "")
    if part not in PARTS:
        return None
    named = _number(query.get("base", ""))
    base = _base_of(gotcha, part, named)
    text = str(base.content.get(part) or "") if base else str(getattr(gotcha, part))
    is_lost = bool(query.get("span")) and not _counts_in(base, named)
    start, end = (part != "title" and not is_lost and _place(text, part, query)) or (0, len(text))
    raw = text[start:end]
    start, end = end - len(raw.lstrip(markup.BLANK)), start + len(raw.rstrip(markup.BLANK))
    return Asked(gotcha, base, part, text, min(start, end), end, is_lost)


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None


def _base_of(gotcha: Gotcha, part: str, named: int | None) -> Revision | None:
    """That revision, else the newest one; none where the part was erased from both."""
    for number in (named, gotcha.last_revision):
        base = gotcha.revisions.filter(number=number).first() if number else None
        if base and part not in base.suppressed:
            return base
    return None


def _counts_in(base: Revision | None, named: int | None) -> bool:
    """Whether offsets into the text of the revision `named` are offsets into that of `base`.

    What was read before there was any revision, 0, stands in the first one.
    """
    found = base.number if base else 0
    return named is None or named == found or (named, found) == (0, 1)


def _place(text: str, part: str, query: Mapping[str, str]) -> tuple[int, int] | None:
    if span := _SPAN.fullmatch(query.get("span", "")):
        start, end = (min(int(n), len(text)) for n in span.groups())
        return (start, end) if start <= end else None
    if not (query.get("step") or query.get("quote")):
        return None
    blocks = markup.passages(text, prefix=part)
    if step := query.get("step"):
        return next(((block.start, block.end) for block in blocks if block.anchor == step), None)
    found = selected([block.words for block in blocks], query["quote"])
    return (blocks[found[0]].start, blocks[found[1]].end) if found else None


def choices(gotcha: Gotcha) -> list[dict[str, Any]]:
    """The parts to choose from, each with its steps and headings, as plain values."""
    told = []
    for part, label in PARTS.items():
        text = str(getattr(gotcha, part))
        blocks = markup.passages(text, prefix=part) if part != "title" else []
        told.append(
            {
                "part": part,
                "label": label,
                "says": markup.summary(text, _LONGEST_LABEL) if text else "",
                "steps": [
                    (block.anchor, markup.summary(text[block.start : block.end], _LONGEST_LABEL))
                    for block in blocks
                    if block.anchor
                ],
            }
        )
    return told


def steps_of(gotcha: Gotcha) -> list[tuple[str, str]]:
    """Parts, steps and headings that a notice may stand at: the id on the page, and what stands there."""
    found = []
    for row in choices(gotcha):
        if row["part"] != "title" and row["says"]:
            found.append((row["part"], row["label"]))
            found += [(anchor, f"{row['label']}: {_named(anchor)}{words}") for anchor, words in row["steps"]]
    return found


def text_at(gotcha: Gotcha, anchor: str) -> str:
    """What stands at the id of a step or heading; "" where nothing does."""
    part = anchor.partition("-")[0]
    asked = asked_for(gotcha, {"part": part, "step": anchor}) if anchor else None
    return asked.quoted if asked and not asked.is_whole else ""


def _named(anchor: str) -> str:
    """What a page calls a step, before its words."""
    step = STEP.search(anchor)
    return f"step {step[1]}, " if step else ""


def earlier(asked: Asked) -> tuple[list[Correction], list[Correction]]:
    """Open and rejected corrections of that passage, and those of other places in its part, newest first."""
    rows = asked.gotcha.corrections.public().naming_deciders().filter(part=asked.part)
    rows = rows.exclude(state__in=[Correction.State.APPLIED, Correction.State.DUPLICATE])
    here: list[Correction] = []
    elsewhere: list[Correction] = []
    for row in rows.order_by("-pk")[:MOST_SHOWN]:
        (here if meets(asked.text, asked.start, asked.end, row.quoted) else elsewhere).append(row)
    return here, elsewhere


def anchor_of(blocks: list[markup.Passage], start: int) -> str:
    """The id of the step that holds the offset `start`, else of the heading it stands under, else ""."""
    heading = ""
    for block in blocks:
        if block.start > start:
            break
        if block.level:
            heading = block.anchor
        elif block.anchor and start < block.end:
            return block.anchor
    return heading
