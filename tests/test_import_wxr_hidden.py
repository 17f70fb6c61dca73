"""Posts that are not public any more, and posts that became something else when they were imported before."""

import pytest
from django.test import Client

from comments.models import Comment
from gotchas.models import Collection, Gotcha
from gotchas.tests.transfer.wxr_files import post, remark
from tests.test_import_wxr import SECTIONS, Run, run

__all__ = ["run"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields", [{"status": "private"}, {"status": "draft"}, {"status": "trash"}, {"password": "secret"}]
)
def test_a_post_that_is_not_public_any_more_is_hidden_here(run: Run, client: Client, fields: dict) -> None:
    run(post(5, remark(8)), post(6))
    said = run(post(5, remark(8), **fields), post(6))
    first, second = Gotcha.objects.order_by("position")
    assert (first.state, second.state) == ("draft", "published")
    assert "public here: hidden as a draft: http://127.0.0.1:8000/1.1/" in said
    assert "error" not in said
    assert client.get("/1.1/").status_code == 404
    assert client.get(f"/comments/{Comment.objects.get().pk}/").status_code == 404
    assert first.revisions.count() == 2
    assert "hidden" not in run(post(5, remark(8), **fields), post(6))
    assert first.revisions.count() == 2


def test_a_post_that_is_public_again_is_shown_again(run: Run) -> None:
    for status in ("publish", "private", "publish"):
        run(post(5, status=status))
    assert Gotcha.objects.get().state == "published"


def test_a_dry_run_hides_nothing(run: Run) -> None:
    run(post(5))
    assert "would be hidden" in run(post(5, status="private"), dry_run=True)
    assert Gotcha.objects.get().state == "published"


def test_what_was_edited_here_is_named_and_ends_in_an_error(run: Run) -> None:
    run(post(5))
    gotcha = Gotcha.objects.get()
    gotcha.solution = "The editor's."
    gotcha.save()
    gotcha.record(author_name="Editor")
    said = run(post(5, status="private"))
    assert "refused: post 5 'Post 5' is private there and public here, edited since: hide it" in said
    assert "http://127.0.0.1:8000/1.1/" in said
    assert "error: 1 was refused" in said
    assert Gotcha.objects.get().state == "published"


def test_the_sections_of_a_post_are_hidden_and_its_collection_is_named(run: Run) -> None:
    run(post(5, remark(8), content=SECTIONS))
    said = run(post(5, remark(8), content=SECTIONS, status="private"))
    assert {row.state for row in Gotcha.objects.all()} == {"draft"}
    assert "its introduction and comments are still public here: http://127.0.0.1:8000/1/" in said
    assert "error: 1 was refused" in said


def test_a_post_that_was_never_public_is_left_out_without_a_word_of_hiding(run: Run) -> None:
    said = run(post(5, status="private"), post(6))
    assert "left out: private\n" in said
    assert "public here" not in said
    assert "refused: 0" in said


def test_a_post_that_got_sections_since_is_reported_and_not_doubled(run: Run) -> None:
    run(post(5, remark(8)))
    said = run(post(5, remark(8), content=SECTIONS), post(6))
    assert "it has numbered sections now, and is one gotcha here: http://127.0.0.1:8000/1.1/" in said
    assert "error: 1 was refused" in said
    assert (Collection.objects.count(), Gotcha.objects.count(), Comment.objects.count()) == (1, 2, 1)


def test_a_post_that_lost_its_sections_is_reported_and_not_doubled(run: Run) -> None:
    run(post(5, remark(8), content=SECTIONS))
    said = run(post(5, remark(8)))
    assert "it has no numbered sections now, and is a collection here: http://127.0.0.1:8000/1/" in said
    assert (Collection.objects.count(), Gotcha.objects.count(), Comment.objects.count()) == (1, 2, 1)
