"""A code taken apart into what its parts say."""

from pathlib import Path

import pytest

from gotchas.text.families import read_families
from gotchas.text.grammar import Example, take_apart
from gotchas.text.recogniser import Family

TABLE = Path(__file__).parents[2] / "starter" / "code_families.tsv"
ROWS = {row.family.slug: row for row in read_families(TABLE)}


def parts_of(slug: str, *lines: str) -> list[tuple[str, str]]:
    example = take_apart(ROWS[slug].family, lines or ROWS[slug].must_match)
    assert example
    return [(part.kind, part.text) for part in example.parts]


@pytest.mark.parametrize(
    ("slug", "line", "parts"),
    [
        ("ibm-mq-amq", "AMQ9637E: x", "prefix AMQ, number 9637, severity E"),
        ("ibm-mq-zos", "CSQX642E <Q3E", "prefix CSQX, number 642, severity E"),
        ("oracle", "ORA-01017: invalid", "prefix ORA, sign -, number 01017"),
        (
            "cisco",
            "%LINK-3-UPDOWN: Interface",
            "sign %, prefix LINK, sign -, severity 3, sign -, letters UPDOWN",
        ),
        ("errno", "ENOENT: no such file", "name ENOENT"),
        ("windows-hresult", "0x80070005", "prefix 0x, number 80070005"),
        ("openssl", "error:0A000086:SSL routines", "code error:0A000086"),
    ],
)
def test_the_parts_of_a_code_are_told_apart(slug: str, line: str, parts: str):
    assert ", ".join(f"{kind} {text}" for kind, text in parts_of(slug, line)) == parts


def test_a_line_with_a_severity_letter_is_preferred_and_says_what_it_means():
    example = take_apart(ROWS["ibm-mq-amq"].family, ["AMQ9637: Channel", "AMQ9637E: Channel"])
    assert example
    assert (example.before, example.written, example.after, example.code) == (
        "", "AMQ9637E", ": Channel", "AMQ9637",
    )  # fmt: skip
    assert example.parts[-1].says == "error (20 or 30)"


def test_what_stands_around_the_code_is_kept():
    example = take_apart(ROWS["ibm-mq-reason"].family, ["CC=2;RC=2399;AMQ9640"])
    assert isinstance(example, Example)
    assert (example.before + example.written + example.after) == "CC=2;RC=2399;AMQ9640"
    assert example.code == "MQRC2399"


def test_a_family_that_knows_none_of_the_lines_has_no_example():
    assert take_apart(Family("none", "None", (), ""), ["AMQ9637E"]) is None
    assert take_apart(ROWS["oracle"].family, ["nothing", ""]) is None


@pytest.mark.parametrize(
    "slug", sorted(slug for slug, row in ROWS.items() if row.must_match and row.family.patterns)
)
def test_every_family_of_the_starter_content_can_be_taken_apart(slug: str):
    assert parts_of(slug)
