"""How an article gets corrected in a browser, from a reader's comment to the notice that everybody sees."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from comments.tests.factories import make_comment
from gotchas.models import Correction, Gotcha
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.corrections import correcting
from gotchas.tests.factories import make_collection, make_gotcha
from tests.conftest import PATIENCE

pytestmark = pytest.mark.journey

PASSWORD = "correct horse battery"
WRONG, RIGHT = "SSLTASKS(2)", "SSLTASKS(8)"
QUEUE = "/desk/corrections/"
Visitor = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture
def visitor(browser: Browser, live_server: Any, django_db_serialized_rollback: None) -> Iterator[Visitor]:
    """Makes visitors, each with a browser's own cookies and storage."""
    made: list[BrowserContext] = []

    def visit(scripts: bool = True) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=scripts)
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield visit
    for context in made:
        context.close()


@pytest.fixture
def gotcha(visitor: Visitor) -> Gotcha:
    return make_gotcha(
        collection=make_collection(title="MQ SSL gotchas"),
        title="Enough tasks",
        solution=f"1. Stop the channel initiator.\n2. Say ALTER QMGR {WRONG}.\n3. Start it again.",
    )


def editor(name: str) -> User:
    user = make_staff("editor", username=name)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(context: BrowserContext, name: str, address: str = QUEUE) -> Page:
    tab = context.new_page()
    tab.goto(address)
    tab.fill("#id_username", name)
    tab.fill("#id_password", PASSWORD)
    tab.click("input[type=submit]")
    return tab


def decide(tab: Page, verdict: str, reason: str) -> None:
    """From the queue: the verdict of the only item there, then its reason."""
    tab.get_by_role("button", name=verdict).first.click()
    tab.get_by_label("Public reason").fill(reason)
    tab.get_by_role("button", name=verdict).first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_comment_to_the_corrected_article(visitor: Visitor, gotcha: Gotcha, scripts: bool) -> None:
    editor("ada")
    said = make_comment(on=gotcha, author_name="Neil Casey", text="1.1 is wrong: two tasks are too few.")
    reader = visitor(scripts).new_page()
    reader.goto(said.get_absolute_url())
    reader.get_by_role("link", name="Correct the article").click()
    reader.get_by_role("link", name=re.compile("Solution")).first.click()
    box = reader.get_by_label("As it should read")
    box.fill(box.input_value().replace(WRONG, RIGHT))
    reader.get_by_role("button", name="Send", exact=True).click()
    expect(reader).to_have_url(re.compile(r"/corrections/"))
    correction = Correction.objects.get()
    assert correction.proposer_name == "Neil Casey"

    desk = sign_in(visitor(scripts), "ada")
    expect(desk.locator("#queue ins")).to_contain_text("8")
    decide(desk, "Apply", "The manual says eight.")
    expect(desk.get_by_text(f"Applied: correction {correction.pk}.")).to_be_visible()

    reader.goto(gotcha.get_absolute_url())
    notice = reader.get_by_role("complementary", name=re.compile("Corrected on"))
    expect(notice).to_contain_text("Thanks to Neil Casey.")
    expect(reader.locator("#solution-step-2")).to_contain_text(RIGHT)
    expect(reader.locator(f"#comment-{said.pk}")).to_contain_text(f"correction {correction.pk}")
    notice.get_by_role("link", name="What changed").click()
    expect(reader.locator("del").first).to_contain_text("2")
    expect(reader.locator("ins").first).to_contain_text("8")

    desk.goto(QUEUE)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text(f"Undone: correction {correction.pk}.")).to_be_visible()
    reader.goto(gotcha.get_absolute_url())
    expect(reader.locator("#solution-step-2")).to_contain_text(WRONG)


def test_a_rejected_correction_can_be_read_with_its_reason_before_the_next_is_filed(
    visitor: Visitor, gotcha: Gotcha
) -> None:
    editor("ada")
    correction = correcting(gotcha, WRONG, RIGHT)
    decide(sign_in(visitor(scripts=False), "ada"), "Reject", "Two tasks are enough for one channel.")
    reader = visitor(scripts=False).new_page()
    reader.goto(gotcha.get_absolute_url())
    expect(reader.locator("#solution-step-2")).to_contain_text(WRONG)
    reader.get_by_role("link", name="Correct step 2").click()
    expect(reader.get_by_role("heading", name="Proposed for this passage before")).to_be_visible()
    reader.get_by_role("link", name=re.compile(f"orrection {correction.pk}")).first.click()
    expect(reader.locator("main")).to_contain_text("Two tasks are enough for one channel.")


def test_of_two_editors_at_one_correction_the_second_is_told_and_decides_nothing(
    visitor: Visitor, gotcha: Gotcha
) -> None:
    editor("ada")
    editor("bob")
    correction = correcting(gotcha, WRONG, RIGHT)
    address = f"{QUEUE}{correction.pk}/"
    first, second = sign_in(visitor(), "ada", address), sign_in(visitor(), "bob", address)
    first.get_by_role("button", name="Take this one").click()
    expect(first.locator("main")).to_contain_text("You took this one")
    second.get_by_label("Public reason").fill("It is right.")
    second.get_by_role("button", name="Apply", exact=True).click()
    expect(second.locator("main")).to_contain_text("ada")
    expect(second.locator("main")).to_contain_text("It is right.")
    first.get_by_label("Public reason").fill("Two are enough.")
    first.get_by_role("button", name="Reject").first.click()
    expect(first.get_by_text(f"Rejected: correction {correction.pk}.")).to_be_visible()
    second.goto(address)
    expect(second.locator("main")).to_contain_text("Rejected by ada")
    correction.refresh_from_db()
    gotcha.refresh_from_db()
    assert (correction.state, correction.decision_reason) == ("rejected", "Two are enough.")
    assert WRONG in gotcha.solution


@pytest.mark.looks
@pytest.mark.parametrize(
    ("key", "verdict"), [("a", "Apply"), ("p", "Dispute"), ("h", "Hold"), ("r", "Reject"), ("d", "Duplicate")]
)
def test_a_key_of_the_queue_leads_to_the_reason_of_its_verdict(
    visitor: Visitor, gotcha: Gotcha, key: str, verdict: str
) -> None:
    editor("ada")
    correction = correcting(gotcha, WRONG, RIGHT)
    desk = sign_in(visitor(), "ada")
    desk.wait_for_load_state()  # its script has run then
    expect(desk.get_by_text("While the list has focus")).to_be_visible()
    desk.locator("#q").press(key)
    expect(desk.locator("#q")).to_have_value(key)
    desk.locator("#queue").focus()
    desk.keyboard.press("j")
    desk.keyboard.press(key)
    expect(desk).to_have_title(re.compile(f"Correction {correction.pk}: {verdict}"))
    expect(desk.get_by_label("Public reason")).to_be_visible()
    correction.refresh_from_db()
    assert correction.state == "reported"
