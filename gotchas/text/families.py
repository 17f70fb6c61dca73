"""Code families as people keep them: the table they come in, and the checks before one goes live.

What a family is and how its codes are found stands in `recogniser`; its names are offered here as well, so
that callers need only this module.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gotchas.text.recogniser import Family, FoundCode, PatternRefused, Recogniser

__all__ = [
    "Family",
    "FamilyRow",
    "FoundCode",
    "PatternRefused",
    "Recogniser",
    "TableError",
    "check_family",
    "read_families",
]

COLUMNS: Final = (
    "family",
    "name",
    "order",
    "pattern",
    "normal_form",
    "canonical",
    "equivalence_rule",
    "severity_letters",
    "severity_note",
    "examples_that_must_match",
    "texts_that_must_not_match",
    "false_positive_risk",
    "built_in",
    "same_codes_as",
    "known_as",
)
# Between two patterns, examples or letters in one cell of the table.
BETWEEN: Final = " || "

# A family's patterns may use this much processor time on COST_PROBE_LENGTH characters of its own examples.
# The ones built in need less than a tenth of it; what needs more would hold up every reader who pastes a log.
COST_LIMIT_SECONDS: Final = 0.5
COST_PROBE_LENGTH: Final = 50_000


class TableError(ValueError):
    """The table of families cannot be read; the message begins with the line number."""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A line of the table: the family, and what is written about it for people."""

    family: Family
    canonical: str
    equivalence: str
    severity_note: str
    must_match: tuple[str, ...]
    must_not_match: tuple[str, ...]
    risk: str
    built_in: bool


def read_families(path: Path) -> list[FamilyRow]:
    """The rows of a tab-separated table with exactly the columns of COLUMNS, in any order.

    Raises TableError with the line number on a column that is missing or unknown, a cell too many or too few,
    a value out of place, a slug twice, or a `same_codes_as` that is no other family of the table.
    """
    lines = path.read_text("utf-8").splitlines()
    header = lines[0].split("\t") if lines else []
    if sorted(header) != sorted(COLUMNS):
        missing = ", ".join(name for name in COLUMNS if name not in header) or "none"
        unknown = ", ".join(name for name in header if name not in COLUMNS) or "none"
        raise TableError(f"Line 1: the columns are not as expected. Missing: {missing}; unknown: {unknown}.")
    rows: dict[str, FamilyRow] = {}
    where: dict[str, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise TableError(f"Line {number}: {len(cells)} cells, {len(header)} expected.")
        row = _row(number, dict(zip(header, cells, strict=True)))
        slug = row.family.slug
        if slug in rows:
            raise TableError(f"Line {number}: the family {slug} stands in line {where[slug]} already.")
        rows[slug], where[slug] = row, number
    for slug, row in rows.items():
        owner = row.family.same_codes_as
        if owner and (owner == slug or owner not in rows or rows[owner].family.same_codes_as):
            raise TableError(f"Line {where[slug]}: {owner} is no family of this table with codes of its own.")
    return list(rows.values())


def _row(number: int, cell: dict[str, str]) -> FamilyRow:
    if not cell["family"] or not cell["name"]:
        raise TableError(f"Line {number}: a family needs a slug and a name.")
    if not cell["order"].isdecimal():
        raise TableError(f'Line {number}: the order is "{cell["order"]}"; a whole number is expected.')
    if cell["built_in"] not in ("yes", "no"):
        raise TableError(f'Line {number}: built_in is "{cell["built_in"]}"; yes or no is expected.')
    letters = tuple(tuple(item.split("=", 1)) for item in _split(cell["severity_letters"]))
    if any(len(pair) != 2 or len(pair[0]) != 1 for pair in letters):
        raise TableError(f"Line {number}: severity letters are written as E=error || W=warning.")
    family = Family(
        slug=cell["family"],
        name=cell["name"],
        patterns=_split(cell["pattern"]),
        normal_form=cell["normal_form"],
        same_codes_as=cell["same_codes_as"],
        known_as=tuple(word.strip() for word in cell["known_as"].split(",") if word.strip()),
        severity_letters=tuple((pair[0], pair[1]) for pair in letters),
        order=int(cell["order"]),
    )
    try:
        Recogniser([family])
    except PatternRefused as reason:
        raise TableError(f"Line {number}: {reason}") from None
    return FamilyRow(
        family=family,
        canonical=cell["canonical"],
        equivalence=cell["equivalence_rule"],
        severity_note=cell["severity_note"],
        must_match=_split(cell["examples_that_must_match"]),
        must_not_match=_split(cell["texts_that_must_not_match"]),
        risk=cell["false_positive_risk"],
        built_in=cell["built_in"] == "yes",
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(BETWEEN) if part)


def check_family(
    family: Family,
    others: Iterable[Family],
    must_match: Sequence[str],
    must_not_match: Sequence[str],
    *,
    examples: Mapping[str, Sequence[str]] = MappingProxyType({}),
    clock: Callable[[], float] = time.process_time,
) -> list[str]:
    """What is wrong with a family before it is saved, in sentences for its editor; [] when it is fine.

    `others` are the families that run beside it: one of a lower order may take its examples away, and it may
    take theirs, which `examples` holds by slug. `clock` counts seconds of processor time.
    """
    others = [other for other in others if other.slug != family.slug]
    problems = list(_relations(family, others))
    if not family.patterns:
        return problems
    try:
        alone = Recogniser([family])
    except PatternRefused as reason:
        return [*problems, str(reason)]
    problems += _misses(family, alone, others, must_match)
    problems += _catches(alone, must_not_match)
    problems += _takes(family, others, examples)
    if not problems and _too_slow(alone, must_match, clock):
        problems.append(
            "The patterns take too long on a text full of their own examples. "
            "Shorten what they allow after the code."
        )
    return problems


def _relations(family: Family, others: Sequence[Family]) -> Iterator[str]:
    if any(len(letter) != 1 for letter, _ in family.severity_letters):
        yield "A severity letter is a single character. Write E=error, one a line."
    if not family.same_codes_as:
        return
    owner = next((other for other in others if other.slug == family.same_codes_as), None)
    if family.same_codes_as == family.slug:
        yield "A family's codes are its own unless another family is named. Leave the field empty."
    elif owner is None:
        yield f"There is no family {family.same_codes_as} whose codes these could be. Name one that exists."
    elif owner.same_codes_as:
        yield f"The codes of {owner.slug} belong to {owner.same_codes_as}. Name that family."


def _misses(
    family: Family, alone: Recogniser, others: Sequence[Family], must_match: Sequence[str]
) -> Iterator[str]:
    if not must_match:
        yield "A family with a pattern needs at least one example that it must match. Add one."
        return
    try:
        together = Recogniser([family, *others])
    except PatternRefused:
        # Another family is broken: not this editor's fault.
        together = alone
    for example in must_match:
        if not any(found.family == family.owner for found in alone.scan(example)):
            yield f'The example "{example}" must match, but no code is found in it.'
        elif not any(found.family == family.owner for found in together.scan(example)):
            takers = ", ".join(sorted({found.family for found in together.scan(example)}))
            yield f'The code in "{example}" is taken by {takers}, which runs earlier. Lower the order.'


def _takes(family: Family, others: Sequence[Family], examples: Mapping[str, Sequence[str]]) -> Iterator[str]:
    try:
        without, together = Recogniser(others), Recogniser([family, *others])
    except PatternRefused:
        return  # another family is broken: not this editor's fault
    for other in others:
        for text in examples.get(other.slug, ()):
            own = any(found.family == other.owner for found in without.scan(text))
            if own and not any(found.family == other.owner for found in together.scan(text)):
                yield (
                    f'It takes the code in "{text}" from {other.slug}. '
                    f"Narrow the pattern, or raise the order above {other.order}."
                )
                break


def _catches(alone: Recogniser, must_not_match: Sequence[str]) -> Iterator[str]:
    for text in must_not_match:
        for found in alone.scan(text):
            yield f'The text "{text}" must not match, but "{found.written}" in it is found as {found.code}.'
            break


def _too_slow(alone: Recogniser, must_match: Sequence[str], clock: Callable[[], float]) -> bool:
    """RE2 is linear for one match; a pattern that looks far ahead at every match is quadratic over a text."""
    for glue in ("", " "):
        once = glue.join(must_match) + glue
        if alone.takes_longer(once * (COST_PROBE_LENGTH // len(once) + 1), COST_LIMIT_SECONDS, clock):
            return True
    return False
