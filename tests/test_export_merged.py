"""Files of articles into which others were merged: what was said there goes with the article."""

from pathlib import Path

import pytest

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import Collection, Gotcha
from gotchas.tests.factories import make_collection, make_gotcha
from tests.exchange_files import START
from tests.test_export_gotchas import empty, export, import_again, objects

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Collection:
    return make_collection(number=4, title="Everything")


@pytest.fixture
def gotcha(home: Collection) -> Gotcha:
    """One into which another was merged, and a third into that; each was spoken of."""
    stays = make_gotcha(collection=home, title="What stays")
    gone, before = (make_gotcha(collection=home, title=title) for title in ("What went", "Before that"))
    make_comment(on=stays, text="On what stays.", author_name="Ann", external_id="7")
    said = make_comment(
        on=gone, text="See 4.1.", author_name="Ben", kind="question", external_id="7", posted_at=START
    )
    make_comment(parent=said, text="I did.", author_name="Cy", kind="worked", worked_version="9.4")
    make_comment(on=before, text="Long ago.", author_name="Di", external_id="2", posted_at=START)
    make_comment(on=gone, text="Not for all.", state="waiting")
    Gotcha.objects.filter(pk=before.pk).update(state="merged", successor=gone)
    Gotcha.objects.filter(pk=gone.pk).update(state="merged", successor=stays)
    return stays


def bodies(data: bytes) -> list[str]:
    return [comment["body"] for row in objects(data) for comment in row.get("comments", ())]


def test_what_was_said_on_a_merged_gotcha_goes_with_its_successor(gotcha: Gotcha, tmp_path: Path) -> None:
    data = export(tmp_path / "a.jsonl")
    assert sorted(bodies(data)) == ["I did.", "Long ago.", "On what stays.", "See 4.1."]
    assert b"What went" not in data
    assert b"Not for all." not in data
    comments = objects(data)[1]["comments"]
    numbers = [comment["number"] for comment in comments]
    assert len(set(numbers)) == 4
    by_body = {comment["body"]: comment for comment in comments}
    assert by_body["I did."]["parent"] == by_body["See 4.1."]["number"]
    assert not by_body["See 4.1."].get("gotchas")  # it is said on 4.1 there
    assert "What went" in export(tmp_path / "b.jsonl", all=True).decode()


def test_a_file_of_an_import_of_it_is_the_same_file(gotcha: Gotcha, tmp_path: Path) -> None:
    first = export(tmp_path / "a.jsonl")
    empty()
    import_again(tmp_path / "a.jsonl")
    assert objects(export(tmp_path / "b.jsonl")) == objects(first)
    assert Gotcha.objects.get().comment_count == 4


def test_imported_where_it_comes_from_it_adds_nothing(gotcha: Gotcha, tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl")
    said = import_again(tmp_path / "a.jsonl")
    assert "comments: 0 added, 4 already there" in said
    assert Comment.objects.count() == 5
    export(tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_an_answer_that_comes_with_a_file_stands_where_what_it_answers_stands(
    gotcha: Gotcha, tmp_path: Path
) -> None:
    export(tmp_path / "a.jsonl")
    answer, question = Comment.objects.get(text="I did."), Comment.objects.get(text="See 4.1.")
    Comment.objects.filter(pk=question.pk).update(reply_count=0)
    answer.delete()
    assert "comments: 1 added, 3 already there" in import_again(tmp_path / "a.jsonl")
    again = Comment.objects.get(text="I did.")
    assert (again.parent, again.thread, again.path[:15]) == (question, question.thread, question.path)
    question.refresh_from_db()
    assert question.reply_count == 1


def test_another_comment_of_the_same_number_is_not_taken_for_it(gotcha: Gotcha, tmp_path: Path) -> None:
    export(tmp_path / "a.jsonl")
    Comment.objects.filter(text="Long ago.").update(author_name="Somebody else")
    assert "comments: 1 added, 3 already there" in import_again(tmp_path / "a.jsonl")
    assert Comment.objects.get(author_name="Di").thread.gotcha == gotcha
