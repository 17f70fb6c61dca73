"""A reader who knows better puts a digit right; with scripts and without."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from gotchas.models import Correction, Gotcha
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(title="Add or receive", solution="1. Look.\n2. Say `runmqakm -cert -add`.\n3. Done.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_corrects_a_step_and_is_told_what_happens_next(
    gotcha: Gotcha, browser: Browser, live_server: Any, django_db_serialized_rollback: None, scripts: bool
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    tab = context.new_page()
    tab.goto(gotcha.get_absolute_url())
    tab.get_by_role("link", name="Correct step 2").click()
    box = tab.get_by_label("As it should read")
    expect(box).to_have_value("2. Say `runmqakm -cert -add`.")
    box.fill("2. Say `runmqakm -cert -receive`.")
    if not scripts:
        tab.get_by_role("button", name="Show changes").click()
    changes = tab.locator("#changes")
    expect(changes.locator("del")).to_contain_text("add")
    expect(changes.locator("ins")).to_contain_text("receive")
    assert not Correction.objects.exists()
    tab.get_by_label("Name (optional)").fill("Neil Casey")
    tab.get_by_role("button", name="Send", exact=True).click()
    expect(tab).to_have_url(re.compile(r"/corrections/status/[\w-]+/$"))
    correction = Correction.objects.get()
    expect(tab.get_by_role("heading", level=1)).to_have_text(f"Correction {correction.pk}: what happens next")
    assert correction.proposed == "2. Say `runmqakm -cert -receive`."
    if scripts:
        # The script that forgets it runs after the page was painted.
        tab.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('draft:'))")
    tab.goto(gotcha.get_absolute_url())
    tab.get_by_role("link", name="Correct step 2").click()
    expect(tab.get_by_role("heading", name="Proposed for this passage before")).to_be_visible()
    context.close()


def test_what_was_typed_before_the_script_came_is_compared_and_kept(gotcha: Gotcha, page: Page) -> None:
    held: list[Route] = []
    page.route("**/js/form.js", lambda route: held.append(route))
    page.goto(f"{gotcha.get_absolute_url()}correct/?part=solution", wait_until="commit")
    page.get_by_label("As it should read").fill("1. Look twice.")
    page.wait_for_timeout(0)  # the route is told of between two commands
    held[0].continue_()
    expect(page.locator("#changes ins").first).to_contain_text("twice")
    page.unroute("**/js/form.js")
    page.reload()
    expect(page.get_by_label("As it should read")).to_have_value("1. Look twice.")


def test_a_selected_passage_can_be_corrected(gotcha: Gotcha, page: Page) -> None:
    page.goto(gotcha.get_absolute_url())
    page.locator("#solution-step-2 code").dblclick()
    link = page.get_by_role("link", name="Correct this passage")
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.get_by_label("As it should read")).to_have_value("2. Say `runmqakm -cert -add`.")


@pytest.mark.parametrize("drawn", ["forwards", "backwards"])
def test_a_passage_that_was_selected_over_several_steps_is_found_without_the_words_of_the_page(
    gotcha: Gotcha, page: Page, drawn: str
) -> None:
    make_correction(
        gotcha, quoted="2. Say `runmqakm -cert -add`.", proposed="2. Say nothing.", state="disputed"
    )
    page.goto(gotcha.get_absolute_url())
    page.evaluate(
        """(drawn) => {
            const text = (step, word) => {
                const nodes = document.createTreeWalker(document.getElementById(step), NodeFilter.SHOW_TEXT);
                while (nodes.nextNode()) if (nodes.currentNode.data.includes(word)) return nodes.currentNode;
            };
            const [first, last] = [text('solution-step-1', 'Look'), text('solution-step-2', 'runmqakm')];
            const ends = [[first, 0], [last, 8]];
            const [[from, at], [to, end]] = drawn === 'forwards' ? ends : ends.reverse();
            getSelection().setBaseAndExtent(from, at, to, end);
        }""",
        drawn,
    )
    page.get_by_role("link", name="Correct this passage").click()
    expect(page.get_by_label("As it should read")).to_have_value("1. Look.\n2. Say `runmqakm -cert -add`.")
