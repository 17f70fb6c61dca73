"""A correction in admin: the rules of the model, the same as on the desk."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from post_office.models import Email

from gotchas.models import Correction, Decision, Gotcha
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of
from gotchas.tests.corrections import correcting, fresh
from gotchas.tests.factories import make_gotcha

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return make_staff("editor", username="ada")


@pytest.fixture
def admin(ada: User) -> Client:
    return signed_in(ada)


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(solution="1. Stop the channel.\n2. Set SSLTASKS(5).")


def page_of(row: Correction) -> str:
    return reverse("admin:gotchas_correction_change", args=[row.pk])


def choose(client: Client, row: Correction, **fields: Any) -> Any:
    """Send the form of its page as it is now, with `fields` changed."""
    return client.post(page_of(row), form_of(client.get(page_of(row))) | fields)


def refusal(answer: Any) -> str:
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize("state", ["disputed", "held", "rejected"])
def test_a_state_that_is_chosen_is_a_decision_like_one_of_the_desk(
    admin: Client, ada: User, gotcha: Gotcha, state: str
) -> None:
    asked = {"proposer_email": "neil@example.org", "wants_mail": True}
    correction = correcting(gotcha, "(5)", "(8)", visibility="waiting", **asked)
    seen = fresh(gotcha).version
    assert choose(admin, correction, state=state, decision_reason="The manual says so.").status_code == 302
    row = fresh(correction)
    assert (row.state, row.decision_reason, row.decided_by) == (state, "The manual says so.", ada)
    assert (row.version, row.visibility) == (2, "public")
    assert fresh(gotcha).version > seen
    decision = Decision.objects.get()
    assert (decision.before, decision.after, decision.by) == ("reported", state, ada)
    assert "The manual says so." in Email.objects.get().message
    row.undo(ada)
    assert (fresh(row).state, fresh(row).visibility) == ("reported", "waiting")


def test_a_form_of_the_desk_that_was_open_before_does_not_overrule_it(admin: Client, gotcha: Gotcha) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    desk = signed_in(make_staff("editor"))
    choose(admin, correction, state="held", decision_reason="Asked Neil.")
    sent = {"reason": "No.", "version": 1, "on": 1}
    answer = desk.post(reverse("desk_correction_reject", args=[correction.pk]), sent)
    assert answer.status_code == 409
    assert fresh(correction).state == "held"


def test_a_form_of_the_admin_that_was_open_before_is_shown_both(
    admin: Client, ada: User, gotcha: Gotcha
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    opened = form_of(admin.get(page_of(correction)))
    correction.hold(make_staff("editor"), "Asked Neil.")
    answer = admin.post(page_of(correction), opened | {"state": "rejected", "decision_reason": "No."})
    assert answer.status_code == 409
    assert "Asked Neil." in text_of(answer)
    assert fresh(correction).state == "held"


def test_what_the_model_refuses_is_said_at_the_field_and_keeps_what_was_typed(
    admin: Client, gotcha: Gotcha
) -> None:
    first, hidden = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "(5)", "(9)", visibility="waiting")
    assert "Give the reason" in refusal(choose(admin, first, state="rejected"))
    given = {"state": "duplicate", "decision_reason": "Says the same."}
    answer = choose(admin, first, **given)
    assert "Give the number of the other" in refusal(answer)
    assert "Says the same." in answer.content.decode()
    assert "Give the number of the other" in refusal(choose(admin, first, **given, duplicate_of=first.pk))
    assert "Readers do not see" in refusal(choose(admin, first, **given, duplicate_of=hidden.pk))
    only = choose(admin, first, state="held", decision_reason="Ask.", duplicate_of=hidden.pk)
    assert "Only a duplicate names another" in refusal(only)
    assert "belongs to a decision" in refusal(choose(admin, first, decision_reason="Ask."))
    assert fresh(first).state == "reported"
    assert not Decision.objects.exists()


def test_two_are_not_made_duplicates_of_each_other(admin: Client, gotcha: Gotcha) -> None:
    first, second = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "(5)", "(9)")
    given = {"state": "duplicate", "decision_reason": "Says the same."}
    assert choose(admin, first, **given, duplicate_of=second.pk).status_code == 302
    assert "Give the number" in refusal(choose(admin, second, **given, duplicate_of=first.pk))
    assert fresh(first).duplicate_of == second
    assert fresh(second).state == "reported"


def test_one_that_another_editor_took_is_left_to_them(admin: Client, gotcha: Gotcha) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.take(make_staff("editor"))
    answer = choose(admin, correction, state="held", decision_reason="Ask.")
    assert "Another editor took it." in refusal(answer)
    assert fresh(correction).state == "reported"


def test_a_decision_that_closed_it_stands_whatever_is_sent(admin: Client, ada: User, gotcha: Gotcha) -> None:
    correction, other = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "(5)", "(9)")
    decided = correction.duplicate(ada, "Same.", other)
    sent = {"state": "rejected", "decision_reason": "Wrong.", "duplicate_of": ""}
    assert choose(admin, correction, **sent).status_code == 302
    assert (fresh(correction).state, fresh(correction).decision_reason) == ("duplicate", "Same.")
    fresh(correction).undo(ada, decided.pk)
    assert fresh(correction).state == "reported"


def test_an_applied_one_is_only_shown_and_none_is_applied_here(
    admin: Client, ada: User, gotcha: Gotcha
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    answer = choose(admin, correction, state="applied", decision_reason="Yes.")
    assert "applied is not one of the available choices" in refusal(answer)
    assert reverse("desk_correction", args=[correction.pk]) in answer.content.decode()
    correction.apply(ada, "Yes.")
    assert admin.post(page_of(correction), {"state": "rejected"}).status_code == 403
    assert admin.get(page_of(correction)).status_code == 200


def test_what_is_held_back_is_shown_or_hidden_by_decisions_as_well(
    admin: Client, ada: User, gotcha: Gotcha
) -> None:
    correction = correcting(gotcha, "(5)", "(8)", visibility="spam")
    answer = choose(admin, correction, state="rejected", decision_reason="No.")
    assert "It is marked as spam" in refusal(answer)
    choose(admin, correction, visibility="public", state="held", decision_reason="Ask.")
    assert (fresh(correction).state, fresh(correction).visibility) == ("held", "public")
    choose(admin, correction, visibility="spam")
    assert fresh(correction).visibility == "spam"
    assert list(Decision.objects.order_by("pk").values_list("before", "after")) == [
        ("spam", "public"),
        ("reported", "held"),
        ("public", "spam"),
    ]


def test_another_reason_for_the_same_state_is_another_decision(
    admin: Client, ada: User, gotcha: Gotcha
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    correction.hold(ada, "Ask.")
    choose(admin, correction, decision_reason="Asked Neil on Monday.")
    assert fresh(correction).decision_reason == "Asked Neil on Monday."
    assert Decision.objects.count() == 2


def test_saving_without_a_change_decides_nothing(admin: Client, gotcha: Gotcha) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    assert choose(admin, correction).status_code == 302
    assert fresh(correction).version == 1
    assert not Decision.objects.exists()
