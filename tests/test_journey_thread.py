"""A thread that goes on: what is new since the last visit, and a question from a pasted log to its answer."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from comments import paging
from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import Gotcha
from gotchas.tests.factories import make_gotcha, make_gotchas

pytestmark = pytest.mark.journey

JUMP = """to => {
  const link = Object.assign(document.createElement("a"), { href: to });
  document.body.append(link);
  link.click();
}"""
LOG = "2026-11-23 10:00:00 *up*\n2026-11-23 10:00:01 ERROR down"


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture(params=["with scripts", "without scripts"])
def tab(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, django_db_serialized_rollback: None
) -> Iterator[Page]:
    scripts = request.param == "with scripts"
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(title="Add or receive")


def fill(tab: Page, name: str, text: str) -> None:
    tab.get_by_label("Name", exact=True).fill(name)
    tab.get_by_label("Comment", exact=True).fill(text)


def test_what_was_written_since_the_last_visit_is_marked_in_this_browser(gotcha: Gotcha, page: Page) -> None:
    now = timezone.now()
    asked = make_comment(on=gotcha, author_name="Steve", posted_at=now - datetime.timedelta(days=1))
    page.goto(gotcha.get_absolute_url())
    expect(page.get_by_text("since your last visit")).to_have_count(0)
    reply = make_comment(parent=asked, posted_at=now + datetime.timedelta(seconds=60))
    again = page.context.new_page()
    again.goto(gotcha.get_absolute_url())
    again.get_by_text("1 reply to Steve").click()
    again.get_by_role("link", name="1 new since your last visit").click()
    expect(again.locator(f"#comment-{reply.pk}")).to_be_in_viewport()
    expect(again.locator(f"#comment-{reply.pk}").get_by_text("New", exact=True)).to_be_visible()
    again.get_by_role("link", name="Write a comment").click()
    fill(again, "Ann", "My own is not new.")
    again.get_by_role("button", name="Publish").click()
    expect(again.get_by_text("My own is not new.")).to_be_in_viewport()
    expect(again.locator(".comment.new")).to_have_count(1)


def test_what_is_new_on_another_page_is_told_and_led_to(
    gotcha: Gotcha, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    now = timezone.now()
    for hours in (9, 8, 7, 6):
        make_comment(on=gotcha, posted_at=now - datetime.timedelta(hours=hours))
    page.goto(gotcha.get_absolute_url())
    expect(page.get_by_text("New on other pages")).to_have_count(0)
    new = make_comment(on=gotcha, posted_at=now + datetime.timedelta(seconds=60))
    again = page.context.new_page()
    again.goto(gotcha.get_absolute_url())
    again.get_by_role("link", name="New on other pages").click()
    expect(again.locator(f"#comment-{new.pk}").get_by_text("New", exact=True)).to_be_visible()
    expect(again.get_by_role("link", name="1 new since your last visit")).to_be_visible()
    expect(again.get_by_text("New on other pages")).to_have_count(0)


def test_a_log_is_pasted_shown_as_code_answered_and_marked(gotcha: Gotcha, tab: Page) -> None:
    tab.goto(gotcha.get_absolute_url())
    tab.get_by_role("link", name="Write a comment").click()
    fill(tab, "Neil", f"It stops:\n{LOG}")
    tab.get_by_label("What it is").select_option("question")
    tab.get_by_role("button", name="Publish").click()
    expect(tab.get_by_role("heading", name="Show it as code?")).to_be_focused()
    tab.get_by_role("button", name="Show it as code").click()
    expect(tab.locator("#preview-place pre")).to_contain_text("*up*")
    tab.get_by_role("button", name="Publish").click()
    expect(tab.locator("article.comment[id] pre")).to_contain_text("ERROR down")
    asked = Comment.objects.get()
    reply = make_comment(parent=asked, author_name="Ian")
    tab.goto("/questions/")
    tab.get_by_role("link", name="Neil,").click()
    tab.get_by_role("link", name="Mark as the answer").click()
    tab.get_by_role("button", name="Mark as the answer").click()
    expect(tab.locator(f"#comment-{reply.pk}")).to_contain_text("Answer, marked by Neil")
    tab.get_by_role("link", name="Ian", exact=True).click()
    expect(tab.locator(f"#comment-{reply.pk}")).to_be_in_viewport()
    tab.goto("/questions/")
    expect(tab.get_by_text("No question is open.")).to_be_visible()


def test_an_anchor_of_what_stands_on_another_page_now_leads_there(page: Page, monkeypatch: Any) -> None:
    """Addresses of the fragment alone: a comment that moved on, and a row by its old number."""
    monkeypatch.setattr(paging, "PAGE", 2)
    row = make_gotchas(150)[-1]
    Gotcha.objects.filter(pk=row.pk).update(source_number="99.7")
    *_, last = [make_comment(on=row.collection) for _ in range(5)]
    address = row.collection.get_absolute_url()
    page.goto(f"{address}#comment-{last.pk}")
    expect(page.locator(f"#comment-{last.pk}")).to_be_in_viewport()
    page.goto(f"{address}#99.7")
    expect(page.locator('[id="99.7"]')).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"\?page=2#99\.7$"))
    for nowhere in ("comment-99999", "99.8"):
        with page.expect_response(lambda response: response.status == 404):
            page.goto(f"{address}#{nowhere}")
        expect(page).to_have_url(re.compile(rf"{address}#{nowhere}$"))


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 800})
    return page


def make_long_thread(gotcha: Gotcha) -> list[Comment]:
    """Comments shorter than the room that is kept for them far below a phone's window, and a long one."""
    asked = [make_comment(on=gotcha, text="Long. " * 20 * (n % 3 + 1)) for n in range(12)]
    replies = [make_comment(parent=each, text="Short.") for each in asked[::2]]
    make_comment(on=gotcha, text="Last. " * 900)
    return [asked[5], asked[8], replies[3], replies[5]]


def top_of(page: Page, comment: Comment) -> float:
    """Where it begins in the window, when all that has come near is laid out."""
    page.wait_for_timeout(300)
    box = page.locator(f"#comment-{comment.pk}").bounding_box()
    assert box
    return box["y"]


def test_a_jump_ends_where_the_comment_begins_though_none_before_it_was_laid_out(
    gotcha: Gotcha, phone: Page
) -> None:
    for comment in make_long_thread(gotcha):
        phone.goto("about:blank")
        phone.goto(gotcha.get_absolute_url())
        expect(phone.get_by_role("button", name="Turn off the / key")).to_be_attached()  # the script has run
        phone.evaluate(JUMP, f"#comment-{comment.pk}")
        assert 0 <= top_of(phone, comment) < 40


def test_marks_of_what_is_new_leave_the_comment_of_a_permalink_in_its_place(
    gotcha: Gotcha, phone: Page
) -> None:
    comments = make_long_thread(gotcha)
    phone.goto(gotcha.get_absolute_url())
    for comment in comments:
        tab = phone.context.new_page()
        tab.set_viewport_size({"width": 390, "height": 800})
        tab.add_init_script("localStorage.setItem(`seen:${location.pathname}`, '2000-01-01T00:00:00Z')")
        tab.goto(comment.get_absolute_url())
        expect(tab.locator(".comment.new")).to_have_count(Comment.objects.count())
        assert 0 <= top_of(tab, comment) < 60
