"""What was typed into a form of the admin stays, whatever became of the session and of the form's token."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gotchas.models import Gotcha
from gotchas.tests.admin_pages import form_of, make_staff, tree
from gotchas.tests.factories import make_gotcha
from gotchas.tests.page_checks import text_of

pytestmark = pytest.mark.django_db
TYPED = 'A solution of an hour\'s work with "quotes" & <b>signs</b>.'


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(title="Old")


@pytest.fixture
def address(gotcha: Gotcha) -> str:
    return reverse("admin:gotchas_gotcha_change", args=[gotcha.pk])


def resent(page: Any) -> dict[str, str]:
    """What the button of the page sends."""
    return {
        each.get("name"): each.get("value") for each in tree(page).iter("input") if each.get("name") != "q"
    }


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.test"}, {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}],
)
@pytest.mark.parametrize("where", ["admin", "desk", "comment"])
def test_what_a_page_of_another_site_sends_stands_in_no_form(
    gotcha: Gotcha, address: str, headers: dict[str, str], where: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_staff("editor"))
    to = {"admin": address, "desk": "/desk/comments/", "comment": f"{gotcha.get_absolute_url()}comment/"}
    sent = {"title": "Owned", "body": "Owned", "solution": "Owned"}
    told = browser.post(to[where], sent, headers=headers)
    assert told.status_code == 403
    assert "Owned" not in told.content.decode()
    assert "csrfmiddlewaretoken" not in told.content.decode()


def test_who_was_signed_out_meanwhile_signs_in_and_sends_it_again(gotcha: Gotcha, address: str) -> None:
    editor, browser = make_staff("editor"), Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    opened = browser.get(address)
    sent = {**form_of(opened), "solution": TYPED, "note": "Mends it.", "_save": "Save"}
    browser.logout()
    token = Client().get(reverse("admin:login")).cookies["csrf"].value
    browser.cookies["csrf"] = token
    told = browser.post(f"{address}?_changelist_filters=q%3Dx", sent, headers={"X-CSRFToken": token})
    assert told.status_code == 403
    assert "You are signed out" in text_of(told)
    assert TYPED in text_of(told)
    assert f'action="{address}?_changelist_filters=q%3Dx"' in told.content.decode()
    assert gotcha.revisions.count() == 1
    browser.force_login(editor)
    browser.cookies["csrf"] = Client().get(reverse("admin:login")).cookies["csrf"].value
    again = browser.post(address, resent(told))
    assert again.status_code == 403
    assert "the sign that this form came from this site had run out" in text_of(again)
    assert gotcha.revisions.count() == 1
    token = browser.cookies["csrf"].value
    assert browser.post(address, resent(again), headers={"X-CSRFToken": token}).status_code == 302
    gotcha.refresh_from_db()
    assert gotcha.solution == TYPED


def test_a_form_that_somebody_forged_changes_nothing_and_shows_all_of_itself(
    gotcha: Gotcha, address: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_staff())
    told = browser.post(
        address, {**form_of(browser.get(address)), "title": "Forged", "csrfmiddlewaretoken": "x"}
    )
    assert told.status_code == 403
    assert '<dt>title</dt> <dd dir="auto">Forged</dd>' in told.content.decode()
    assert "If it was not you who sent this, close the page." in text_of(told)
    assert Gotcha.objects.get().title == "Old"
    logout = browser.post(reverse("admin:logout"), {"x": "y"})
    assert logout.status_code == 403
    assert browser.get(address).status_code == 200


def test_a_page_of_ours_among_those_of_the_admin_keeps_what_was_typed_too() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_staff())
    for each in (Client(), browser):
        answer = each.post(reverse("admin:gotchas_rule_try"), {"text": TYPED})
        assert answer.status_code == 403
        assert TYPED in text_of(answer)


def test_a_password_is_not_given_back() -> None:
    sent = {"old_password": "secret-one", "new_password1": "secret-two", "new_password2": "secret-two"}
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_staff())
    answers = [each.post(reverse("admin:password_change"), sent) for each in (Client(), browser)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not any("secret" in answer.content.decode() for answer in answers)


def test_who_sends_nothing_is_led_to_the_page_to_sign_in(address: str) -> None:
    answer = Client().post(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={address}")
