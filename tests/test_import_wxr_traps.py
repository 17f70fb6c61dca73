"""What exports of real blogs hold that is easily taken for something else."""

import pytest

from comments.models import Comment, Subscription
from gotchas.models import Collection, Gotcha
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.transfer.wxr_files import HEAD, cdata, post, remark, wxr
from tests.test_import_wxr import Run, run

__all__ = ["run"]
pytestmark = pytest.mark.django_db


def test_approved_comments_under_what_is_no_public_post_are_not_taken(run: Run) -> None:
    """A protected post has the status "publish"; what is no post at all may have it too."""
    never = "0000-00-00 00:00:00"
    said = run(
        post(2, remark(2), status="draft", gmt=never, date=never),
        post(3, remark(3), status="pending", gmt=never),
        post(4, remark(4), password=" "),
        *(post(n, remark(n), kind=kind) for n, kind in enumerate(("custom_css", "wp_global_styles"), 5)),
    )
    assert not Comment.objects.exists()
    assert "left out: 5 posts with 5 comments" in said
    assert "refused: 0" in said


def test_a_post_with_no_date_in_gmt_has_the_printed_one(run: Run) -> None:
    item = post(
        1, remark(1, gmt="0000-00-00 00:00:00", date="0000-00-00 00:00:00"), gmt="0000-00-00 00:00:00"
    )
    run(item.replace("<pubDate></pubDate>", "<pubDate>Sat, 01 May 2010 10:00:00 +0000</pubDate>"))
    posted = Gotcha.objects.get().published_at
    assert f"{posted:%Y-%m-%d %H:%M}" == "2010-05-01 10:00"
    assert Comment.objects.get().posted_at == posted


def test_a_user_of_the_blog_is_no_account_of_this_site_and_its_name_no_editor(run: Run) -> None:
    user = make_staff("editor", username="ann")
    run(post(1, remark(1, author="ann", email=user.email).replace("user_id>9<", f"user_id>{user.pk}<")))
    comment = Comment.objects.get()
    assert (comment.account, comment.staff) == (None, False)


def test_nobody_is_subscribed_and_no_address_of_a_visitor_is_kept(run: Run) -> None:
    said = run(post(1, remark(1), content="<p>XYZ</p>"))
    assert not Subscription.objects.exists()
    assert "ben@home.test" not in said
    stored = [
        str(values) for model in (Comment, Gotcha, Collection) for values in model.objects.values_list()
    ]
    assert "192.0.2.7" not in "".join(stored)


def test_categories_tags_and_terms_are_no_posts_and_no_titles(run: Run) -> None:
    terms = "".join(
        f"<wp:{name}><wp:term_id>{n}</wp:term_id><wp:{of}_name>{cdata('R&amp;D')}</wp:{of}_name></wp:{name}>"
        for n, (name, of) in enumerate((("category", "cat"), ("tag", "tag"), ("term", "term")), 1)
    )
    item = post(7).replace(
        "<wp:post_id>", f'<category domain="post_tag">{cdata("a &amp; b")}</category><wp:post_id>'
    )
    said = run(data=wxr(item, head=HEAD + terms))
    assert (Gotcha.objects.get().title, Collection.objects.get().title) == ("Post 7", "Blog")
    assert "repaired: 0; refused: 0" in said


def test_a_title_written_by_code_is_text_as_it_stands(run: Run) -> None:
    """The form writes `&lt;`, code writes `<`; no element of a title is known but those of a line."""
    run(post(1, title="If a < b &amp;&amp; c > d"), post(2, title="<em>Why</em> &lt;b&gt; <x-y>"))
    assert set(Gotcha.objects.values_list("title", flat=True)) == {"If a < b && c > d", "Why <b> <x-y>"}


def test_names_keep_the_joiners_that_their_scripts_need(run: Run) -> None:
    """They are not seen, as what steers a line is not: a name of nothing else is none."""
    joined = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    names = (joined, "a\u202eb\u200b", "\u200d\u200c")
    run(post(1, *(remark(n, author=name) for n, name in enumerate(names, 1))))
    found = Comment.objects.order_by("external_id").values_list("author_name", flat=True)
    assert list(found) == [joined, "a b", "Anonymous"]


def test_what_was_changed_on_the_way_in_is_known_again(run: Run) -> None:
    """WordPress's own importer doubles comments whose names it changed."""
    item = post(
        1, remark(1, "a\r\nb ]]> c", author="x" * 99), remark(2, author=" <b>Ann</b> "), remark(3, author="")
    )
    run(item)
    before = list(Comment.objects.order_by("pk").values_list("pk", "author_name", "text"))
    assert before[0][2] == "a\nb ]]> c"
    assert "comments: 0 added, 3 already there" in run(item)
    assert list(Comment.objects.order_by("pk").values_list("pk", "author_name", "text")) == before


def test_a_broken_file_is_not_taken_whole_and_its_repairs_are_told(run: Run) -> None:
    good = post(1, remark(1, "a\x1b\x0c\uffffb", url="http://h.test/?a=1&b=2"))
    said = run(data=wxr(good, post(2) + "<broken>", post(3)))
    assert Comment.objects.get().text == "ab"
    assert Gotcha.objects.count() == 2
    assert "a bare & is read as &amp;" in said
    assert "U+FFFF" in said
    assert "error: " in said
    assert "line " in said.partition("error: ")[2]
