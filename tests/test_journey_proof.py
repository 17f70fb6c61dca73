"""A comment that looks like a robot's is published when the browser has worked for it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment
from gotchas.models import ProofNonce, Rule
from gotchas.tests.factories import make_gotcha
from tests.ready_pages import opened, ready

pytestmark = pytest.mark.journey


def test_the_browser_works_and_the_comment_is_published(page: Page, settings: Any) -> None:
    """On the form's own page and in place; a text that was changed meanwhile is worked for anew."""
    settings.LIMITS = False
    Rule.objects.create(kind=Rule.Kind.LINKS, value="0", verdict=Rule.Verdict.PROOF)
    gotcha = make_gotcha()
    opened(page, gotcha.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Name", exact=True).fill("Neil Casey")
    page.get_by_label("Comment", exact=True).fill("See https://example.org/a")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".thread .comment")).to_contain_text("https://example.org/a")
    assert Comment.objects.get().state == "published"

    page.goto(f"{gotcha.get_absolute_url()}comment/")
    page.get_by_label("Name", exact=True).fill("Neil Casey")
    text = page.get_by_label("Comment", exact=True)
    text.fill("See https://example.org/b")
    # The work is held up until the text has been changed.
    page.add_init_script("""
        const derive = crypto.subtle.deriveBits.bind(crypto.subtle);
        const begin = new Promise((resolve) => { window.letGo = resolve; });
        crypto.subtle.deriveBits = async (...given) => { await begin; return derive(...given); };
    """)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Not published yet")).to_be_focused()
    expect(page.get_by_role("progressbar")).to_be_visible()
    text.fill("See https://example.org/c")
    page.get_by_role("button", name="Publish").click()
    expect(text).to_have_value("See https://example.org/c")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    page.evaluate("letGo()")
    expect(page.locator(".thread")).to_contain_text("https://example.org/c")
    ready(page)
    assert Comment.objects.count() == ProofNonce.objects.count() == 2
    assert page.evaluate("localStorage.getItem('draft:' + location.pathname + 'comment/')") is None
