"""The list of what products print: every line of it is one that search can use."""

import csv
import re
from collections import Counter

import pytest

from gotchas.models.ways import LENGTH
from gotchas.text.printed import STARTER, printed_for
from gotchas.text.words import fold_words

MOST_OF_ONE = 16
"""Messages of one code: each is ranked on its own, so a query's cost grows with them."""

FORMS = {
    "ibm-mq-amq": r"AMQ[0-9]{4}",
    "ibm-mq-zos": r"CSQX[0-9]{3}",
    "ibm-mq-jms": r"JMS[A-Z]{3}[0-9]{4}",
    "ibm-mq-jms-old": r"MQJMS[0-9]{4}",
    "ibm-mq-reason": r"MQRC(?P<number>\d{4}) (?P=number)",
    "sqlstate": r"[0-9A-Z]{5}",
    "rust": r"E\d{4}",
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (STARTER / "printed.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_each_line_names_a_family_that_is_built_in_a_code_of_it_and_words(rows):
    lines = (STARTER / "code_families.tsv").read_text(encoding="utf-8").splitlines()[1:]
    built_in = {line.split("\t")[0] for line in lines}
    for row in rows:
        family = row["families"].split()[0]
        assert family in built_in
        assert re.fullmatch(FORMS[family], row["codes"]), row
        assert len(fold_words(row["text"])) >= 2, row
        assert len(row["text"]) <= LENGTH, row


def test_a_line_has_the_source_that_it_names(rows):
    for row in rows:
        of_code = printed_for(row["families"].split()[0], row["codes"].split()[0])
        (found,) = [one for one in of_code if one.text == row["text"]]
        assert bool(found.source) == bool(row["source"]), row


def test_of_postgresql_and_rust_nearly_all_were_read_in_a_source(rows):
    unread = Counter(row["families"].split()[0] for row in rows if not row["source"])
    assert unread["sqlstate"] < 10
    assert unread["rust"] < 20


def test_no_line_stands_twice_and_no_code_has_very_many(rows):
    assert not [line for line, n in Counter(map(str, rows)).items() if n > 1]
    assert max(Counter((row["families"], row["codes"]) for row in rows).values()) <= MOST_OF_ONE


def test_a_code_is_asked_for_by_its_family_and_itself():
    found = printed_for("postgresql", "40P01")
    assert any("deadlock detected" in one.text for one in found)
    assert found == printed_for("sqlstate", "40P01")
    assert not printed_for("db2", "40P01")
    assert not printed_for("sqlstate", "")
