"""A file imported again where editors worked meanwhile: their work stays as long as the line stays."""

import json
from pathlib import Path
from typing import Any

import pytest

from gotchas.models import Gotcha
from gotchas.tests.factories import make_collection, make_gotcha
from tests.test_export_gotchas import empty, export, import_again, objects

pytestmark = pytest.mark.django_db


def edit(gotcha: Gotcha, **fields: Any) -> Gotcha:
    for name, value in fields.items():
        setattr(gotcha, name, value)
    gotcha.save()
    gotcha.record(author_name="Editor")
    return gotcha


def write(path: Path, *lines: dict[str, Any]) -> None:
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a site with two gotchas, one of them edited; the site is empty again."""
    home = make_collection(number=4)
    first = make_gotcha(collection=home, title="First", solution="Mend it.")
    first.related.add(make_gotcha(collection=home, title="Second"))
    edit(first, solution="Mend it well.")
    export(tmp_path / "a.jsonl", all=True)
    empty()
    import_again(tmp_path / "a.jsonl")
    return tmp_path / "a.jsonl"


def first() -> Gotcha:
    return Gotcha.objects.get(collection__number=4, position=1)


def test_what_an_editor_changed_stays_when_the_same_file_comes_again(path: Path) -> None:
    edit(first(), solution="The editor's.")
    before = export(path.with_name("b.jsonl"), all=True)
    for _ in range(2):
        assert "articles: 0 added, 0 changed, 2 unchanged" in import_again(path)
    assert first().solution == "The editor's."
    assert export(path.with_name("c.jsonl"), all=True) == before


def test_a_line_that_changed_changes_its_article_once(path: Path) -> None:
    edit(first(), solution="The editor's.")
    home, one, two = objects(path.read_bytes())
    write(path, home, one | {"solution": "The file's."}, two)
    assert "articles: 0 added, 1 changed, 1 unchanged" in import_again(path)
    assert first().solution == "The file's."
    edit(first(), solution="The editor's again.")
    assert "articles: 0 added, 0 changed, 2 unchanged" in import_again(path)
    assert first().solution == "The editor's again."


def test_a_line_that_comes_to_say_what_an_editor_wrote_already_is_no_news_afterwards(path: Path) -> None:
    edit(first(), solution="Both say it.")
    home, one, two = objects(path.read_bytes())
    write(path, home, one | {"solution": "Both say it."}, two)
    assert "articles: 0 added, 0 changed" in import_again(path)
    edit(first(), solution="The editor's.")
    assert "articles: 0 added, 0 changed" in import_again(path)


def test_an_edit_at_home_comes_over_and_the_older_file_does_not_undo_it(path: Path) -> None:
    there = path.read_bytes()
    edit(first(), cause="Found out.")
    export(path, all=True)
    empty()
    path.with_name("old.jsonl").write_bytes(there)
    import_again(path.with_name("old.jsonl"))
    assert "articles: 0 added, 1 changed, 1 unchanged" in import_again(path)
    assert first().cause == "Found out."
    assert "articles: 0 added, 0 changed, 2 unchanged" in import_again(path.with_name("old.jsonl"))
    assert first().cause == "Found out."


def test_a_file_of_this_site_does_not_undo_what_was_edited_here_since(tmp_path: Path) -> None:
    gotcha = make_gotcha(collection=make_collection(number=4), solution="Mend it.")
    export(tmp_path / "a.jsonl", all=True)
    edit(gotcha, solution="The editor's.")
    assert "0 changed, 1 unchanged" in import_again(tmp_path / "a.jsonl")
    assert first().solution == "The editor's."


def test_relations_that_an_editor_took_away_do_not_come_back(path: Path) -> None:
    one = first()
    one.related.clear()
    one.record(author_name="Editor")
    import_again(path)
    assert not one.related.exists()


def test_an_article_that_an_editor_brought_back_is_not_merged_again(tmp_path: Path) -> None:
    home = make_collection(number=4)
    successor = make_gotcha(collection=home)
    merged = make_gotcha(collection=home)
    merged.state, merged.successor = "merged", successor
    merged.save()
    merged.record(author_name="Editor")
    export(tmp_path / "a.jsonl", all=True)
    empty()
    import_again(tmp_path / "a.jsonl")
    merged = Gotcha.objects.get(position=2)
    edit(merged, state="published", successor=None)
    import_again(tmp_path / "a.jsonl")
    merged.refresh_from_db()
    assert (merged.state, merged.successor) == ("published", None)
