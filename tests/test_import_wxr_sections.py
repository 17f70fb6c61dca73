"""A post with numbered sections: comments and sections are linked, and what becomes of refused ones."""

from typing import Any

import pytest
from django.db import DataError, connection
from django.test import Client

from comments.models import Comment
from gotchas.models import Collection, Gotcha, MessageCode
from gotchas.search.tables import SearchDoc
from gotchas.tests.factories import make_collection
from gotchas.tests.transfer.wxr_files import post, remark
from tests.test_import_wxr import Run, run

__all__ = ["run"]
pytestmark = pytest.mark.django_db

SECTIONS = (
    """<h2>1.1 It breaks</h2><p>AMQ9637 in the log.</p><h2>1.2 It is slow</h2><p>As 1.1, but slow.</p>"""
)


def test_comments_are_linked_to_the_sections_that_they_speak_of(run: Run, client: Client) -> None:
    run(post(5, remark(8, "See 1.2, it says so."), content=SECTIONS))
    comment, slow = Comment.objects.get(), Gotcha.objects.get(source_number="1.2")
    assert list(comment.gotchas.all()) == [slow]
    assert f'href="{slow.get_absolute_url()}"' in comment.html
    assert slow.comment_count == 1
    assert "it says so" in client.get(slow.get_absolute_url()).content.decode()
    assert str(slow.pk) in str(
        SearchDoc.objects.filter(kind="m", object_id=comment.pk).values_list("gotchas")
    )


def test_comments_are_linked_to_codes_that_the_sections_brought(run: Run) -> None:
    run(post(5, remark(8, "AMQ9637E again."), content=SECTIONS))
    comment, code = Comment.objects.get(), MessageCode.objects.get(code="AMQ9637")
    assert list(comment.codes.all()) == [code]
    assert f'href="{code.get_absolute_url()}"' in comment.html
    assert code.comment_count == 1
    collection = Collection.objects.get()
    assert (collection.comment_count, collection.thread.comment_count) == (1, 1)


def test_sections_are_linked_to_those_before_and_behind_them(run: Run) -> None:
    make_collection(number=1)
    run(post(5, content=SECTIONS.replace("AMQ9637", "1.2 has more, and AMQ9637")))
    first, second = Gotcha.objects.order_by("position")
    assert f'href="{first.get_absolute_url()}"' in second.problem_html
    assert f'href="{second.get_absolute_url()}"' in first.problem_html


def refuse_rows_of(table: str, part: str) -> Any:
    """A database that refuses a new row of `table` that holds `part`."""

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(f'INSERT INTO "{table}"') and part in str(params):
            raise DataError("value out of range\nDETAIL: in no case")
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


def test_a_post_that_the_database_refuses_is_one_clear_line_and_leaves_the_rest(run: Run) -> None:
    with refuse_rows_of("gotchas_collection", "Post 5"):
        said = run(post(5, remark(8), content=SECTIONS), post(6, content=SECTIONS))
    assert said.count("refused: ") == 2  # the line and the total
    assert "refused: the database refuses it: value out of range\n" in said
    assert "error: 1 was refused; the others are imported." in said
    assert Collection.objects.get().title == "Post 6"
    assert Gotcha.objects.count() == 2


def test_where_the_database_refuses_the_blog_its_posts_are_refused(run: Run) -> None:
    with refuse_rows_of("gotchas_collection", "Blog"):
        said = run(post(5, remark(8)), post(6, content=SECTIONS))
    assert "refused: is of a collection that was refused" in said
    assert Gotcha.objects.count() == 2
