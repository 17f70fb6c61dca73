"""What texts of an imported file name is linked, also where it stands behind them in the file."""

from pathlib import Path

import pytest

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.tests.factories import make_collection, make_gotcha
from tests.exchange_files import START
from tests.test_export_gotchas import empty, export, import_again

pytestmark = pytest.mark.django_db


def test_a_thread_on_a_collection_names_the_gotchas_that_come_after_it(tmp_path: Path) -> None:
    """Where they came from they had other numbers, and those are numbers of another collection here."""
    make_gotcha(collection=make_collection(number=1))
    mirror = make_collection(number=2)
    make_gotcha(collection=mirror, source_number="1.1", external_id="1.1")
    first = make_comment(on=mirror, text="1.1 is wrong.", source_number="1", external_id="1", posted_at=START)
    make_comment(parent=first, text="As comment 1 says of 1.1.", external_id="2")
    export(tmp_path / "a.jsonl")
    empty()
    import_again(tmp_path / "a.jsonl")
    said, again = Comment.objects.order_by("posted_at")
    assert '<a href="/2.1/">1.1</a>' in said.html
    assert '<a href="/2.1/">1.1</a>' in again.html
    assert f'<a href="/comments/{said.pk}/">comment 1</a>' in again.html


def test_a_comment_names_a_gotcha_that_comes_later(tmp_path: Path) -> None:
    home = make_collection(number=4)
    gotcha = make_gotcha(collection=home)
    make_gotcha(collection=home)
    make_comment(on=gotcha, text="See 4.2.")
    export(tmp_path / "a.jsonl")
    empty()
    # One article a batch: the second is not stored when the first one's comments come.
    lines = (tmp_path / "a.jsonl").read_text().splitlines(keepends=True)
    for until in (2, 3):
        (tmp_path / "b.jsonl").write_text("".join(lines[:until]))
        import_again(tmp_path / "b.jsonl")
    assert '<a href="/4.2/">4.2</a>' in Comment.objects.get().html
    assert Comment.objects.get().gotchas.get().number == "4.2"
