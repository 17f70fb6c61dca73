"""What products print for a code, where articles seldom quote it: `starter/printed.tsv`. Pure.

A code gets what stands there when it is stored; from then on its rows are the editors'.
"""

import csv
import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

STARTER: Final = Path(__file__).resolve().parent.parent / "starter"


@dataclass(frozen=True, slots=True)
class ReadIn:
    """Where messages were read, and on which day."""

    title: str
    address: str
    read_on: datetime.date


@dataclass(frozen=True, slots=True)
class Printed:
    text: str
    source: ReadIn | None
    """None where nobody compared the message with a source."""


def printed_for(family: str, code: str) -> Sequence[Printed]:
    """The messages of a code, by the slug of its family and as it is stored."""
    return _read().get((family, code), ())


@cache
def _read() -> Mapping[tuple[str, str], Sequence[Printed]]:
    sources = {
        row["key"]: ReadIn(row["title"], row["address"], datetime.date.fromisoformat(row["read_on"]))
        for row in _rows("sources.tsv")
        if len(row["read_on"]) == len("2026-11-30")  # of the others only the month was kept
    }
    found: dict[tuple[str, str], list[Printed]] = defaultdict(list)
    for row in _rows("printed.tsv"):
        printed = Printed(row["text"], sources[row["source"]] if row["source"] else None)
        for family in row["families"].split():
            for code in row["codes"].split():
                found[family, code].append(printed)
    return dict(found)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (STARTER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
