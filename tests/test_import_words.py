"""Corrections, notices and links between codes from a file, and what is set aside until its end."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import CodeLink, Correction, Gotcha, Notice
from gotchas.search.tables import SearchDoc
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_code, make_collection, make_gotcha
from kbsite.gotchas_import import Import
from tests.exchange_files import START, make_said
from tests.test_export_gotchas import empty, export, import_again, objects

pytestmark = pytest.mark.django_db
AT = START.isoformat()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with all that can be said; of its site nothing is left but the accounts."""
    gotcha = make_gotcha(collection=make_collection(number=4), title="First", codes=[make_code("XYZ1")])
    make_said(gotcha)
    export(tmp_path / "a.jsonl", all=True)
    empty()
    return tmp_path / "a.jsonl"


def said(path: Path, *lines: dict[str, Any]) -> str:
    """What an import of these lines says, refusals included."""
    path.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("import_gotchas", str(path), processes=1, stdout=out, stderr=out)
    return out.getvalue()


def test_credit_and_decision_are_shown_where_a_file_was_imported(path: Path, client: Client) -> None:
    import_again(path)
    applied = Correction.objects.get(decision_reason="So it is.")
    assert applied.decided_by is None
    page = client.get(f"/corrections/{applied.pk}/").content.decode()
    assert "Edith Or" in page
    assert "So it is." in page
    assert "Neil Casey" in client.get("/4.1/").content.decode()
    revision = Gotcha.objects.get(position=1).revisions.get(correction=applied)
    assert (revision.number, applied.base.number, revision.standing) == (2, 1, [applied.pk])
    assert Comment.objects.get(became=applied).text == "It is wrong."


def test_what_was_erased_says_so_where_a_file_was_imported(path: Path, client: Client) -> None:
    import_again(path)
    rows = Correction.objects.exclude(erased_at=None).order_by("pk")
    assert [(row.gotcha_id is None, row.is_text_erased) for row in rows] == [
        (False, False), (False, True), (True, True),
    ]  # fmt: skip
    for row in rows:
        assert "Erased on request on" in client.get(f"/corrections/{row.pk}/").content.decode()
    revision = Gotcha.objects.get(position=1).revisions.get(suppressed=["expected"])
    page = client.get(revision.get_absolute_url()).content.decode()
    assert "by <bdi>editor</bdi>: expected. Reason: Asked for too." in page


def test_names_of_editors_come_along_in_a_whole_file(path: Path) -> None:
    import_again(path)
    notices = Notice.objects.order_by("pk")
    assert {notice.author for notice in notices} == {None}
    assert [(notice.setter, notice.ender) for notice in notices] == [
        ("editor", ""), ("editor", ""), ("editor", "editor"),
    ]  # fmt: skip
    comment = Comment.objects.get(text="So.")
    assert (comment.parent_confirmed_by, comment.parent_confirmer) == (None, "editor")
    editor = make_staff("editor", username="second")
    comment.hang_below(None, editor)
    comment.refresh_from_db()
    assert (comment.parent_confirmer, comment.parent_confirmer_name) == ("second", "")


def test_a_line_that_erased_a_text_says_when(path: Path) -> None:
    erased = {"number": "1", "collection": 4, "created_at": AT, "is_text_erased": True}
    assert "correction.erased_at is missing" in said(path, {"correction": erased})


def test_an_editor_who_decides_anew_takes_the_place_of_the_one_before(path: Path) -> None:
    import_again(path)
    row = Correction.objects.get(state="duplicate")
    Correction.objects.filter(pk=row.pk).update(state="reported", duplicate_of=None, decider_name="Edith Or")
    row.refresh_from_db()
    editor = make_staff("editor", username="second")
    row.reject(editor, "No.")
    assert row.decider == "second"
    editor.delete()
    row.refresh_from_db()
    assert row.decider == ""


def test_what_was_decided_here_since_stays(path: Path) -> None:
    import_again(path)
    editor = make_staff("editor", username="second")
    Correction.objects.filter(visibility="waiting").get().release(editor)
    CodeLink.objects.filter(relation="same_fault").confirm(editor)
    Notice.objects.filter(text="Do not run step 2.").update(ended_at=START)
    before = export(path.with_name("b.jsonl"), all=True)
    import_again(path)
    assert export(path.with_name("c.jsonl"), all=True) == before


def test_marks_of_answers_are_those_that_were_set(path: Path) -> None:
    import_again(path)
    assert [row.text for row in Comment.objects.exclude(marked_answer=None)] == ["Why 2?"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"correction": {"gotcha": "4.9", "part": "solution"}}, "is on gotcha 4.9, which is not there"),
        ({"correction": {"gotcha": "4.1"}}, "correction.part is missing"),
        ({"correction": {"gotcha": "4.1", "part": "delete"}}, "correction.part is none of"),
        ({"correction": {}}, "correction.gotcha is missing, and so is a proposal"),
        ({"correction": {"gotcha": "4.1", "part": "cause", "state": "held"}}, "a decision has decided_at"),
        ({"correction": {"gotcha": "4.1", "part": "cause", "duplicate_of": "1"}}, "a duplicate names"),
        (
            {"correction": {"gotcha": "4.1", "part": "cause", "state": "duplicate", "duplicate_of": "1",
                            "decided_at": AT, "decision_reason": "a"}},
            "repeats a correction that is not there",
        ),
        ({"notice": {"gotcha": "4.9", "text": "a", "created_at": AT}}, "gotcha 4.9, which is not there"),
        ({"notice": {"gotcha": "4.1", "text": "", "created_at": AT}}, "notice.text is empty"),
        ({"code_link": {"from": {"code": "A"}}}, "code_link.from.family is missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_and_leaves_the_rest(
    tmp_path: Path, line: dict[str, Any], why: str
) -> None:
    make_gotcha(collection=make_collection(number=4))
    if "correction" in line:
        line = {"correction": {"number": "7", "collection": 4, "created_at": AT} | line["correction"]}
    told = said(tmp_path / "a.jsonl", line, {"notice": {"gotcha": "4.1", "text": "Stop.", "created_at": AT}})
    assert "line 1: " in told
    assert why in told
    assert Notice.objects.get().text == "Stop."
    assert not Correction.objects.exists()


def test_two_names_of_one_code_are_not_linked(tmp_path: Path) -> None:
    code = make_code("XYZ1")
    code.aliases.create(alias="0x1", kind="hex")
    ends = [
        {"code": name, "family": code.family.slug, "family_name": code.family.name}
        for name in ("XYZ1", "0x1")
    ]
    link = {"from": ends[0], "to": ends[1], "relation": "same_fault", "basis": "rule"}
    assert "line 1: is between two names of one code" in said(tmp_path / "a.jsonl", {"code_link": link})
    assert not CodeLink.objects.exists()


def test_a_correction_on_a_text_that_is_another_here_keeps_its_passage_and_loses_its_base(path: Path) -> None:
    rows = objects(path.read_bytes())
    for row in rows:
        if "correction" in row and "base" in row["correction"]:
            row["correction"]["base"][1] = "2001-01-01T00:00:00+00:00"
    said(path, *rows)
    row = Correction.objects.get(decision_reason="So it is.")
    assert (row.base, row.quoted) == (
        None,
        Gotcha.objects.get(position=1).revisions.get(number=1).content["solution"],
    )


def test_a_batch_takes_as_many_queries_for_two_corrections_as_for_forty(tmp_path: Path) -> None:
    make_gotcha(collection=make_collection(number=4))

    def queries(first: int, count: int) -> int:
        given = {"collection": 4, "gotcha": "4.1", "part": "solution", "quoted": "a", "created_at": AT}
        lines = [{"correction": given | {"number": f"n{n}"}} for n in range(first, first + count)]
        with CaptureQueriesContext(connection) as captured:
            said(tmp_path / "a.jsonl", *lines)
        return len([q for q in captured if not q["sql"].startswith("INSERT")])

    queries(0, 1)
    assert queries(10, 2) == queries(100, 40)
    assert Correction.objects.count() == 43


def test_what_is_named_before_it_stands_is_linked_counted_and_found_at_the_end(tmp_path: Path) -> None:
    home = make_collection(number=4)
    make_comment(on=make_gotcha(collection=home), text="As 4.2 says.")
    make_gotcha(collection=home, title="Second")
    export(tmp_path / "a.jsonl")
    lines = objects((tmp_path / "a.jsonl").read_bytes())
    lines[1]["comments"][0]["gotchas"] = ["4.2"]
    empty()
    said(tmp_path / "a.jsonl", *lines)
    comment, second = Comment.objects.get(), Gotcha.objects.get(position=2)
    assert list(comment.gotchas.all()) == [second]
    assert second.comment_count == 1
    assert str(second.pk) in SearchDoc.objects.get(kind="m", object_id=comment.pk).gotchas.split()


def test_a_second_import_sets_nothing_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aside: list[int] = []
    finish = Import.finish

    def counted(self: Import) -> list[str]:
        aside.append(self.mentions.count + self.became.count + self.relations.waiting.count)
        return finish(self)

    monkeypatch.setattr(Import, "finish", counted)
    import_again(path)
    import_again(path)
    assert aside[0] > 0
    assert aside[1] == 0
