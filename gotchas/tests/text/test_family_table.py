"""Reading the table: what is wrong in it is said with its line."""

import pytest

from gotchas.tests.text.tables import TABLE
from gotchas.text.families import COLUMNS, TableError, read_families

GOOD = {
    "family": "acme",
    "name": "Acme",
    "order": "10",
    "pattern": r"\bACME(\d+) || \bAC-(\d+)",
    "normal_form": "ACME{1}",
    "severity_letters": "E=error || W=warning",
    "examples_that_must_match": "ACME1 || AC-2",
    "built_in": "yes",
    "known_as": "acme, a c m e",
}


@pytest.fixture
def table(tmp_path):
    def write(*rows, columns=COLUMNS):
        lines = ["\t".join(columns)]
        lines += ["\t".join({**GOOD, **row}.get(name, "") for name in columns) for row in rows]
        path = tmp_path / "families.tsv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return write


def test_a_row_is_read_whole(table):
    [row] = read_families(table({}))
    assert row.family.patterns == (r"\bACME(\d+)", r"\bAC-(\d+)")
    assert row.family.severity_letters == (("E", "error"), ("W", "warning"))
    assert row.family.known_as == ("acme", "a c m e")
    assert row.family.order == 10
    assert row.must_match == ("ACME1", "AC-2")
    assert row.must_not_match == ()
    assert row.built_in is True


def test_the_columns_may_stand_in_any_order(table):
    assert read_families(table({}, columns=COLUMNS[::-1]))[0].family.name == "Acme"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"family": ""}, "needs a slug and a name"),
        ({"name": ""}, "needs a slug and a name"),
        ({"order": "first"}, 'the order is "first"'),
        ({"built_in": "maybe"}, 'built_in is "maybe"'),
        ({"severity_letters": "E error"}, "severity letters are written"),
        ({"severity_letters": "ERR=error"}, "severity letters are written"),
        ({"pattern": "("}, "refused by RE2"),
        ({"normal_form": "ACME{3}"}, "names group 3"),
        ({"same_codes_as": "nobody"}, "nobody is no family of this table"),
        ({"same_codes_as": "acme"}, "acme is no family of this table"),
        ({"family": "good"}, "stands in line 2 already"),
        ({"known_as": "one\ttwo"}, f"{len(COLUMNS) + 1} cells, {len(COLUMNS)} expected"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(table, row, reason):
    with pytest.raises(TableError, match=f"^Line 3: .*{reason}"):
        read_families(table({"family": "good"}, {"family": "acme", **row}))


def test_the_owner_of_codes_may_not_have_an_owner_itself(table):
    rows = [{"family": "a"}, {"family": "b", "same_codes_as": "a"}, {"family": "c", "same_codes_as": "b"}]
    with pytest.raises(TableError, match=r"^Line 4: b is no family"):
        read_families(table(*rows))


def test_a_column_too_few_or_too_many_is_named(table):
    with pytest.raises(TableError, match=r"^Line 1: .*Missing: known_as; unknown: none"):
        read_families(table({}, columns=COLUMNS[:-1]))
    with pytest.raises(TableError, match=r"^Line 1: .*unknown: colour"):
        read_families(table({}, columns=(*COLUMNS, "colour")))


def test_an_empty_file_is_no_table(tmp_path):
    (tmp_path / "empty.tsv").write_text("")
    with pytest.raises(TableError, match=r"^Line 1"):
        read_families(tmp_path / "empty.tsv")


def test_a_built_in_family_never_depends_on_one_that_is_off():
    rows = {row.family.slug: row for row in read_families(TABLE)}
    owners = [rows[row.family.owner] for row in rows.values() if row.built_in]
    assert all(owner.built_in for owner in owners)


def test_no_two_families_have_the_same_order():
    orders = [row.family.order for row in read_families(TABLE)]
    assert len(set(orders)) == len(orders)
