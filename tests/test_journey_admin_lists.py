"""The lists of admin in a browser: they fit beside what stands around them."""

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page, expect

from comments.tests.factories import make_comment
from gotchas.models import CodeLink, MessageCode
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_gotcha
from tests.full_site import LONG_WORD, PASSWORD, make_site

pytestmark = pytest.mark.journey
OVER = """[...document.querySelectorAll(".results, #changelist")].reduce(
  (most, box) => Math.max(most, box.scrollWidth - box.clientWidth), 0)"""


@pytest.fixture
def signed_in(page: Page) -> Page:
    site = make_site()
    kept = make_staff(username="root")
    kept.set_password(PASSWORD)
    kept.save()
    make_comment(kind="acknowledgement", author_name=LONG_WORD[:80], parent=site.comment, parent_confidence=1)
    make_gotcha(title=LONG_WORD, risk="configuration", confidence="unverified", verified_at="2026-09-30")
    MessageCode.objects.filter(pk=site.code.pk).update(code=LONG_WORD[:60], wrapper=True)
    CodeLink.objects.update(basis_note=LONG_WORD, confirmed_by=kept, confirmed_at=site.marked.posted_at)
    page.goto(reverse("admin:login"))
    page.fill("#id_username", "root")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    return page


def test_no_list_is_wider_than_its_room_beside_the_tables_and_the_filters(signed_in: Page) -> None:
    page, found = signed_in, {}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        page.goto(reverse(f"admin:{name}_changelist"))
        for width in (1280, 1279, 1000, 820):
            page.set_viewport_size({"width": width, "height": 800})
            if over := page.evaluate(OVER):
                found[name, width] = over
    assert found == {}
    expect(page.locator("#nav-sidebar")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("#nav-sidebar")).to_be_visible()


def test_on_a_phone_rows_are_not_tall_and_the_filters_one_tap_away(signed_in: Page) -> None:
    page = signed_in
    title = "No certificate for the channel: it starts with SSLCAUTH(OPTIONAL) but not with REQUIRED"
    make_comment(on=make_gotcha(title=title))
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(reverse("admin:comments_comment_changelist"))
    rows = page.locator("#result_list tbody tr").filter(has_not_text="ZZZ")
    tallest = rows.evaluate_all("rows => Math.max(...rows.map((row) => row.offsetHeight))")
    assert tallest < 120
    page.get_by_role("link", name="Filters").click()
    expect(page.get_by_role("heading", name="Filter", exact=True)).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("link", name="Filters")).to_be_hidden()
