"""What an editor typed of a correction stays, when the session or the form's token ran out meanwhile."""

from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import User
from django.test import Client

from gotchas.models import Correction
from gotchas.tests.admin_pages import make_staff, text_of
from gotchas.tests.corrections import correcting, fresh
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db

QUEUE = "/desk/corrections/"
MINE = "1. Stop it.\n2. Set <SSLTASKS>(8) & more."
REASON = 'The "manual" says so.'


@pytest.fixture
def ada() -> User:
    return make_staff("editor", username="ada")


@pytest.fixture
def correction() -> Correction:
    return correcting(make_gotcha(solution="1. Stop it.\n2. Set SSLTASKS(5)."), "(5)", "(8)")


def browser(user: User | None = None) -> Client:
    """One that checks tokens, as the site does."""
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    return client


def sent(**more: str) -> dict[str, str]:
    return {"reason": REASON, "version": "1", "on": "1", "here": "show=held", **more}


def of(row: Correction, action: str) -> str:
    return f"{QUEUE}{row.pk}/{action}/"


def fields_of(answer: Any, action: str) -> dict[str, str]:
    """The fields of the form with a button for `action`, in it or beside it, as a browser would send them."""
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    beside = [button for button in page.iter("button") if button.get("form")]
    for form in page.iter("form"):
        own = [*form.iter("button"), *(button for button in beside if button.get("form") == form.get("id"))]
        if action in (form.get("action"), *(button.get("formaction") for button in own)):
            boxes = {box.get("name"): (box.text or "").removeprefix("\n") for box in form.iter("textarea")}
            return {each.get("name"): each.get("value", "") for each in form.iter("input")} | boxes
    raise AssertionError(f"no form for {action}")


@pytest.mark.parametrize("action", ["apply", "draft", "dispute", "hold", "reject", "duplicate"])
def test_a_verdict_whose_token_ran_out_comes_back_filled_and_counts_when_sent_again(
    ada: User, correction: Correction, action: str
) -> None:
    other = correcting(correction.gotcha, "Stop", "End")
    client = browser(ada)
    refused = client.post(of(correction, action), sent(of=str(other.pk)))
    assert refused.status_code == 403
    assert "All is still here" in text_of(refused)
    assert fresh(correction).state == "reported"
    if action == "draft":  # for a new gotcha only: the page of this one has no such button
        return
    fields = fields_of(refused, of(correction, action))
    assert fields.pop("csrfmiddlewaretoken")
    again = fields | {"csrfmiddlewaretoken": client.cookies["csrf"].value}
    assert (fields["reason"], fields["here"]) == (REASON, "show=held")
    assert client.post(of(correction, action), again).status_code == 302
    assert fresh(correction).decision_reason == REASON


@pytest.mark.parametrize("action", ["edit", "edit/preview", "take", "leave"])
def test_edits_whose_token_ran_out_come_back(ada: User, correction: Correction, action: str) -> None:
    client = browser(ada)
    refused = client.post(of(correction, action), sent(text=MINE))
    assert refused.status_code == 403
    assert "All is still here" in text_of(refused)
    fields = fields_of(refused, of(correction, "edit"))
    assert (fields["text"], fields["reason"]) == (MINE, REASON)
    assert (fresh(correction).state, fresh(correction).taken_by) == ("reported", None)
    again = fields | {"csrfmiddlewaretoken": client.cookies["csrf"].value}
    assert client.post(of(correction, "edit"), again).status_code == 302
    assert fresh(correction.gotcha).solution == MINE


@pytest.mark.parametrize(
    ("action", "button", "typed"),
    [
        ("reject", "reject", {}),
        ("edit", "edit", {"text": MINE}),
        ("edit/preview", "edit", {"text": MINE}),
        ("take", "edit", {"text": MINE}),
    ],
)
def test_who_was_signed_out_gets_all_back_and_sends_it_after_signing_in(
    ada: User, correction: Correction, action: str, button: str, typed: dict[str, str]
) -> None:
    answer = Client().post(of(correction, action), sent(**typed))
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    page = text_of(answer)
    assert "You are signed out" in page
    for text in (REASON, *typed.values()):
        assert " ".join(text.split()) in page
    fields = fields_of(answer, of(correction, action))
    assert fields == sent(**typed) | {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
    # Signing in gave the browser another token than the form has.
    shown = fields_of(browser(ada).post(of(correction, action), fields), of(correction, button))
    assert {name: shown[name] for name in ("reason", *typed)} == {"reason": REASON, **typed}
    assert fresh(correction).state == "reported"


def test_who_lost_session_and_token_gets_all_back_as_well(correction: Correction) -> None:
    answer = browser().post(of(correction, "edit"), sent(text=MINE))
    assert answer.status_code == 403
    assert fields_of(answer, of(correction, "edit"))["text"] == MINE


def test_a_button_that_sends_no_text_leads_to_the_sign_in(correction: Correction) -> None:
    for action in ("undo", "release", "spam"):
        answer = Client().post(of(correction, action), {"version": "1"})
        assert (answer.status_code, answer.url) == (302, f"/admin/login/?next={QUEUE}")


def test_a_reason_for_what_was_closed_meanwhile_is_given_back(ada: User, correction: Correction) -> None:
    fresh(correction).reject(make_staff("editor"), "No.")
    client = Client()
    client.force_login(ada)
    answer = client.post(of(correction, "hold"), sent())
    assert answer.status_code == 409
    assert REASON in text_of(answer)


@pytest.mark.parametrize(("action", "status"), [("edit", 409), ("take", 409), ("edit/preview", 200)])
def test_text_and_reason_for_what_was_closed_meanwhile_are_both_given_back(
    ada: User, correction: Correction, action: str, status: int
) -> None:
    fresh(correction).reject(make_staff("editor"), "No.")
    client = Client()
    client.force_login(ada)
    answer = client.post(of(correction, action), sent(text=MINE))
    assert answer.status_code == status
    assert " ".join(MINE.split()) in text_of(answer)
    assert REASON in text_of(answer)


def test_a_reason_stays_while_the_correction_is_taken_and_given_back(
    ada: User, correction: Correction
) -> None:
    client = Client()
    client.force_login(ada)
    answer = client.get(f"{QUEUE}{correction.pk}/?show=held")
    for button, whose in (("take", ada), ("leave", None)):
        typed = fields_of(answer, of(correction, button)) | {"reason": REASON, "of": "45"}
        answer = client.post(of(correction, button), typed)
        assert answer.status_code == 200
        assert fresh(correction).taken_by == whose
        again = fields_of(answer, of(correction, "hold"))
        assert (again["reason"], again["of"], again["here"]) == (REASON, "45", "show=held")
    client.post(of(correction, "hold"), again)
    assert fresh(correction).decision_reason == REASON


def test_a_reason_stays_while_the_correction_is_taken_over(ada: User, correction: Correction) -> None:
    fresh(correction).take(make_staff("editor"))
    client = Client()
    client.force_login(ada)
    told = client.post(of(correction, "take"), sent())
    assert told.status_code == 409
    over = fields_of(told, of(correction, "take")) | {"over": "1"}
    taken = client.post(of(correction, "take"), over)
    assert fields_of(taken, of(correction, "hold"))["reason"] == REASON
    assert fresh(correction).taken_by == ada


def test_a_reason_goes_along_to_the_form_for_edits(ada: User, correction: Correction) -> None:
    client = Client()
    client.force_login(ada)
    page = client.get(f"{QUEUE}{correction.pk}/")
    typed = fields_of(page, of(correction, "edit/preview")) | {"reason": REASON}
    fields = fields_of(client.post(of(correction, "edit/preview"), typed), of(correction, "edit"))
    assert (fields["reason"], fields["text"]) == (REASON, "1. Stop it.\n2. Set SSLTASKS(8).")
    assert client.post(of(correction, "edit"), fields).status_code == 302
    assert fresh(correction).decision_reason == REASON
