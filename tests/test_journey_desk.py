"""The queue of comments in a browser: its keys work while the list has focus, and nowhere else."""

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_collection

PASSWORD = "correct horse battery"


@pytest.mark.journey
def test_keys_decide_only_while_the_list_has_focus(page: Page) -> None:
    moderator = make_staff("moderator", username="mia")
    moderator.set_password(PASSWORD)
    moderator.save()
    collection = make_collection()
    first, second, third = (make_comment(on=collection, state="waiting") for _ in range(3))
    page.goto("/desk/comments/")
    page.fill("#id_username", "mia")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    expect(page).to_have_title("Comments to look at – Gotchas")
    page.wait_for_load_state()  # its script has run then
    expect(page.get_by_text("While the list has focus")).to_be_visible()
    page.keyboard.press("a")
    page.locator("#q").press("s")
    expect(page.locator("#q")).to_have_value("s")
    page.locator("#queue").focus()
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.locator(f"#item-{first.pk}")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_text("Approved: 1.")).to_be_visible()
    page.wait_for_load_state()
    expect(page.locator("#queue")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.get_by_text("Marked as spam: 1.")).to_be_visible()
    page.wait_for_load_state()
    # What is folded stays so where there is room as well.
    expect(page.get_by_label("Author")).to_be_hidden()
    page.get_by_text("Narrow it down").click()
    expect(page.get_by_label("Author")).to_be_visible()
    page.get_by_text("Earlier decisions that can be undone: 1").click()
    expect(page.get_by_text("Approved: 1.")).to_be_visible()
    page.locator("#queue").focus()
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_label("Reason")).to_be_visible()
    states = dict(Comment.objects.values_list("pk", "state"))
    assert states == {first.pk: "spam", second.pk: "published", third.pk: "waiting"}
