"""The project's own table of families, read once for all tests of this folder, and made-up families."""

from pathlib import Path

import gotchas
from gotchas.text.families import Family, FamilyRow, Recogniser, read_families

TABLE = Path(gotchas.__file__).parent / "starter" / "code_families.tsv"
ROWS: list[FamilyRow] = read_families(TABLE)
BUILT_IN = [row.family for row in ROWS if row.built_in]
ALL = [row.family for row in ROWS]
recogniser = Recogniser(BUILT_IN)
with_all = Recogniser(ALL)


def row(slug: str) -> FamilyRow:
    return next(row for row in ROWS if row.family.slug == slug)


def codes(text: str) -> list[str]:
    return [found.code for found in recogniser.scan(text)]


def make_family(**values) -> Family:
    plain = {"slug": "acme", "name": "Acme", "patterns": (r"\bACME(\d+)\b",), "normal_form": "ACME{1}"}
    return Family(**{**plain, **values})
