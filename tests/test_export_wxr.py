"""The command export_wxr: what stands in the file, and that it comes back the same."""

from pathlib import Path

import pytest
from django.core.management import call_command

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import Collection, Gotcha, Revision
from gotchas.tests.factories import make_collection, make_gotcha

pytestmark = pytest.mark.django_db


def export(folder: Path, **options: object) -> str:
    call_command("export_wxr", out=str(folder / "blog.xml"), verbosity=0, **options)
    return (folder / "blog.xml").read_text()


def test_what_was_exported_comes_back_and_is_exported_the_same(tmp_path: Path):
    collection = make_collection(title="Q & A", introduction="See *this*.")
    solution = "**Stop.** Then\n\n1. Do `a|b`.\n\n```console\n$ ls\n```"
    first = make_gotcha(collection=collection, title="A < b", solution=solution)
    make_gotcha(collection=collection)
    make_gotcha(collection=collection, state="draft", title="DRAFT")
    above = make_comment(on=collection, text="a ]]> b", author_email="eve@home.test")
    make_comment(on=first, parent=None, text="**Yes**")
    make_comment(on=collection, parent=above, state="waiting", text="WAITS")
    whole, number = export(tmp_path), collection.number
    assert "DRAFT" not in whole
    assert "WAITS" not in whole
    assert "eve@home.test" not in whole
    Comment.objects.update(parent=None)
    Comment.objects.all().delete()
    Revision.objects.all().delete()
    Gotcha.objects.all().delete()
    Collection.objects.all().delete()

    call_command("import_wxr", str(tmp_path / "blog.xml"), processes=1, verbosity=0)
    assert Collection.objects.get().title == "Q & A"
    assert Collection.objects.get().number == number
    assert Gotcha.objects.get(title="A < b").solution.startswith("**Stop.** Then")
    assert export(tmp_path) == whole
