"""The command import_wxr: what an export becomes, what is never shown, and what a second run does."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import Collection, Gotcha
from gotchas.tests.factories import make_code
from gotchas.tests.transfer.wxr_files import HEAD, post, remark, wxr
from kbsite import wxr_import

pytestmark = pytest.mark.django_db
Run = Callable[..., str]

SECTIONS = """<p>Known for years.</p><h2>1. It breaks</h2><p>XYZ9637 in the log.</p><h3>Cause</h3><p>Why.</p>
<h3>Solution</h3><ol><li>Mend <code>a_b</code>.</li></ol><h2>2. It is slow</h2><p>So it is.</p>"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def import_wxr(*items: str, data: bytes = b"", **options: object) -> str:
        file = tmp_path / "export.xml"
        file.write_bytes(data or wxr(*items))
        out = io.StringIO()
        try:
            call_command("import_wxr", str(file), processes=1, stdout=out, **options)
        except CommandError as error:
            out.write(f"error: {error}\n")
        return out.getvalue()

    return import_wxr


def states() -> dict[str, str]:
    return dict(Comment.objects.values_list("external_id", "state"))


def test_numbered_sections_become_gotchas_and_the_comments_their_thread(run: Run, client: Client):
    said = run(post(5, remark(8), title="Five &amp; more", content=SECTIONS))
    collection = Collection.objects.get()
    assert (collection.title, collection.authors) == ("Five & more", "Ann & Co")
    assert (collection.introduction, str(collection.published_on)) == ("Known for years.", "2010-05-01")
    first, second = collection.gotchas.order_by("position")
    assert (first.title, first.problem, first.cause) == ("It breaks", "XYZ9637 in the log.", "Why.")
    assert (first.solution, first.source_number) == ("1. Mend `a_b`.", "1")
    assert (second.title, second.state) == ("It is slow", "published")
    assert second.published_at == datetime(2010, 5, 1, 10, tzinfo=UTC)
    assert Comment.objects.get().thread.collection == collection
    assert "line 8: post 5 'Five & more': 2 gotchas, of its numbered sections, 1 comments" in said
    page = client.get(collection.get_absolute_url()).content.decode()
    assert "Same here." in page
    assert "ben@home.test" not in page


def test_a_post_without_sections_is_one_gotcha_of_its_blog(run: Run):
    run(post(5, remark(8)), post(6, content="one\r\n\r\ntwo <b>bold</b>"))
    assert Collection.objects.get().title == "Blog"
    first, second = Gotcha.objects.order_by("position")
    assert (first.title, first.problem, second.problem) == ("Post 5", "It broke.", "one\n\ntwo **bold**")
    comment = Comment.objects.get()
    assert comment.thread.gotcha == first
    assert (comment.author_email, comment.format) == ("ben@home.test", "html")
    assert (comment.source_url, comment.source_number) == ("https://blog.test/?p=5#comment-8", "")
    assert [source.address for source in first.sources.all()] == ["https://blog.test/?p=5"]
    assert first.comment_count == 1


def test_what_the_blog_did_not_show_is_not_taken(run: Run):
    hidden = [
        post(n, remark(n), status=status)
        for n, status in enumerate(("draft", "private", "future", "trash"), 2)
    ]
    other = (
        post(9, kind="wp_navigation"),
        post(10, kind="attachment", status="inherit"),
        post(11, kind="page"),
    )
    said = run(*hidden, post(8, remark(8), password="secret"), *other)
    assert not Gotcha.objects.exists()
    assert not Comment.objects.exists()
    for why in (
        "a draft, with 1 comments",
        "private",
        "scheduled",
        "trash",
        "by a password",
        "wp_navigation",
    ):
        assert f"left out: {why}" in said or why in said
    assert "left out: 8 posts with 5 comments" in said
    assert "refused: 0" in said
    run(other[2], pages=True)
    assert Gotcha.objects.get().external_id.endswith("-11")


def test_a_comment_is_shown_only_where_wordpress_showed_it(run: Run):
    replies = remark(7, parent=3), remark(8, parent=7), remark(9, parent=99), remark(10, parent=1)
    held = remark(3, approved=0), remark(4, approved="spam"), remark(5, approved="post-trashed")
    said = run(post(1, *replies, remark(1), *held, remark(2, kind="pingback"), remark(6, approved="trash")))
    waiting = dict.fromkeys(("wxr-3", "wxr-7", "wxr-8", "wxr-9"), "waiting")
    assert states() == {"wxr-1": "published", "wxr-10": "published"} | waiting
    assert Comment.objects.get(external_id="wxr-10").parent.external_id == "wxr-1"
    assert Comment.objects.get(external_id="wxr-8").parent.external_id == "wxr-7"
    assert Comment.objects.get(external_id="wxr-9").parent is None
    assert "comment 9 waits: it answers the comment '99', which is not shown" in said
    assert "of the others 1 spam, 2 in the trash, 1 pingbacks and trackbacks" in said


def test_a_number_of_the_file_is_never_one_of_ours(run: Run):
    ours = make_comment()
    run(post(1, remark(50, parent=ours.pk)))
    row = Comment.objects.get(external_id="wxr-50")
    assert (row.parent, row.state) == (None, "waiting")


def test_circles_and_numbers_that_are_none_do_no_harm(run: Run):
    said = run(
        post(
            1,
            remark(1, parent=2),
            remark(2, parent=1),
            remark(3, parent=3),
            remark("abc"),
            remark(1),
            remark(""),
        ),
        post("x"),
        post(1),
    )
    assert set(states()) == {"wxr-1", "wxr-2", "wxr-3"}
    for why in (
        "number 'abc'",
        "comment 1 stands twice",
        "post 'x' has a number that is none",
        "'1' stands twice",
    ):
        assert why in said
    assert "error: 5 were refused" in said


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({"gmt": "2010-10-31 00:30:00", "date": "2010-10-31 02:30:00"}, datetime(2010, 10, 31, 0, 30)),
        ({"gmt": "0000-00-00 00:00:00", "date": "2010-06-01 12:00:00"}, datetime(2010, 6, 1, 10)),
        ({"gmt": "9999-12-31 23:59:60", "date": "yesterday"}, datetime(2010, 5, 1, 10)),
    ],
)
def test_dates_are_those_in_gmt_and_else_what_comes_nearest(run: Run, fields: dict, when: datetime):
    run(post(1, remark(1, **fields)))
    assert Comment.objects.get().posted_at == when.replace(tzinfo=UTC)


def test_names_are_html_and_texts_keep_their_lines(run: Run):
    run(
        post(
            1, remark(1, "a\r\nb", author="O&#039;Neil &amp; Co"), remark(2, author=""), remark(3, email="no")
        )
    )
    names = dict(Comment.objects.values_list("external_id", "author_name"))
    assert names == {"wxr-1": "O'Neil & Co", "wxr-2": "Anonymous", "wxr-3": "Ben"}
    assert Comment.objects.get(external_id="wxr-1").text == "a\nb"
    assert Comment.objects.get(external_id="wxr-3").author_email == ""


def test_scripts_are_text_and_links_to_scripts_are_none(run: Run, client: Client):
    bad = "<script>alert(1)</script><svg onload=alert(1)><a href='javascript:alert(1)'>z</a>"
    run(
        post(
            1,
            remark(1, bad, author="<script>"),
            title="<script>alert(1)</script>",
            content=bad + "[z](javascript:x)",
        )
    )
    page = client.get(Gotcha.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "onload" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_second_run_changes_nothing_and_takes_what_is_new(run: Run):
    make_code("AMQ9637")
    items = post(1, remark(1)), post(2, remark(2), content=SECTIONS)
    run(*items)
    before = list(Gotcha.objects.values_list("pk", "version", "edited_at"))
    said = run(*items)
    assert "gotchas: 0 added, 0 changed, 3 unchanged\ncomments: 0 added, 2 already there" in said
    assert list(Gotcha.objects.values_list("pk", "version", "edited_at")) == before
    run(post(1, remark(1), remark(3, parent=1)), items[1], post(4))
    assert (Gotcha.objects.count(), Comment.objects.count(), Collection.objects.count()) == (4, 3, 2)
    assert Comment.objects.get(external_id="wxr-3").parent.external_id == "wxr-1"


def test_an_import_that_was_broken_off_goes_on_where_it_stood(run: Run, monkeypatch: pytest.MonkeyPatch):
    items = [post(n, remark(n)) for n in range(1, 6)]
    monkeypatch.setattr(wxr_import, "BATCH_POSTS", 2)
    said = run(data=wxr(*items)[:-700])
    assert "error: " in said
    assert "is no XML" in said
    assert "What stands before is imported." in said
    assert Gotcha.objects.count() == 4
    said = run(*items)
    assert "gotchas: 1 added, 0 changed, 4 unchanged\ncomments: 1 added, 4 already there" in said


def test_a_dry_run_reports_and_changes_nothing(run: Run):
    said = run(post(1, remark(1)), dry_run=True)
    assert "post 1 'Post 1': one gotcha, 1 comments" in said
    assert not Collection.objects.exists()


def test_drafts_are_made_where_they_are_asked_for(run: Run, client: Client):
    run(post(1, remark(1)), drafts=True)
    gotcha = Gotcha.objects.get()
    assert gotcha.state == "draft"
    assert client.get(gotcha.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "data", [b"hello", HEAD.replace("<rss", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss").encode()]
)
def test_a_hostile_file_is_one_line_and_no_row(run: Run, data: bytes):
    said = run(data=data)
    assert said.count("error: ") == 1
    assert "Nothing was imported." in said
    assert not Collection.objects.exists()


def test_terminals_are_told_nothing_they_obey(run: Run):
    assert "\x1b" not in run(post(1, title="a&#27;[31mb")) + run(post(2, status="\u202edraft"))
