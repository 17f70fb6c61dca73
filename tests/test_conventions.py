"""Rules of the test suite that nothing else would notice."""

import re
from pathlib import Path

from kbsite.environment import NAMES

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("comments", "gotchas", "tests")
TRANSACTIONAL = re.compile(r"django_db\((?=[^)]*transaction=True)(?![^)]*serialized_rollback=True)[^)]*\)")


def test_every_test_with_real_transactions_brings_back_what_migrations_filled_in():
    """One without makes the next one with it fail: it would find groups under other ids than it restores."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("test_*.py")]
    assert len(files) > 50
    found = [str(path.relative_to(ROOT)) for path in files if TRANSACTIONAL.search(path.read_text())]
    assert found == []


def test_every_variable_of_the_environment_is_explained_and_kept_from_the_tests():
    read = re.findall(r'reader\.get\(\s*"([A-Z_]+)"', (ROOT / "kbsite" / "environment.py").read_text())
    explained = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operating.md").read_text(), re.MULTILINE)
    assert len(read) == 13
    assert sorted(read) == sorted(explained) == sorted(NAMES)
    script = (ROOT / "scripts" / "test.py").read_text()
    assert "UNWANTED = {*NAMES, " in script
    assert "os.environ.items() if name not in UNWANTED" in script


def test_journeys_stand_where_the_checks_look_for_them():
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("test_*.py")]
    journeys = [
        path
        for path in files
        if re.search(r"^@?\w* ?=? ?pytest\.mark\.journey", path.read_text(), re.MULTILINE)
    ]
    assert len(journeys) > 10
    assert [path for path in journeys if not path.match("tests/test_journey_*.py")] == []
