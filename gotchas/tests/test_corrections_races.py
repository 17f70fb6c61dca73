"""Two editors at once on corrections: one decision counts, the other editor is told, and nothing is a 500."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from gotchas.models import Correction, Decision, Gotcha, Revision
from gotchas.tests.admin_pages import form_of, make_staff, signed_in
from gotchas.tests.corrections import correcting, fresh
from gotchas.tests.factories import make_gotcha

# `make drill` sends a hundred.
PAIRS = int(os.environ.get("PAIRS", "4"))
STATES = {"apply": "applied", "reject": "rejected", "hold": "held"}

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def pair(db: None) -> tuple[Client, Client]:
    ada, bo = (signed_in(make_staff("editor", username=name)) for name in ("ada", "bo"))
    return ada, bo


@pytest.fixture
def gotcha(db: None) -> Gotcha:
    return make_gotcha(solution="\n".join(f"{n}. Set SSLTASKS({n})." for n in range(PAIRS)))


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each returns of those that begin together."""
    together = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        together.wait(30)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def press(client: Client, action: str, row: Correction, **more: Any) -> Callable[[], Any]:
    """Send the form of its page as it is now, when called."""
    address = reverse(f"desk_correction_{action}", args=[row.pk])
    row = Correction.objects.select_related("gotcha").get(pk=row.pk)
    sent = {"reason": "Checked.", "version": row.version, "on": row.gotcha.last_revision, **more}
    return lambda: client.post(address, sent)


def corrections_of(gotcha: Gotcha, count: int = PAIRS) -> list[Correction]:
    return [correcting(gotcha, f"({n})", f"({n + 500})") for n in range(count)]


def test_of_apply_and_reject_at_once_one_counts_and_the_article_says_the_same(
    pair: tuple[Client, Client], gotcha: Gotcha
) -> None:
    for row in corrections_of(gotcha):
        answers = at_once(press(pair[0], "apply", row), press(pair[1], "reject", row))
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        told = next(answer for answer in answers if answer.status_code == 409)
        assert "It was decided meanwhile." in told.content.decode()
        decision = Decision.objects.get(object_id=row.pk)
        assert decision.after == STATES["apply" if decision.by_name == "ada" else "reject"]
        assert fresh(row).state == decision.after
        is_applied = decision.after == "applied"
        assert (row.proposed in fresh(gotcha).solution) == is_applied
        assert Revision.objects.filter(correction=row).exists() == is_applied


def test_of_two_undos_at_once_one_counts(pair: tuple[Client, Client], gotcha: Gotcha) -> None:
    for row in corrections_of(gotcha):
        press(pair[0], "apply", row)()
        decided = Decision.objects.get(object_id=row.pk)
        answers = at_once(*(press(client, "undo", row, decision=decided.pk) for client in pair))
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        assert Decision.objects.filter(object_id=row.pk).count() == 2
        assert fresh(row).state == "reported"
    assert fresh(gotcha).solution == gotcha.solution


def test_of_an_undo_and_another_decision_at_once_one_counts(
    pair: tuple[Client, Client], gotcha: Gotcha
) -> None:
    for row in corrections_of(gotcha):
        press(pair[0], "hold", row)()
        held = Decision.objects.get(object_id=row.pk)
        answers = at_once(
            press(pair[0], "undo", row, decision=held.pk), press(pair[1], "reject", row, reason="No.")
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        last = Decision.objects.filter(object_id=row.pk).order_by("-pk")[0]
        assert Decision.objects.filter(object_id=row.pk).count() == 2
        assert fresh(row).state == last.after in ("reported", "rejected")


def test_of_the_admin_and_the_desk_at_once_one_counts(pair: tuple[Client, Client], gotcha: Gotcha) -> None:
    for row in corrections_of(gotcha):
        page = reverse("admin:gotchas_correction_change", args=[row.pk])
        form = form_of(pair[0].get(page)) | {"state": "held", "decision_reason": "Asked Neil."}
        admin, desk = at_once(lambda: pair[0].post(page, form), press(pair[1], "reject", row))  # noqa: B023 - at once
        assert sorted([admin.status_code, desk.status_code]) == [302, 409]
        decision = Decision.objects.get(object_id=row.pk)
        assert decision.by_name == ("ada" if admin.status_code == 302 else "bo")
        assert fresh(row).state == decision.after


def test_two_that_are_made_duplicates_of_each_other_at_once_are_not(pair: tuple[Client, Client]) -> None:
    for _ in range(PAIRS):
        one, other = (correcting(make_gotcha(solution="Set (5)."), "(5)", "(8)") for _ in range(2))
        answers = at_once(
            press(pair[0], "duplicate", one, of=str(other.pk)),
            press(pair[1], "duplicate", other, of=str(one.pk)),
        )
        refused = [answer for answer in answers if answer.status_code != 302]
        assert [answer.status_code for answer in refused] in ([409], [422])
        rows = [fresh(one), fresh(other)]
        assert sorted(row.state for row in rows) == ["duplicate", "reported"]


def test_a_chain_of_duplicates_at_once_leaves_none_that_names_a_duplicate(
    pair: tuple[Client, Client], gotcha: Gotcha
) -> None:
    for _ in range(PAIRS):
        first, second, third = (correcting(gotcha, "(0)", f"({n})") for n in (7, 8, 9))
        at_once(
            press(pair[0], "duplicate", third, of=str(second.pk)),
            press(pair[1], "duplicate", second, of=str(first.pk)),
        )
        assert not Correction.objects.filter(duplicate_of__state="duplicate").exists()
        assert fresh(second).state == "duplicate"
