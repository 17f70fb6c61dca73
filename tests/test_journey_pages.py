"""Reading in a browser: the search key, Copy, the filter, permalinks; and all of it without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from comments.tests.factories import make_comment
from gotchas.models import CodeFamily, Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform

pytestmark = pytest.mark.journey

SOLUTION = """
1. Look.

   ```console As root
   # ls key.kdb
   $ runmqakm -cert -list
   # # a comment of the shell
   ```

2. Change it.
"""


@pytest.fixture
def gotcha(context):
    amq = CodeFamily.objects.get(slug="ibm-mq-amq")
    code = make_code("AMQ9637", family=amq, meaning="the partner sent no certificate")
    collection = make_collection(title="TLS of queues", introduction="All we met.")
    make_gotcha(collection=collection, title="Another trouble", problem="Quite another thing.")
    gotcha = make_gotcha(
        collection=collection,
        title="No certificate",
        problem="It stops with AMQ9637E.",
        solution=SOLUTION,
        platforms=[make_platform(name="z/OS of old")],
        codes=[code],
        risk="restart",
    )
    question = make_comment(on=collection, author_name="Ann", text="Does it hold on 9.4?")
    make_comment(parent=question, author_name="Bob", text="It does.")
    return gotcha


def test_the_slash_goes_to_the_search_box_and_can_be_turned_off(page: Page, gotcha):
    page.goto(gotcha.get_absolute_url())
    switch_off = page.get_by_role("button", name="Turn off the / key")
    expect(switch_off).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#q")).to_have_value("a/b")
    switch_off.click()
    page.reload()
    expect(page.get_by_role("button", name="Turn on the / key")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#q")).to_be_focused()


def test_copy_takes_the_commands_without_prompts_and_says_so(page: Page, gotcha):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(gotcha.get_absolute_url())
    page.get_by_role("button", name="Copy").first.click()
    expect(page.locator("#live")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "ls key.kdb\nrunmqakm -cert -list\n# a comment of the shell"


def test_where_nothing_can_be_copied_the_code_is_selected_and_not_taken_for_a_passage_to_correct(
    page: Page, gotcha
):
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
    page.goto(gotcha.get_absolute_url())
    page.get_by_role("button", name="Copy").first.click()
    expect(page.locator("#live")).to_have_text("Selected. Press Ctrl+C to copy.")
    assert "runmqakm -cert -list" in page.evaluate("getSelection().toString()")
    page.wait_for_timeout(400)  # a passage that was selected is looked at after 250
    correct = page.get_by_role("link", name="Correct this passage")
    expect(correct).to_have_count(0)
    page.get_by_text("Look.").dblclick(position={"x": 10, "y": 10})
    expect(correct).to_be_visible()


def test_the_filter_leaves_the_rows_that_hold_every_word(page: Page, gotcha):
    page.goto(gotcha.collection.get_absolute_url())
    page.get_by_label("Filter these gotchas").fill("amq 9637")
    expect(page.locator("article.full:visible")).to_have_count(1)
    expect(page.locator("#live")).to_have_text("1 of 2 shown")
    page.get_by_label("Filter these gotchas").fill("")
    expect(page.locator("article.full:visible")).to_have_count(2)


def test_a_link_to_a_row_or_a_reply_shows_what_hides_it(page: Page, gotcha):
    address = gotcha.collection.get_absolute_url()
    page.goto(address)
    page.get_by_label("Filter these gotchas").fill("another")
    page.locator("details > summary").first.click()
    expect(page.get_by_text("It does.")).not_to_be_visible()
    reply = page.locator("details article").first.get_attribute("id")
    page.evaluate(f"location.hash = '{gotcha.number}'")
    expect(page.locator(f'[id="{gotcha.number}"]')).to_be_in_viewport()
    page.evaluate(f"location.hash = '{reply}'")
    expect(page.get_by_text("It does.")).to_be_in_viewport()


def test_an_address_of_a_row_opens_the_page_of_the_list_that_holds_it(page: Page, gotcha):
    number = gotcha.collection.number
    Gotcha.objects.bulk_create(
        Gotcha(collection=gotcha.collection, position=n, title=f"Row {n}", state="published")
        for n in range(3, 103)
    )
    page.goto(f"/{number}/#{number}.102")
    page.wait_for_url(f"**/?page=2#{number}.102")
    expect(page.get_by_role("link", name="Row 102")).to_be_in_viewport()


@pytest.mark.parametrize("scripts", [True, False])
def test_filters_stand_open_where_there_is_room_and_can_be_passed_by_the_keyboard(
    browser: Browser, live_server, gotcha, scripts
):
    make_gotcha(title="A certificate by the way", kind="tip")
    page = browser.new_page(base_url=live_server.url, java_script_enabled=scripts)
    page.goto("/search/?q=certificate")
    problem = page.get_by_role("checkbox", name="Problem")
    expect(problem).to_be_visible()
    page.locator("#find button").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#results$"))
    page.set_viewport_size({"width": 390, "height": 844})
    expect(problem).to_be_hidden()
    page.get_by_text("Narrow it down").click()
    problem.check()
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("kind=problem"))
    page.close()


def test_on_paper_a_search_says_what_was_asked_and_leaves_out_what_nobody_can_press(page: Page, gotcha):
    make_gotcha(title="A certificate by the way", kind="tip")
    page.goto("/search/?q=certificate")
    page.emulate_media(media="print")
    expect(page.locator("#q")).to_be_visible()
    expect(page.locator("#q")).to_have_value("certificate")
    expect(page.locator("#found .risk").first).to_be_visible()  # beside a link that is left out
    expect(page.get_by_text("Go to the solution").first).to_be_hidden()
    for pressed in (page.locator("#find button"), page.locator(".facets"), page.locator(".top")):
        expect(pressed).to_be_hidden()


def test_on_paper_no_heading_ends_a_page_and_nothing_leads_to_other_forms_of_it(page: Page, gotcha):
    page.goto(gotcha.collection.get_absolute_url())
    page.emulate_media(media="print")
    headings = page.locator("main :is(h1, h2, .part)")
    breaks = headings.evaluate_all("all => all.map((one) => getComputedStyle(one).breakAfter)")
    assert set(breaks) == {"avoid"}
    assert len(breaks) > 3
    page.goto(gotcha.get_absolute_url())
    expect(page.get_by_text("This page as")).to_be_hidden()


def test_without_scripts_the_way_from_a_pasted_line_to_the_fix_is_whole(
    browser: Browser, live_server, gotcha
):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("AMQ9637: Channel is lacking a certificate")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="No certificate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{gotcha.number} No certificate")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.get_by_role("link", name="TLS of queues").click()
    expect(page.locator("#filter *")).to_have_count(0)
    context.close()
