"""Comments that the blog shows no more, or by now: a repeated import follows, where nobody decided here."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Announcement, Comment
from comments.models.decisions import BY_IMPORT
from gotchas.models import CodeFamily, Collection, Decision, Gotcha
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.factories import make_code
from gotchas.tests.transfer.wxr_files import post, remark
from tests.test_import_wxr import SECTIONS, Run, run, states

__all__ = ["run"]
pytestmark = pytest.mark.django_db


def comment(number: int) -> Comment:
    return Comment.objects.get(external_id=f"wxr-{number}")


def test_what_the_blog_took_away_is_taken_away_here(run: Run, client: Client) -> None:
    run(post(5, *(remark(n) for n in range(1, 6)), remark(6, parent=2)))
    there = remark(1), remark(2, approved=0), remark(3, approved="spam"), remark(4, approved="trash")
    said = run(post(5, *there, remark(6, parent=2)))
    assert states() == {
        "wxr-1": "published", "wxr-2": "waiting", "wxr-3": "spam", "wxr-4": "removed", "wxr-5": "removed",
        "wxr-6": "waiting",
    }  # fmt: skip
    hidden = ", ".join(f"http://127.0.0.1:8000/comments/{comment(n).pk}/" for n in range(2, 7))
    assert f"post 5 'Post 5': not shown there any more, hidden here: {hidden}" in said
    assert "comments that follow the blog: 5 hidden, 0 shown" in said
    assert "error" not in said
    assert (Gotcha.objects.get().comment_count, comment(2).reply_count) == (1, 0)
    assert client.get(f"/comments/{comment(3).pk}/").status_code == 404
    assert "follow the blog" not in run(post(5, *there, remark(6, parent=2)))
    assert "Not shown any more where it came from" in queue()


def test_many_comments_follow_in_as_many_queries_as_few(run: Run) -> None:
    code = make_code("AMQ9637", family=CodeFamily.objects.get(slug="ibm-mq-amq"))
    threads = [remark(post * 100 + n, "See AMQ9637.") for post in (1, 2) for n in range(40)]
    run(post(1, *threads[:40]), post(2, *threads[40:]))
    code.refresh_from_db()
    assert code.comment_count == 80
    queries = []
    for number, left in ((1, 38), (2, 2)):
        at = (number - 1) * 40
        with CaptureQueriesContext(connection) as caught:
            run(post(number, *threads[at : at + left]))
        queries.append(len(caught))
    assert queries[0] == queries[1]
    code.refresh_from_db()
    assert code.comment_count == Comment.objects.published().count() == 40
    assert [row.comment_count for row in Gotcha.objects.order_by("position")] == [38, 2]


def test_what_the_blog_shows_by_now_is_shown_here_and_nobody_is_told_by_mail(run: Run) -> None:
    run(post(5, remark(1, approved=0), remark(2)))
    run(post(5, remark(1), remark(2, approved="trash")))
    assert states() == {"wxr-1": "published", "wxr-2": "removed"}
    said = run(post(5, remark(1), remark(2)))
    assert states() == {"wxr-1": "published", "wxr-2": "published"}
    assert f"shown there by now, shown here: http://127.0.0.1:8000/comments/{comment(2).pk}/" in said
    assert Gotcha.objects.get().comment_count == 2
    assert set(Decision.objects.values_list("by_name", flat=True)) == {BY_IMPORT}
    assert not Announcement.objects.exists()


def test_what_was_decided_here_stays_as_it_was_decided(run: Run) -> None:
    run(post(5, remark(1), remark(2, approved=0), remark(3)))
    editor = make_staff()
    comment(1).remove(editor, "Off the subject")
    comment(2).publish(editor)
    said = run(post(5, remark(1), remark(2, approved="trash"), remark(3)))
    assert states() == {"wxr-1": "removed", "wxr-2": "published", "wxr-3": "published"}
    assert "follow the blog" not in said


def test_what_was_edited_or_marked_here_is_named_and_ends_in_an_error(run: Run) -> None:
    run(post(5, remark(1), remark(2)))
    comment(1).confirm(None, "Edith")
    said = run(post(5, remark(2)))
    assert comment(1).state == "published"
    where = f"http://127.0.0.1:8000/comments/{comment(1).pk}/"
    assert f"edited or marked here since: hide them, or leave them: {where}" in said
    assert "error: 1 was refused" in said


def test_a_file_without_any_comments_of_a_post_takes_none_away(run: Run) -> None:
    run(post(5, remark(1)), post(6, remark(2)))
    said = run(post(5), post(6, remark(2)))
    assert comment(1).state == "published"
    assert "post 5 'Post 5' has no comments in this file, and is not believed" in said
    assert "error: 1 was refused" in said


def test_a_comment_that_is_refused_now_is_left_as_it_is(run: Run) -> None:
    run(post(5, remark(1), remark(2)))
    said = run(post(5, remark(1, ""), remark(2)))
    assert "comment 1 has no text" in said
    assert comment(1).state == "published"


def test_a_dry_run_says_what_would_be_hidden_and_hides_nothing(run: Run) -> None:
    run(post(5, remark(1), remark(2)))
    assert "not shown there any more, would be hidden here" in run(post(5, remark(2)), dry_run=True)
    assert comment(1).state == "published"


def test_the_thread_of_a_post_with_sections_follows_as_well(run: Run) -> None:
    run(post(5, remark(1), remark(2), content=SECTIONS))
    run(post(5, remark(2), content=SECTIONS))
    assert states() == {"wxr-1": "removed", "wxr-2": "published"}
    assert Collection.objects.get().comment_count == 1


def queue() -> str:
    return signed_in(make_staff()).get("/desk/comments/").content.decode()
