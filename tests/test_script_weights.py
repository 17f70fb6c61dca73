"""What the scripts weigh as they are sent, so that a page on a bad line stays quick."""

import gzip
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "static" / "js"


@pytest.mark.parametrize(
    ("script", "kilobytes"), [("site.js", 6), ("form.js", 4), ("log.js", 4), ("desk.js", 1), ("proof.js", 2)]
)
def test_a_script_keeps_within_its_weight(script: str, kilobytes: int):
    assert len(gzip.compress((SCRIPTS / script).read_bytes(), 6)) <= kilobytes * 1024


def test_no_page_loads_another_script():
    assert sorted(path.name for path in SCRIPTS.iterdir()) == [
        "desk.js",
        "form.js",
        "log.js",
        "proof.js",
        "site.js",
    ]


def test_the_two_scripts_of_the_page_of_logs_keep_within_what_a_page_may_load():
    both = sum(len(gzip.compress((SCRIPTS / name).read_bytes(), 6)) for name in ("site.js", "log.js"))
    assert both <= 10 * 1024 - 100  # the headers of two answers
