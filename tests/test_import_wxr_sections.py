"""A post with numbered sections: comments and sections are linked, and what becomes of refused ones."""

import pytest
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
