"""Somebody comes with a code that is not stored, asks about it, tells the editors; scripts on and off."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from comments.models import Comment
from gotchas.models import MessageCode, UnansweredCode

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


def test_a_question_about_an_unknown_code_stands_on_the_page_that_the_code_gets_with_it(tab: Page) -> None:
    tab.goto("/AMQ9999")
    expect(tab.get_by_role("heading", level=1)).to_have_text("No entry for AMQ9999 yet")
    assert not MessageCode.objects.exists()
    tab.get_by_role("link", name="Ask about this code").click()
    tab.get_by_label("Name", exact=True).fill("Neil Casey")
    tab.get_by_label("Comment", exact=True).fill("Who has seen this one?")
    tab.get_by_label("What it is").select_option("A question")
    tab.get_by_role("button", name="Publish").click()
    expect(tab).to_have_url(re.compile(r"/codes/ibm-mq-amq/AMQ9999/#comment-\d+$"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("AMQ9999")
    expect(tab.locator(f"#comment-{Comment.objects.get().pk}")).to_contain_text("Who has seen this one?")
    assert MessageCode.objects.get().meaning == ""


def test_the_editors_are_told_and_the_code_stands_among_the_unanswered_ones(tab: Page) -> None:
    tab.goto("/search/?q=AMQ9999E")
    tab.get_by_role("button", name="Tell the editors").click()
    expect(tab.get_by_text("Told. 1 reader asked for it.")).to_be_visible()
    assert UnansweredCode.objects.get().count == 1
    assert tab.context.cookies() == []
    tab.get_by_role("link", name="unanswered codes", exact=True).click()
    expect(tab.get_by_role("heading", name="AMQ9999")).to_be_visible()
    tab.get_by_role("link", name="Ask or answer about AMQ9999").click()
    expect(tab.get_by_role("heading", name="Write a comment")).to_be_visible()
    assert not MessageCode.objects.exists()
