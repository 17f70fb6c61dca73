"""Forms in a browser: drafts, a name to remember, the form opened in place; by keyboard, without scripts."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from comments.models import Comment, Thread
from comments.tests.factories import make_comment
from gotchas.intake import limits
from gotchas.models import Gotcha
from gotchas.tests.factories import make_gotcha
from tests.axe import barriers_in
from tests.ready_pages import opened, ready

pytestmark = [pytest.mark.journey, pytest.mark.looks]

BACK = re.compile(r"^Your draft from \d\d:\d\d is back\.$")


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def gotcha(context: Any) -> Gotcha:
    gotcha = make_gotcha(title="Add or receive")
    make_comment(on=gotcha, author_name="Steve", text="The same on iSeries?")
    return gotcha


@pytest.fixture
def form(gotcha: Gotcha) -> str:
    return f"{gotcha.get_absolute_url()}comment/"


def name(page: Page) -> Locator:
    return page.get_by_label("Name", exact=True)


def text(page: Page) -> Locator:
    return page.get_by_label("Comment", exact=True)


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish").click()


def open_in_place(page: Page, gotcha: Gotcha, link: str = "Write a comment") -> None:
    opened(page, gotcha.get_absolute_url())
    page.get_by_role("link", name=link).click()
    expect(page.locator(".in-place form")).to_be_visible()


def test_a_draft_survives_a_reload_and_a_closed_tab(page: Page, form: str) -> None:
    page.goto(form)
    name(page).fill("Ann")
    text(page).fill("Half a sentence")
    page.reload()
    expect(page.locator("form .note span")).to_have_text(BACK)
    expect(page.locator("#live")).to_have_text(BACK)
    other = page.context.new_page()
    page.close()
    other.goto(form)
    expect(name(other)).to_have_value("Ann")
    expect(text(other)).to_have_value("Half a sentence")


def test_ticked_boxes_belong_to_the_draft(page: Page, form: str) -> None:
    page.goto("/new/")
    page.get_by_label("Windows", exact=True).check()
    page.reload()
    expect(page.locator("form .note span")).to_have_text(BACK)
    expect(page.get_by_label("Windows", exact=True)).to_be_checked()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Windows", exact=True)).not_to_be_checked()


def test_a_discarded_draft_is_gone_and_the_focus_is_not_lost(page: Page, form: str) -> None:
    page.goto(form)
    text(page).fill("Half a sentence")
    page.reload()
    page.get_by_role("button", name="Discard").click()
    expect(text(page)).to_have_value("")
    expect(name(page)).to_be_focused()
    page.reload()
    expect(text(page)).to_have_value("")
    expect(page.get_by_role("button", name="Discard")).to_have_count(0)


def test_a_draft_goes_only_when_the_comment_is_shown(page: Page, form: str) -> None:
    page.goto(form)
    text(page).fill("Without a name at first.")
    publish(page)
    expect(page.locator("#errors")).to_be_focused()
    page.goto(form)
    expect(text(page)).to_have_value("Without a name at first.")
    name(page).fill("Ann")
    publish(page)
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    ready(page)
    page.goto(form)
    expect(text(page)).to_have_value("")


def test_a_draft_survives_a_lost_connection_and_a_look_at_another_comment(
    page: Page, gotcha: Gotcha, form: str
) -> None:
    page.goto(form)
    name(page).fill("Ann")
    text(page).fill("Sent into the void.")
    page.route("**/comment/", lambda route: route.abort("internetdisconnected"))
    publish(page)
    page.wait_for_url("chrome-error://**")
    page.unroute("**/comment/")
    page.goto(Comment.objects.get().get_absolute_url())
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    ready(page)
    page.goto(form)
    expect(text(page)).to_have_value("Sent into the void.")


def test_a_form_that_was_open_too_long_keeps_the_draft_in_both_ways(
    page: Page, gotcha: Gotcha, form: str
) -> None:
    page.goto(form)
    page.locator("[name=stamp]").evaluate("field => { field.value = 'expired'; }")
    name(page).fill("Ann")
    text(page).fill("It took me a day.")
    publish(page)
    expect(page.locator("#errors")).to_contain_text("open too long")
    expect(text(page)).to_have_value("It took me a day.")
    open_in_place(page, gotcha)
    expect(text(page)).to_have_value("It took me a day.")
    page.context.clear_cookies()
    publish(page)
    expect(page.locator("#errors")).to_contain_text("had run out")
    expect(page.locator("#errors")).to_be_focused()
    expect(text(page)).to_have_value("It took me a day.")
    publish(page)
    expect(page.locator("article.comment", has_text="It took me a day.")).to_be_in_viewport()


def test_name_and_address_are_remembered_only_where_that_is_asked_for(page: Page, form: str) -> None:
    page.goto(form)
    name(page).fill("Ann")
    page.get_by_label("Mail address (optional)").fill("ann@example.org")
    text(page).fill("First.")
    publish(page)
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    ready(page)
    page.goto(form)
    expect(name(page)).to_have_value("")
    name(page).fill("Ann")
    page.get_by_label("Mail address (optional)").fill("ann@example.org")
    page.get_by_label("Remember my name on this device").check()
    text(page).fill("Second.")
    publish(page)
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    ready(page)
    page.goto(form)
    expect(name(page)).to_have_value("Ann")
    expect(page.get_by_label("Mail address (optional)")).to_have_value("ann@example.org")
    expect(page.get_by_role("button", name="Discard")).to_have_count(0)
    page.get_by_label("Remember my name on this device").uncheck()
    page.reload()
    expect(name(page)).to_have_value("")


def test_a_reply_is_written_in_place_and_lands_below_what_it_answers(page: Page, gotcha: Gotcha) -> None:
    open_in_place(page, gotcha, "Reply to Steve")
    expect(page.get_by_role("region", name="Reply to Steve")).to_be_visible()
    expect(name(page)).to_be_focused()
    name(page).fill("Ian")
    text(page).fill("I do **not** know.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview, not posted yet")).to_be_focused()
    expect(page.locator("#preview-place strong")).to_have_text("not")
    assert Comment.objects.count() == 1
    publish(page)
    expect(page).to_have_url(re.compile(rf"{re.escape(gotcha.get_absolute_url())}#comment-\d+$"))
    reply = Comment.objects.get(author_name="Ian")
    assert reply.parent is not None
    expect(page.locator(f"#comment-{reply.pk}")).to_contain_text("in reply to Steve")
    expect(page.locator(f"#comment-{reply.pk}")).to_be_in_viewport()
    page.get_by_role("link", name="Reply to Steve").click()
    expect(text(page)).to_have_value("")


def test_a_mistake_in_place_keeps_the_text_and_names_the_field(page: Page, gotcha: Gotcha) -> None:
    open_in_place(page, gotcha)
    text(page).fill("A long text.")
    publish(page)
    expect(page.locator("#errors")).to_be_focused()
    expect(text(page)).to_have_value("A long text.")
    expect(name(page)).to_have_attribute("aria-invalid", "true")
    expect(name(page)).to_have_accessible_description(re.compile("Enter the name"))
    page.locator("#errors a").click()
    expect(name(page)).to_be_focused()
    expect(page).to_have_url(re.compile(re.escape(gotcha.get_absolute_url())))


def test_too_many_posts_and_a_lost_connection_are_told_in_place(
    page: Page, gotcha: Gotcha, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_in_place(page, gotcha)
    name(page).fill("Ann")
    text(page).fill("Patience.")
    page.route("**/comment/", lambda route: route.abort("internetdisconnected"))
    publish(page)
    expect(page.locator("#errors")).to_contain_text("No answer came")
    expect(page.locator("#errors")).to_be_focused()
    page.unroute("**/comment/")
    passed = limits.Exceeded(limits.COMMENTS[0], retry_after=40)
    with monkeypatch.context() as patch:
        patch.setattr(limits, "exceeded", lambda *_: passed)
        publish(page)
        expect(page.locator("#errors")).to_contain_text("takes more in 40 seconds")
    expect(text(page)).to_have_value("Patience.")
    publish(page)
    expect(page.locator("article.comment", has_text="Patience.")).to_be_in_viewport()
    assert Comment.objects.filter(text="Patience.").count() == 1


def test_a_thread_that_closed_meanwhile_says_so_and_leaves_the_text(page: Page, gotcha: Gotcha) -> None:
    open_in_place(page, gotcha)
    name(page).fill("Ann")
    text(page).fill("Too late.")
    Thread.objects.update(closed_at=timezone.now(), closed_reason="All is said.")
    publish(page)
    expect(page.locator("#errors")).to_contain_text("All is said.")
    expect(text(page)).to_have_value("Too late.")


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
def test_a_form_in_place_closes_and_gives_the_focus_back(page: Page, gotcha: Gotcha, way: str) -> None:
    open_in_place(page, gotcha, "Reply to Steve")
    text(page).fill("Not now.")
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".in-place")).to_have_count(0)
    expect(page.get_by_role("link", name="Reply to Steve")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Closed. Your draft is kept.")
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value("Not now.")


def test_one_form_is_open_at_a_time_and_a_second_click_leads_into_it(page: Page, gotcha: Gotcha) -> None:
    open_in_place(page, gotcha)
    page.get_by_role("link", name="Reply to Steve").click()
    expect(page.get_by_role("region", name="Reply to Steve")).to_be_visible()
    expect(page.locator(".in-place")).to_have_count(1)
    text(page).focus()
    page.get_by_role("link", name="Reply to Steve").click()
    expect(name(page)).to_be_focused()
    expect(page.locator(".in-place")).to_have_count(1)


@pytest.mark.parametrize("how", ["Control", "middle"])
def test_a_click_for_a_new_tab_stays_a_link(page: Page, gotcha: Gotcha, form: str, how: str) -> None:
    opened(page, gotcha.get_absolute_url())
    link = page.get_by_role("link", name="Write a comment")
    with page.context.expect_page() as tab:
        link.click(button="middle") if how == "middle" else link.click(modifiers=["Control"])
    expect(tab.value).to_have_url(re.compile(f"{re.escape(form)}$"))
    expect(page.locator(".in-place")).to_have_count(0)


def test_the_script_of_forms_comes_with_the_first_click_only(page: Page, gotcha: Gotcha) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, gotcha.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "form" in url]
    page.get_by_role("link", name="Write a comment").click()
    expect(page.locator(".in-place form")).to_be_visible()
    assert len([url for url in asked if url.endswith("form.js")]) == 1


def test_where_the_script_cannot_be_had_the_link_is_a_link(page: Page, gotcha: Gotcha, form: str) -> None:
    page.route("**/form.js", lambda route: route.abort())
    opened(page, gotcha.get_absolute_url())
    page.get_by_role("link", name="Write a comment").click()
    expect(page).to_have_url(re.compile(f"{re.escape(form)}$"))


def test_version_and_platform_are_asked_only_of_what_worked(page: Page, form: str) -> None:
    page.goto(form)
    version = page.get_by_label("Version on which it worked")
    expect(version).to_be_hidden()
    page.get_by_label("What it is").select_option("This worked")
    expect(version).to_be_visible()
    version.fill("9" * 61)
    page.get_by_label("What it is").select_option("A question")
    publish(page)
    expect(version).to_be_visible()
    expect(version).to_have_accessible_description(re.compile("at most 60 fit"))


def test_the_whole_journey_goes_by_keyboard(page: Page, gotcha: Gotcha) -> None:
    opened(page, gotcha.get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the article")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Reply to Steve")
    for _ in range(40):
        if link.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(name(page)).to_be_focused()
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    expect(text(page)).to_be_focused()
    page.keyboard.type("By keys / alone.")
    stops = [
        "What it is",
        "Mail address (optional)",
        "Mail me new comments here",
        "Remember my name on this device",
    ]
    for label in stops:
        page.keyboard.press("Tab")
        expect(page.get_by_label(label)).to_be_focused()
    page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Publish")
    expect(button).to_be_focused()
    assert button.evaluate("button => getComputedStyle(button).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    expect(page.locator("article.comment", has_text="By keys / alone.")).to_be_in_viewport()


def test_without_scripts_every_field_is_there_and_the_post_lands(
    browser: Browser, live_server: Any, gotcha: Gotcha
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(gotcha.get_absolute_url())
    page.get_by_role("link", name="Reply to Steve").click()
    expect(page).to_have_url(re.compile("/reply/$"))
    expect(page.get_by_label("Version on which it worked")).to_be_visible()
    expect(page.get_by_text("Remember my name")).to_have_count(0)
    name(page).fill("Ann")
    text(page).fill("Plainly.")
    publish(page)
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    context.close()


def test_no_state_of_a_form_has_a_barrier_that_axe_knows(page: Page, gotcha: Gotcha, form: str) -> None:
    found = {}

    def look(state: str) -> None:
        found[state] = barriers_in(page, [("light", 320, 700), ("dark", 320, 700)])

    page.goto(form)
    text(page).fill("Text")
    page.reload()
    expect(page.get_by_role("button", name="Discard")).to_be_visible()
    look("draft")
    page.get_by_label("What it is").select_option("This worked")
    publish(page)
    expect(page.locator("#errors")).to_be_focused()
    look("mistakes")
    opened(page, gotcha.get_absolute_url())
    page.get_by_role("link", name="Reply to Steve").click()
    expect(name(page)).to_be_focused()
    look("in place")
    publish(page)
    expect(page.locator("#errors")).to_be_focused()
    look("mistakes in place")
    name(page).fill("Ann")
    text(page).fill("Text")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_be_focused()
    look("preview in place")
    assert not any(found.values()), found
