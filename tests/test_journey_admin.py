"""An editor mends a wrong digit in a gotcha, with the preview beside the text, and finds the change again."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from gotchas.models import CodeFamily, Gotcha
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform

pytestmark = pytest.mark.journey
PASSWORD = "correct horse battery"


@pytest.fixture
def gotcha(live_server) -> Gotcha:
    family, _ = CodeFamily.objects.get_or_create(
        slug="ibm-mq-amq", defaults={"name": "IBM MQ", "patterns": r"\b(AMQ[0-9]{4})\b", "normal_form": "{1}"}
    )
    code = make_code("AMQ9637", family=family)
    return make_gotcha(
        collection=make_collection(number=1, title="MQ gotchas"),
        position=15,
        title="Receive the certificate, do not add it",
        problem="The log says AMQ9637.",
        solution="1. Choose option 12.\n2. Refresh.\n\n```mqsc On the queue manager\nREFRESH SECURITY\n```",
        platforms=[make_platform()],
        codes=[code],
    )


@pytest.fixture
def editor(live_server) -> User:
    user = make_staff("editor", username="ada")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#id_username", "ada")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")


def test_an_editor_mends_a_wrong_digit_and_finds_the_change_again(
    page: Page, editor: User, gotcha: Gotcha
) -> None:
    sign_in(page, f"/admin/gotchas/gotcha/{gotcha.pk}/change/")
    preview = page.locator(".field-solution .markdownx-preview")
    expect(preview.locator("ol li").first).to_have_text("Choose option 12.")
    expect(preview.locator("figcaption")).to_contain_text("On the queue manager")
    expect(page.locator(".field-problem .markdownx-preview a")).to_have_attribute(
        "href", "/codes/ibm-mq-amq/AMQ9637/"
    )
    page.fill("#id_solution", page.input_value("#id_solution").replace("12", "13"))
    expect(preview.locator("ol li").first).to_have_text("Choose option 13.")

    page.fill("#id_note", "Option 12 adds; 13 receives.")
    page.click("input[name=_save]")
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")

    page.goto(f"/admin/gotchas/gotcha/{gotcha.pk}/history/")
    expect(page.locator("#change-history")).to_contain_text("Option 12 adds; 13 receives.")
    page.click("text=Revision 2: what it changed")
    expect(page.locator(".changes del")).to_contain_text("12")
    expect(page.locator(".changes ins")).to_contain_text("13")
    page.click("text=View on site")
    expect(page).to_have_url(re.compile(r"/1\.15/revisions/2/$"))


def test_the_keyboard_leads_out_of_the_editor(page: Page, editor: User, gotcha: Gotcha) -> None:
    sign_in(page, f"/admin/gotchas/gotcha/{gotcha.pk}/change/")
    page.focus("#id_cause")
    page.keyboard.press("Tab")
    expect(page.locator("#id_solution")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#id_cause")).to_be_focused()
    assert (page.input_value("#id_cause"), page.input_value("#id_solution")) == ("", gotcha.solution)


def test_a_link_in_the_preview_leaves_the_form_open(page: Page, editor: User, gotcha: Gotcha) -> None:
    sign_in(page, f"/admin/gotchas/gotcha/{gotcha.pk}/change/")
    page.fill("#id_title", "Typed, not saved")
    with page.context.expect_page() as opened:
        page.click(".field-problem .markdownx-preview a")
    expect(opened.value).to_have_url(re.compile("/codes/ibm-mq-amq/AMQ9637/$"))
    expect(page.locator("#id_title")).to_have_value("Typed, not saved")


def test_a_dropped_or_pasted_file_changes_nothing(page: Page, editor: User, gotcha: Gotcha) -> None:
    sign_in(page, f"/admin/gotchas/gotcha/{gotcha.pk}/change/")
    expect(page.locator(".field-solution .markdownx-preview")).to_contain_text("Choose")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        """() => {
          const files = new DataTransfer();
          files.items.add(new File(["<script>"], "evil.svg", {type: "image/svg+xml"}));
          const options = {bubbles: true, cancelable: true};
          const editor = document.querySelector("#id_solution");
          editor.dispatchEvent(new DragEvent("drop", {...options, dataTransfer: files}));
          editor.dispatchEvent(new ClipboardEvent("paste", {...options, clipboardData: files}));
        }"""
    )
    page.wait_for_timeout(800)
    assert [url for url in posted if "preview" not in url] == []
    assert page.locator("#id_solution").evaluate("element => element.style.opacity") in ("", "1")
    assert page.input_value("#id_solution") == gotcha.solution


def test_the_second_editor_sees_both_texts(page: Page, editor: User, gotcha: Gotcha) -> None:
    sign_in(page, f"/admin/gotchas/gotcha/{gotcha.pk}/change/")
    gotcha.solution = "1. Choose option 13."
    gotcha.save()
    gotcha.record(author_name="Bo", note="Wrong digit.")
    page.fill("#id_solution", "1. Choose option 12, then 5.")
    page.click("input[name=_save]")
    told = page.locator(".stale")
    expect(told).to_contain_text("Bo")
    expect(told).to_contain_text("Wrong digit.")
    expect(told.locator(".text", has_text="1. Choose option 13.").first).to_be_visible()
    expect(page.locator("#id_solution")).to_have_value("1. Choose option 12, then 5.")
    page.click("input[name=_save]")
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_lists_filters_pickers_and_calendars_run_under_the_policy(
    page: Page, editor: User, gotcha: Gotcha
) -> None:
    sign_in(page, "/admin/gotchas/gotcha/")
    page.click("text=Published")
    expect(page.locator("#result_list")).to_contain_text("1.15")
    page.goto(f"/admin/gotchas/gotcha/{gotcha.pk}/change/")
    page.click("#calendarlink0")
    expect(page.locator("#calendarbox0")).to_be_visible()
    page.keyboard.press("Escape")
    page.click(".field-related .select2-selection")
    expect(page.locator(".select2-results__option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".select2-container[style]")).to_have_count(0)
    page.click("#gotcha_codes-group .add-row a")
    expect(page.locator("#id_gotcha_codes-1-severity")).to_be_visible()
    page.click(".theme-toggle")
