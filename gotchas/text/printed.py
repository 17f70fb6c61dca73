"""What products print for a code, where their articles seldom quote it: `starter/printed.tsv`. Pure."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parent.parent / "starter" / "printed.tsv"


def printed_for(codes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The messages of these codes, each once; a code by the slug of its family and as it is stored."""
    known = _read()
    return tuple(dict.fromkeys(text for code in codes for text in known.get(code, ())))


@cache
def _read() -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for family in row["families"].split():
                for code in row["codes"].split():
                    found[family, code].append(row["text"])
    return dict(found)
