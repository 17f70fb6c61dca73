"""A reader writes a comment, sees it in place, and another one answers; with scripts and without."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import Gotcha
from gotchas.tests.factories import make_gotcha
from tests.axe import DESK_BY_NIGHT, PHONE_BY_DAY, barriers_in

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture(params=["with scripts", "without scripts"])
def tab(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, django_db_serialized_rollback: None
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", java_script_enabled=request.param == "with scripts"
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(title="Add or receive")


def fill(tab: Page, name: str, text: str) -> None:
    tab.get_by_label("Name", exact=True).fill(name)
    tab.get_by_label("Comment", exact=True).fill(text)


def test_a_comment_is_previewed_published_and_stands_in_place(gotcha: Gotcha, tab: Page) -> None:
    tab.goto(gotcha.get_absolute_url())
    tab.get_by_role("link", name="Write a comment").click()
    fill(tab, "Neil Casey", "Swap the **two** steps.")
    tab.get_by_role("button", name="Preview").click()
    expect(tab.get_by_role("heading", name="Preview, not posted yet")).to_be_visible()
    expect(tab.locator("article strong")).to_have_text("two")
    assert not Comment.objects.exists()
    tab.get_by_role("button", name="Publish").click()
    expect(tab).to_have_url(re.compile(rf"{re.escape(gotcha.get_absolute_url())}#comment-\d+$"))
    comment = Comment.objects.get()
    expect(tab).to_have_url(re.compile(rf"#comment-{comment.pk}$"))
    article = tab.locator(f"#comment-{comment.pk}")
    expect(article).to_contain_text("Neil Casey")
    expect(article).to_contain_text("Swap the two steps.")
    expect(article).to_be_in_viewport()


def test_the_permalink_leads_back_to_the_comment(gotcha: Gotcha, tab: Page) -> None:
    comment = make_comment(on=gotcha, text="Here.")
    tab.goto(gotcha.get_absolute_url())
    tab.locator(f"#comment-{comment.pk} time").click()
    expect(tab).to_have_url(re.compile(rf"#comment-{comment.pk}$"))
    expect(tab.locator(f"#comment-{comment.pk}")).to_be_in_viewport()


def test_a_reply_stands_below_what_it_answers(gotcha: Gotcha, tab: Page) -> None:
    asked = make_comment(on=gotcha, author_name="Steve", text="The same on iSeries?")
    tab.goto(gotcha.get_absolute_url())
    tab.get_by_role("link", name="Reply to Steve").click()
    expect(tab.get_by_text("The same on iSeries?")).to_be_visible()
    fill(tab, "Ian", "I do not know.")
    tab.get_by_role("button", name="Publish").click()
    expect(tab).to_have_url(re.compile(r"#comment-\d+$"))
    reply = Comment.objects.get(parent=asked)
    expect(tab.locator(f"#comment-{reply.pk}")).to_contain_text("in reply to Steve")
    tab.get_by_text("1 reply to Steve").click()
    expect(tab.locator(f"#comment-{reply.pk}")).to_be_hidden()


def test_a_permalink_opens_a_folded_conversation(gotcha: Gotcha, tab: Page) -> None:
    asked = make_comment(on=gotcha, author_name="Steve")
    reply = make_comment(parent=asked)
    tab.goto(gotcha.get_absolute_url())
    tab.get_by_text("1 reply to Steve").click()
    tab.goto(reply.get_absolute_url())
    expect(tab.locator(f"#comment-{reply.pk}")).to_be_visible()


def test_a_mistake_is_told_and_going_back_brings_the_typed_text(gotcha: Gotcha, tab: Page) -> None:
    tab.goto(f"{gotcha.get_absolute_url()}comment/")
    fill(tab, "", "A long text.")
    tab.get_by_role("button", name="Publish").click()
    expect(tab).to_have_title(re.compile("^Error:"))
    expect(tab.locator("#errors")).to_be_focused()
    expect(tab.get_by_label("Comment", exact=True)).to_have_value("A long text.")
    tab.locator("#errors a").click()
    expect(tab.get_by_label("Name", exact=True)).to_be_focused()
    tab.go_back()
    tab.go_back()
    expect(tab.get_by_label("Comment", exact=True)).to_have_value("A long text.")


def test_clicking_twice_makes_one_comment(gotcha: Gotcha, page: Page) -> None:
    page.goto(f"{gotcha.get_absolute_url()}comment/")
    fill(page, "Neil", "Once.")
    page.get_by_role("button", name="Publish").dblclick()
    expect(page.locator("article.comment")).to_have_count(1)
    page.go_back()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("article.comment")).to_have_count(1)
    assert Comment.objects.count() == 1


def test_form_preview_and_thread_have_no_faults_that_axe_finds(gotcha: Gotcha, page: Page) -> None:
    asked = make_comment(on=gotcha, kind="question", retold=True, source_url="https://example.org/")
    make_comment(parent=asked, parent_confidence=0.7, confirmed_at=asked.posted_at, staff=True)
    form = f"{gotcha.get_absolute_url()}comment/"
    found = []

    def look() -> None:
        found.extend((page.title(), barrier) for barrier in barriers_in(page, [PHONE_BY_DAY, DESK_BY_NIGHT]))

    page.goto(gotcha.get_absolute_url())
    look()
    page.goto(form)
    look()
    page.get_by_role("button", name="Publish").click()
    look()
    fill(page, "Neil", "Text")
    page.get_by_role("button", name="Preview").click()
    look()
    assert found == []
