"""Typing into the search box: suggestions by keys and touch, results that follow, a log pasted into it."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from gotchas.models import CodeFamily, Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform
from tests.axe import barriers
from tests.ready_pages import opened

pytestmark = [pytest.mark.journey, pytest.mark.looks]

LOG = "\n".join(["03:12:44 - Process(4711)", "host shopqm", "AMQ9637E: Channel is lacking", "a", "b", "c"])


@pytest.fixture
def gotcha(context) -> Gotcha:
    family = CodeFamily.objects.get(slug="ibm-mq-amq")
    code = make_code(
        "AMQ9637", family=family, meaning="the partner sent no certificate " + "in its flow " * 20
    )
    make_code("AMQ9638", family=family, meaning="another thing")
    collection = make_collection(title="TLS of queues")
    make_gotcha(collection=collection, title="Certificate of another")
    return make_gotcha(
        collection=collection,
        title="Certificate is lacking",
        codes=[code],
        platforms=[make_platform(name="AIX")],
    )


@pytest.fixture
def narrow(browser: Browser, live_server, gotcha) -> Iterator[Page]:
    """A phone, operated by touch."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def box(page: Page):
    return page.locator("#q")


def listed(page: Page):
    return page.get_by_role("listbox", name="Suggestions")


def requests_of(page: Page, path: str) -> list[str]:
    """The addresses below `path` that the page asks for from now on."""
    seen: list[str] = []

    def hear(request: Request) -> None:
        if path in request.url:
            seen.append(request.url)

    page.on("request", hear)
    return seen


def test_what_was_typed_before_the_script_came_is_listed_too(page: Page, gotcha):
    held: list[Route] = []
    page.route("**/site.js", lambda route: held.append(route))
    page.goto(gotcha.get_absolute_url(), wait_until="commit")
    box(page).press_sequentially("amq 96")
    page.wait_for_function("document.getElementById('q').value === 'amq 96'")
    expect(listed(page)).not_to_be_visible()
    for route in held:
        route.continue_()
    expect(listed(page)).to_be_visible()


def test_a_code_is_chosen_from_the_list_by_keys_alone(page: Page, gotcha):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(gotcha.get_absolute_url())
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("/")
    page.keyboard.type("amq 96", delay=20)
    expect(listed(page)).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#live")).to_have_text("2 suggestions")
    expect(box(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("AMQ9638")
    active = box(page).get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_contain_text("AMQ9638")
    page.keyboard.press("ArrowDown")  # the box again
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_value("amq 96")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/codes/ibm-mq-amq/AMQ9637/")


def test_home_end_and_the_arrows_of_the_text_leave_the_list_and_move_the_caret(page: Page, gotcha):
    page.goto("/")
    box(page).press_sequentially("amq 96")
    expect(listed(page)).to_be_visible()
    for key, caret in (("Home", 0), ("End", 6), ("ArrowLeft", 5)):
        page.keyboard.press("ArrowUp")
        expect(page.get_by_role("option", selected=True)).to_contain_text("AMQ9638")
        page.keyboard.press(key)
        expect(page.get_by_role("option", selected=True)).to_have_count(0)
        assert box(page).evaluate("box => box.selectionStart") == caret


def test_escape_closes_the_list_and_then_empties_the_box(page: Page, gotcha):
    page.goto("/")
    box(page).press_sequentially("amq 96")
    expect(listed(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(listed(page)).to_be_hidden()
    expect(box(page)).to_have_value("amq 96")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("AMQ9637")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    page.keyboard.press("ArrowDown")
    expect(listed(page)).to_be_hidden()


def test_without_a_choice_enter_searches_for_what_was_typed_and_tab_leaves(page: Page, gotcha):
    page.goto("/")
    box(page).press_sequentially("certif")
    expect(listed(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(listed(page)).to_be_hidden()
    expect(box(page)).to_have_value("certif")
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=certif")


def test_little_long_and_pasted_text_is_not_sent_for_suggestions(page: Page, gotcha):
    page.goto("/")
    sent = requests_of(page, "/suggest/")
    box(page).press_sequentially("a")
    page.wait_for_timeout(400)
    box(page).fill("certificate " * 9)
    page.wait_for_timeout(400)
    assert sent == []
    box(page).press_sequentially("x")
    box(page).fill("certif")
    expect(listed(page)).to_be_visible()
    assert len(sent) == 1


def test_an_older_answer_does_not_replace_a_newer_one(page: Page, gotcha):
    held: list[Route] = []
    old = json.dumps(["amq", ["An older answer"], ["Gotcha 1.1"], ["http://localhost/1.1/"], ["1.1"]])
    page.route("**/suggest/?q=amq", lambda route: held.append(route))
    page.goto("/")
    with page.expect_request("**/suggest/?q=amq"):
        box(page).fill("amq")
    box(page).fill("certif")
    expect(listed(page)).to_contain_text("Certificate is lacking")
    held[0].fulfill(body=old, content_type="application/x-suggestions+json")
    page.wait_for_timeout(500)
    expect(listed(page)).not_to_contain_text("An older answer")


def test_on_a_phone_a_suggestion_is_touched_and_nothing_runs_over_the_edge(narrow: Page):
    narrow.goto("/1.1/")
    box(narrow).tap()
    box(narrow).press_sequentially("amq 96")
    expect(listed(narrow)).to_be_visible()
    sizes = [option.bounding_box() for option in listed(narrow).get_by_role("option").all()]
    assert len(sizes) == 2
    assert all(size["height"] >= 44 and size["x"] + size["width"] <= 320 for size in sizes)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    assert box(narrow).bounding_box()["y"] + box(narrow).bounding_box()["height"] <= sizes[0]["y"]
    assert barriers(narrow) == []
    listed(narrow).get_by_role("option").first.tap()
    narrow.wait_for_url("**/codes/ibm-mq-amq/AMQ9637/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_and_its_chosen_option_are_accessible(page: Page, gotcha, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(gotcha.get_absolute_url())
    box(page).press_sequentially("certif")
    page.keyboard.press("ArrowDown")
    expect(listed(page)).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert barriers(page) == []


def test_without_scripts_the_box_is_a_box(browser: Browser, live_server, gotcha):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    assert page.locator("[role=combobox], [role=listbox]").count() == 0
    box(page).fill("certificate lacking")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=certificate+lacking")
    expect(page.locator("#results")).to_be_visible()
    context.close()


def test_results_follow_what_is_typed_and_filters_stay(page: Page, gotcha):
    slug = gotcha.platforms.get().slug
    page.goto(f"/search/?q=certificate&platform={slug}")
    expect(page.locator("#results")).to_have_text("1 result")
    suggested = requests_of(page, "/suggest/")
    box(page).press("End")
    page.keyboard.press("Home")
    page.keyboard.type("lacking ", delay=20)
    page.wait_for_url(f"**/search/?q=lacking+certificate&platform={slug}")
    expect(page.locator("#live")).to_have_text("1 result")
    expect(box(page)).to_be_focused()
    assert box(page).evaluate("box => box.selectionStart") == len("lacking ")
    page.keyboard.type("xyzzy ")
    page.wait_for_url(re.compile("xyzzy"))
    page.reload()
    expect(box(page)).to_have_value("lacking xyzzy certificate")
    assert suggested == []
    expect(page.locator("[role=combobox]")).to_have_count(0)


def test_a_filter_that_was_typed_before_stays_when_more_is_typed(page: Page, gotcha):
    slug = gotcha.platforms.get().slug
    page.goto(f"/search/?q=certificate+platform:{slug}&sort=newest")
    box(page).press("End")
    page.keyboard.type(" lacking", delay=20)
    page.wait_for_url(f"**/search/?q=certificate+lacking&sort=newest&platform={slug}")
    expect(page.locator("#live")).to_have_text("1 result")


def test_one_step_back_leaves_the_search_whatever_was_typed(page: Page, gotcha):
    page.goto("/about/")
    page.goto("/search/")
    box(page).fill("certificate")
    page.wait_for_url("**/search/?q=certificate")
    expect(page.locator("#results")).to_have_text("3 results")
    expect(page).to_have_title(re.compile("^certificate"))
    page.go_back()
    page.wait_for_url("**/about/")


def warning(page: Page):
    return page.locator(".find .hint")


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box(page).focus()
    page.keyboard.press("Control+v")


@pytest.mark.parametrize("address", ["/", "/search/", "/about/"])
@pytest.mark.parametrize("text", [LOG, "AMQ9637E marker " * 63])
def test_a_log_pasted_into_the_box_is_posted_with_names_masked_and_stands_in_no_address(
    page: Page, gotcha, address, text
):
    opened(page, address)
    sent = requests_of(page, "?")
    paste(page, f"{text}\nhost 'shop.example.org (192.0.2.7)'")
    expect(warning(page)).to_contain_text("Search reads this as a log: names in it are masked")
    page.wait_for_timeout(500)
    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What your log holds")
    body = (posted.value.post_data_buffer or b"").decode().replace("\r\n", "\n")
    assert "host 'HOST (ADDRESS)'" in body
    assert "AMQ9637E" in body and body.count("\n") >= text.count("\n")
    assert "shop.example.org" not in body and "192.0.2.7" not in body
    assert sent == []
    assert page.evaluate("sessionStorage.length") == 0


def test_five_lines_pasted_into_the_box_are_a_search(page: Page, gotcha):
    opened(page, "/")
    paste(page, "\n".join(LOG.split("\n")[:5]))
    expect(box(page)).to_have_value(re.compile("AMQ9637E"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")


def test_an_emptied_box_searches_again(page: Page, gotcha):
    opened(page, "/about/")
    paste(page, LOG)
    expect(warning(page)).to_contain_text("Search reads this as a log")
    box(page).fill("")
    expect(warning(page)).to_have_count(0)
    box(page).fill("certif")
    expect(listed(page)).to_be_visible()
