"""A correction that was rejected or a duplicate is opened again, however long ago that was."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from gotchas import review
from gotchas.intake import mail_sending
from gotchas.models import Correction, Decision
from gotchas.models.erasing import erase
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.corrections import correcting, fresh, make_correction, refused
from gotchas.tests.factories import make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - datetime.timedelta(days=90)


@pytest.fixture
def ada() -> User:
    return make_staff("editor", username="ada")


@pytest.fixture
def rejected(ada: User) -> Correction:
    """Rejected long ago, so that nothing can be undone."""
    correction = correcting(make_gotcha(solution="1. Stop it.\n2. Set SSLTASKS(5)."), "(5)", "(8)")
    correction.reject(ada, "It is right.")
    Correction.objects.update(decided_at=LONG_AGO)
    Decision.objects.update(at=LONG_AGO)
    return fresh(correction)


def test_it_waits_again_with_the_reason_and_what_was_decided_stays_in_the_log(
    rejected: Correction, ada: User
) -> None:
    assert not Correction.objects.to_look_at().exists()
    rejected.reopen(ada, "The manual was changed.")
    row = Correction.objects.to_look_at().get()
    assert (row.state, row.decision_reason, row.decided_by) == ("reported", "The manual was changed.", ada)
    assert list(Decision.objects.order_by("pk").values_list("before", "after", "reason")) == [
        ("reported", "rejected", "It is right."),
        ("rejected", "reported", "The manual was changed."),
    ]
    row.apply(ada, "True by now.")
    assert "SSLTASKS(8)" in fresh(row.gotcha).solution


def test_a_duplicate_is_one_by_itself_again(ada: User) -> None:
    first, again = (make_correction(make_gotcha()) for _ in range(2))
    again.duplicate(ada, "Same.", first)
    again.reopen(ada, "It is another step.")
    assert (fresh(again).state, fresh(again).duplicate_of) == ("reported", None)


def test_it_cannot_be_undone_but_a_verdict_after_it_can(rejected: Correction, ada: User) -> None:
    rejected.reopen(ada, "The manual was changed.")
    assert rejected.to_undo() is None
    assert review.last_of(ada) is None
    with refused("undo"):
        rejected.undo(ada)
    rejected.dispute(ada, "Plausible.")
    rejected.undo(ada)
    row = fresh(rejected)
    assert (row.state, row.decision_reason) == ("reported", "The manual was changed.")
    assert row.to_undo() is None


def test_what_is_open_applied_spam_or_erased_is_not_opened_again(rejected: Correction, ada: User) -> None:
    for state in ("reported", "held", "applied"):
        with refused("decided"):
            make_correction(state=state).reopen(ada, "So.")
    with refused("reason"):
        rejected.reopen(ada, " ")
    with refused("decided"):
        rejected.reopen(ada, "So.", seen=rejected.version - 1)
    rejected.mark_spam(ada)
    with refused("spam"):
        rejected.reopen(ada, "So.")
    rejected.release(ada)
    erase(Correction.objects.filter(pk=rejected.pk), ada, "Asked for.", texts=True)
    with refused("erased"):
        fresh(rejected).reopen(ada, "So.")
    assert fresh(rejected).state == "rejected"


def test_of_two_editors_one_opens_it_and_the_other_is_told(rejected: Correction, ada: User) -> None:
    same = fresh(rejected)
    rejected.reopen(ada, "So.")
    with refused("decided"):
        same.reopen(make_staff("editor"), "So too.")


def test_who_asked_for_the_decision_is_told(rejected: Correction, ada: User) -> None:
    Correction.objects.update(wants_mail=True, proposer_email="neil@example.org")
    review.decide(fresh(rejected), lambda row: row.reopen(ada, "The manual was changed."))
    assert mail_sending.send_some() == 1
    assert mail.outbox[0].subject == f"Correction {rejected.pk}: open again"
    assert "It is open again." in mail.outbox[0].body
    assert "The manual was changed." in mail.outbox[0].body


def test_an_editor_opens_it_from_its_page_and_readers_see_what_was_decided_before(
    rejected: Correction, ada: User, client: Client
) -> None:
    editor, desk = signed_in(ada), f"/desk/corrections/{rejected.pk}/"
    assert f'action="{desk}reopen/"' in editor.get(desk).content.decode()
    bare = editor.post(f"{desk}reopen/", {"reason": "", "version": rejected.version, "on": "1"})
    assert bare.status_code == 422
    sent = {"reason": "The manual was changed.", "version": rejected.version, "on": "1"}
    answer = editor.post(f"{desk}reopen/", sent, follow=True)
    assert f"Open again: correction {rejected.pk}." in text_of(answer)
    assert "Opened again by ada" in text_of(answer)  # in the queue
    assert "Opened again by ada" in text_of(editor.get(desk))
    assert "reopen/" not in editor.get(desk).content.decode()
    page = client.get(f"/corrections/{rejected.pk}/")
    check_page(page)
    words = text_of(page)
    assert "by ada. An editor looks at it once more." in words
    assert "The manual was changed." in words
    assert "by ada: It is right." in words[words.index("Before that") :]
    fresh(rejected).dispute(ada, "Plausible.")
    page = client.get(f"/corrections/{rejected.pk}/")
    html = page.content.decode()
    before = text_of(page).partition("Before that")[2]
    assert 0 < before.index("The manual was changed.") < before.index("It is right.")
    assert html.count("<dt>") == html.count("<dd")  # the facts are a table of two columns
    second = editor.post(f"{desk}reopen/", sent)
    assert second.status_code == 409
    assert "It was decided meanwhile." in text_of(second)


def test_a_reason_for_a_verdict_does_not_become_one_for_opening_it_again(
    rejected: Correction, ada: User
) -> None:
    late = {"reason": "Not so.", "version": rejected.version - 1, "on": "1"}
    page = signed_in(ada).post(f"/desk/corrections/{rejected.pk}/hold/", late)
    assert page.status_code == 409
    assert "What you wrote Not so." in text_of(page)
    assert 'value="Not so."' not in page.content.decode()


def test_others_do_not_and_only_by_a_post(rejected: Correction, ada: User, client: Client) -> None:
    address = f"/desk/corrections/{rejected.pk}/reopen/"
    sent = {"reason": "So.", "version": rejected.version, "on": "1"}
    assert client.post(address, sent).status_code == 403
    assert signed_in(make_staff("moderator")).post(address, sent).status_code == 404
    assert signed_in(ada).get(address).status_code == 405
    assert signed_in(ada).post("/desk/corrections/999/reopen/", sent).status_code == 404
    assert fresh(rejected).state == "rejected"
