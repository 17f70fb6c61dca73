"""Every kind of page of admin in a browser: no barrier that axe knows, and nothing in the console."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import CodeAlias, CodeFamily, CodeLink, Gotcha, Rule
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform
from tests.axe import DESK_BY_NIGHT, PHONE_BY_DAY, barriers, show

pytestmark = pytest.mark.journey
PASSWORD = "correct horse battery"
LISTS = "/admin/gotchas/gotcha/", "/admin/comments/comment/", "/admin/gotchas/codelink/"


@pytest.fixture
def gotcha(live_server: Any) -> Gotcha:
    family, _ = CodeFamily.objects.get_or_create(
        slug="ibm-mq-amq", defaults={"name": "IBM MQ", "patterns": r"\b(AMQ[0-9]{4})\b", "normal_form": "{1}"}
    )
    code, other = make_code("AMQ9637", family=family), make_code("AMQ9631", family=family)
    CodeAlias.objects.create(code=code, alias="0x9637", kind="hex")
    CodeLink.objects.create(from_code=code, to_code=other, relation="other_end", basis="text")
    gotcha = make_gotcha(
        collection=make_collection(number=1, title="MQ gotchas"),
        position=15,
        title="Receive the certificate, do not add it",
        problem="The log says AMQ9637.",
        solution="1. Choose option 12.\n2. Refresh.\n\n```mqsc On the queue manager\nREFRESH SECURITY\n```",
        platforms=[make_platform()],
        codes=[code],
    )
    gotcha.notices.create(text="Do not run step 2 on AIX.")
    asked = make_comment(on=gotcha, text="The same on iSeries?")
    make_comment(parent=asked, parent_confidence=0.5, text="Yes.")
    return gotcha


@pytest.fixture
def editor(live_server: Any) -> User:
    user = make_staff("editor", username="ada")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def said(page: Page) -> Iterator[list[str]]:
    """What stood in the console as an error or a warning."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    yield found


def change_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto(reverse("admin:login"))
    page.fill("#id_username", "ada")
    page.fill("#id_password", password)
    page.click("input[type=submit]")


def kinds_of_pages(page: Page, gotcha: Gotcha) -> Iterator[str]:
    """Leads `page` to each kind of page in turn; its name."""
    page.goto(reverse("admin:login"))
    yield "login"
    sign_in(page, "wrong")
    yield "login refused"
    sign_in(page)
    code = gotcha.codes.get()
    rows = [gotcha, gotcha.notices.get(), code, code.family, gotcha.collection, CodeLink.objects.get()]
    pages = [
        "/admin/",
        "/admin/gotchas/",
        *LISTS,
        *map(change_of, rows),
        change_of(Comment.objects.latest("pk")),
    ]
    others = ["/admin/gotchas/gotcha/add/", "/admin/password_change/"]
    for address in [*pages, *others, f"/admin/gotchas/gotcha/{gotcha.pk}/history/"]:
        page.goto(address)
        yield address
    yield from states_of_a_form(page, gotcha)
    for action, then in (("mark_spam", "#undo"), ("remove", "[name=reason]")):
        page.goto(LISTS[1])
        page.check("#action-toggle")
        page.select_option("[name=action]", action)
        page.click("[name=index]")
        expect(page.locator(then)).to_be_visible()
        yield f"after {action}"


def states_of_a_form(page: Page, gotcha: Gotcha) -> Iterator[str]:
    page.goto(change_of(gotcha))
    page.fill("#id_solution", "1. Choose option 13.")
    page.get_by_role("button", name="Show what will change").click()
    expect(page.locator("#would-change")).to_be_visible()
    yield "changes"
    page.fill("#id_title", "")
    page.locator("[name=_save]").last.click()
    expect(page.locator(".errornote")).to_be_visible()
    yield "mistakes"
    page.goto(change_of(gotcha))
    Gotcha.objects.filter(pk=gotcha.pk).update(title="Changed meanwhile")
    page.fill("#id_title", "Mine")
    page.click("[name=_save]")
    expect(page.locator(".stale")).to_be_visible()
    yield "stale"


@pytest.mark.looks
def test_pages_with_links_in_their_texts_show_them_without_colour(page: Page, gotcha: Gotcha) -> None:
    ada = make_staff("administrator", username="ada")
    ada.set_password(PASSWORD)
    ada.save()
    make_comment(on=gotcha, author_name="Bob")
    Rule.objects.create(kind="word", value="casino")
    sign_in(page)
    page.goto("/admin/gotchas/rule/try/")
    page.fill("#id_text", "A casino.")
    page.click("[type=submit].default")
    expect(page.get_by_text("casino – Waits")).to_be_visible()
    found = barriers(page)
    for address in ("/admin/gotchas/policy/", "/admin/comments/comment/erase/?q=Bob", change_of(ada)):
        page.goto(address)
        for look in (PHONE_BY_DAY, DESK_BY_NIGHT):
            show(page, look)
            found += barriers(page)
    assert found == []


@pytest.mark.looks
def test_no_kind_of_page_has_a_barrier_or_complains(
    page: Page, said: list[str], editor: User, gotcha: Gotcha
) -> None:
    found = {}
    for name in kinds_of_pages(page, gotcha):
        answer = []
        for look in (PHONE_BY_DAY, DESK_BY_NIGHT):
            show(page, look)
            answer += barriers(page)
        if answer:
            found[name] = answer
    assert found == {}
    assert [line for line in said if "409 (Conflict)" not in line] == []


def test_what_would_change_is_found_by_keyboard_and_read_first(
    page: Page, editor: User, gotcha: Gotcha
) -> None:
    sign_in(page)
    page.goto(change_of(gotcha))
    page.fill("#id_solution", "1. Choose option 13.")
    page.focus("[name=_continue]")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show what will change")).to_be_focused()
    page.keyboard.press("Enter")
    section = page.get_by_role("region", name="What saving would change")
    expect(section).to_be_focused()
    expect(section.locator("ins").first).to_contain_text("13")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(section.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
    assert Gotcha.objects.get(pk=gotcha.pk).solution == "1. Choose option 13."


def test_a_list_action_is_undone_with_one_button(page: Page, editor: User, gotcha: Gotcha) -> None:
    sign_in(page)
    page.goto(LISTS[1])
    page.check("#action-toggle")
    page.select_option("[name=action]", "mark_spam")
    page.click("[name=index]")
    expect(page.locator("#undo")).to_contain_text("Marked as spam: 2.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("Put back as before: 2.")
    assert not Comment.objects.exclude(state="published").exists()
    expect(page.locator("#undo")).to_have_count(0)


def test_without_scripts_a_change_is_seen_and_saved_and_an_action_undone(
    browser: Browser, live_server: Any, django_db_serialized_rollback: None, editor: User, gotcha: Gotcha
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto(change_of(gotcha))
    page.fill("#id_title", "Receive it")
    page.get_by_role("button", name="Show what will change").click()
    section = page.locator("#would-change")
    expect(section).to_be_in_viewport()
    section.get_by_role("button", name="Save").click()
    expect(page.locator(".messagelist .success")).to_contain_text("was changed successfully")
    page.goto(LISTS[1])
    page.locator(".action-select").first.check()
    page.select_option("[name=action]", "mark_spam")
    page.click("[name=index]")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("Put back as before: 1.")
    context.close()
