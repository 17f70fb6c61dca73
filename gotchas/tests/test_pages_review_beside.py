"""What stands beside a correction on the desk: why it waits, its rivals, its sender, who took it."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from gotchas import markup, review
from gotchas.intake import corrections
from gotchas.intake.rules import WAITING, Verdict
from gotchas.models import Correction, Gotcha
from gotchas.tests.admin_pages import make_staff, signed_in, text_of
from gotchas.tests.corrections import close, correcting, fresh, make_correction
from gotchas.tests.factories import make_gotcha
from gotchas.text.diffs import word_diff

pytestmark = pytest.mark.django_db

QUEUE = "/desk/corrections/"


@pytest.fixture
def ada() -> User:
    return make_staff("editor", username="ada")


@pytest.fixture
def desk(ada: User) -> Client:
    return signed_in(ada)


@pytest.fixture
def gotcha() -> Gotcha:
    return make_gotcha(solution="1. Stop it.\n2. Set SSLTASKS(5).\n3. Start it.")


def page_of(row: Correction, action: str = "") -> str:
    return f"{QUEUE}{row.pk}/{action and f'{action}/'}"


def press(client: Client, action: str, row: Correction, **more: Any) -> Any:
    row.refresh_from_db()
    sent = {"reason": "Checked.", "version": row.version, "on": row.gotcha.last_revision}
    return client.post(page_of(row, action), sent | more)


def record_of(row: Correction) -> tuple[str, dict[str, int]]:
    [item] = review.items_of([row])
    return item.known_by, item.record


def test_what_the_rules_held_back_says_why_until_it_is_shown(desk: Client, gotcha: Gotcha) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    corrections.submit(correction, Verdict(WAITING, ("Rule: Contains the word casino", "Sent in a hurry")))
    for address in (QUEUE, page_of(correction)):
        page = text_of(desk.get(address))
        assert "Rule: Contains the word casino" in page
        assert "Sent in a hurry" in page
    press(desk, "release", correction)
    assert "casino" not in text_of(desk.get(QUEUE))


def test_of_one_that_waits_each_verdict_says_that_it_shows_it(desk: Client, gotcha: Gotcha) -> None:
    correction = correcting(gotcha, "(5)", "(8)", visibility="waiting")
    for address in (QUEUE, page_of(correction)):
        page = text_of(desk.get(address))
        for word in ("Apply", "Dispute", "Hold", "Reject", "Duplicate of,"):
            assert f"{word} and show" in page
    assert "Each verdict shows it to everybody" in text_of(desk.get(page_of(correction)))
    assert "Apply and show" in text_of(desk.get(page_of(correction, "edit")))
    press(desk, "release", correction)
    assert "and show" not in text_of(desk.get(page_of(correction)))


def test_the_number_of_the_other_is_asked_for_beside_the_button_that_needs_it(
    desk: Client, gotcha: Gotcha
) -> None:
    """Enter presses the first button: on the plain page Apply, on that of a verdict the verdict."""
    correction = correcting(gotcha, "(5)", "(8)")

    def asked(page: str) -> list[str]:
        found = re.findall(r'<(?:input id="id_(of)"|[^>]*name="(reason)"|button[^>]*/([a-z-]+)/")', page)
        return [
            "".join(names) for names in found if set(names) & {"of", "reason", "apply", "reject", "duplicate"}
        ]

    assert asked(desk.get(page_of(correction)).content.decode()) == [
        "reason", "apply", "reject", "of", "duplicate"
    ]  # fmt: skip
    chosen = press(desk, "duplicate", correction, reason="").content.decode()
    assert asked(chosen) == ["of", "reason", "duplicate", "apply", "reject"]


def test_spam_offers_to_show_it_and_nothing_else(desk: Client, gotcha: Gotcha) -> None:
    correction = correcting(gotcha, "(5)", "(8)", visibility="spam")
    for address in (f"{QUEUE}?show=spam", page_of(correction)):
        page = desk.get(address).content.decode()
        assert f"{page_of(correction)}release/" in page
        for verdict in ("apply", "dispute", "hold", "reject", "duplicate"):
            assert f'formaction="{page_of(correction)}{verdict}/' not in page
    answer = press(desk, "reject", correction)
    assert answer.status_code == 422
    assert "It is marked as spam" in text_of(answer)


def test_what_is_decided_can_still_be_hidden_and_what_is_applied_not(
    desk: Client, ada: User, gotcha: Gotcha
) -> None:
    rejected, applied = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "Stop", "End")
    rejected.reject(ada, "No."), applied.apply(ada, "Yes.")
    assert f"{page_of(rejected)}spam/" in desk.get(page_of(rejected)).content.decode()
    assert press(desk, "spam", rejected).status_code == 302
    assert Client().get(f"/corrections/{rejected.pk}/").status_code == 404
    assert f"{page_of(applied)}spam/" not in desk.get(page_of(applied)).content.decode()
    assert press(desk, "spam", applied).status_code == 409


def test_a_public_duplicate_of_what_was_hidden_since_links_nowhere(ada: User, gotcha: Gotcha) -> None:
    first, second = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "(5)", "(9)")
    second.duplicate(ada, "Same.", first)
    link = f'See <a href="/corrections/{first.pk}/">'
    assert link in Client().get(f"/corrections/{second.pk}/").content.decode()
    first.mark_spam(ada)
    assert link not in Client().get(f"/corrections/{second.pk}/").content.decode()


def test_others_of_the_passage_stand_beside_with_what_they_change(
    desk: Client, gotcha: Gotcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    elsewhere = correcting(gotcha, "Start", "Begin")
    spam = correcting(gotcha, "(5)", "(casino)", visibility="spam")
    rivals = [correcting(gotcha, "(5)", f"({n})", state="rejected") for n in (70, 80, 90)]
    [item] = review.items_of([correction])
    assert item.others == rivals[::-1]
    assert not item.has_more
    assert not {elsewhere, spam} & set(item.others)
    for address in (QUEUE, page_of(correction)):
        answer = desk.get(address)
        assert "Others for this passage: 3" in text_of(answer)
        for rival in rivals:
            shown = str(markup.diff(word_diff(rival.quoted, rival.proposed)))
            assert answer.content.decode().count(shown) == 1
    monkeypatch.setattr(review, "OTHERS", 2)
    [item] = review.items_of([correction])
    assert (item.others, item.has_more) == (rivals[:0:-1], True)
    assert "Others for this passage: the newest 2" in text_of(desk.get(page_of(correction)))


def test_one_that_was_applied_is_another_of_the_words_that_it_put_there(ada: User, gotcha: Gotcha) -> None:
    applied, far = correcting(gotcha, "(5)", "(8)"), correcting(gotcha, "Stop", "End")
    applied.apply(ada, "True."), far.apply(ada, "True.")
    gotcha.refresh_from_db()
    [item] = review.items_of([correcting(gotcha, "(8)", "(9)")])
    assert item.others == [applied]


def test_no_more_of_an_article_are_read_than_are_looked_at(
    gotcha: Gotcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST_SHOWN", 3)
    other = make_gotcha(solution=gotcha.solution)
    first = [correcting(gotcha, "(5)", f"({n})") for n in range(6)]
    second = [correcting(other, "(5)", f"({n})") for n in range(2)]
    items = review.items_of([first[0], second[0]])
    assert [item.others for item in items] == [first[:2:-1], second[1:]]


def test_a_sender_is_known_by_account_then_address_then_a_name_that_anyone_can_type(gotcha: Gotcha) -> None:
    neil = make_staff("reader")
    by = {"proposer_name": "Neil", "proposer_email": "Neil@example.org"}
    make_correction(gotcha, state="applied", account=neil, **by)
    make_correction(gotcha, state="rejected", **by | {"proposer_email": "neil@EXAMPLE.org"})
    make_correction(gotcha, state="held", proposer_name="Neil")
    signed = make_correction(gotcha, account=neil, proposer_name="Another")
    assert record_of(signed) == ("account", {"applied": 1, "reported": 1})
    mailed = make_correction(gotcha, **by)
    assert record_of(mailed) == ("address", {"applied": 1, "rejected": 1, "reported": 1})
    named = make_correction(gotcha, proposer_name="Neil")
    assert record_of(named) == ("name", {"held": 1, "reported": 1})
    nobody = make_correction(gotcha, proposer_name="")
    assert record_of(nobody) == ("name", {})


def test_a_name_says_that_anyone_can_type_it(desk: Client, gotcha: Gotcha) -> None:
    make_correction(gotcha, state="applied")
    page = text_of(desk.get(page_of(make_correction(gotcha))))
    assert "By this name, which anyone can type: 1 applied, 0 disputed" in page
    nobody = text_of(desk.get(page_of(make_correction(gotcha, proposer_name=""))))
    assert "From somebody without a name." in nobody


def test_whoever_took_it_is_named_for_half_an_hour(desk: Client, gotcha: Gotcha) -> None:
    correction, bob = correcting(gotcha, "(5)", "(8)"), make_staff("editor", username="bob")
    correction.take(bob)
    for address in (QUEUE, page_of(correction), page_of(correction, "edit")):
        assert "bob" in text_of(desk.get(address))
    Correction.objects.update(taken_at=timezone.now() - datetime.timedelta(minutes=31))
    for address in (QUEUE, page_of(correction), page_of(correction, "edit")):
        assert "bob" not in text_of(desk.get(address))
    Correction.objects.update(taken_by=User.objects.get(username="ada"))
    assert "You took this one" not in text_of(desk.get(page_of(correction)))


@pytest.mark.parametrize(("action", "form"), [("", "deciding"), ("edit", "editing")])
def test_the_button_to_take_it_stands_beside_its_words_and_sends_what_is_typed(
    desk: Client, gotcha: Gotcha, action: str, form: str
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    page = desk.get(page_of(correction, action) if action else f"{page_of(correction)}?verdict=apply")
    note = page.content.decode().partition('<div class="note actions">')[2].partition("</div>")[0]
    assert "Take it, and others see that you are at it." in note
    assert f'<button class="quiet" form="{form}" formaction="{page_of(correction, "take")}">' in note
    assert page.content.decode().count("Take this one") == 1
    assert f'<form class="form" id="{form}"' in page.content.decode()


def test_edits_are_kept_while_the_correction_is_taken_over_and_given_back(
    desk: Client, gotcha: Gotcha
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    other = signed_in(make_staff("editor", username="bob"))
    assert "Take this one" in text_of(desk.get(page_of(correction, "edit")))
    other.post(page_of(correction, "take"))
    typed = {"text": "Mine, all mine.", "reason": ""}
    refused = press(desk, "take", correction, **typed)
    assert refused.status_code == 409
    for answer in (refused, press(desk, "edit", correction, **typed | {"reason": "True."})):
        assert "Mine, all mine.</textarea>" in answer.content.decode()
        assert "Take it over" in text_of(answer)
    taken = press(desk, "take", correction, over="1", **typed)
    assert "Mine, all mine.</textarea>" in taken.content.decode()
    assert "Give it back" in text_of(taken)
    left = press(desk, "leave", correction, **typed)
    assert "Mine, all mine.</textarea>" in left.content.decode()
    assert "Take this one" in text_of(left)


def test_the_mail_of_a_duplicate_names_the_other_and_its_end_is_told_as_well(
    desk: Client, ada: User, gotcha: Gotcha
) -> None:
    asked = {"wants_mail": True}
    first = correcting(gotcha, "(5)", "(8)", proposer_email="ann@example.org", **asked)
    second = correcting(gotcha, "(5)", "(9)", proposer_email="neil@example.org", **asked)
    quiet = correcting(gotcha, "(5)", "(7)", proposer_email="x@example.org")
    again = correcting(gotcha, "(5)", "(6)", proposer_email="Ann@example.org", **asked)
    quiet.duplicate(ada, "Same.", first), again.duplicate(ada, "Same.", first)
    press(desk, "duplicate", second, of=str(first.pk))
    letter = Email.objects.get()
    assert f"It is duplicate of correction {first.pk}:" in letter.message
    assert f"/corrections/{first.pk}/" in letter.message
    press(desk, "apply", first)
    told = list(Email.objects.order_by("pk")[1:])
    assert [letter.to for letter in told] == [["ann@example.org"], ["neil@example.org"]]
    assert f"Correction {first.pk}, which says the same as yours" in told[1].message
    assert f"/corrections/status/{second.status_token}/" in told[1].message
    undone = review.decide(first, lambda row: row.undo(ada))
    assert undone.after == "reported"
    assert "taken back" in Email.objects.order_by("-pk")[0].message
    assert Email.objects.count() == 5


@pytest.mark.parametrize("state", ["withdrawn", "merged"])
def test_of_an_article_that_was_put_away_only_what_can_be_done_is_offered(
    desk: Client, gotcha: Gotcha, state: str
) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    close(gotcha, state)
    for address in (QUEUE, page_of(correction)):
        page = desk.get(address)
        assert f"The article is {state}: nothing in it is changed or marked any more." in text_of(page)
        html = page.content.decode()
        for gone in ("notice/", "Apply", "/dispute/", "What applying changes"):
            assert gone not in html, gone
        assert "Reject" in html
    for action in ("apply", "dispute"):
        asked = desk.post(page_of(correction, action), {"version": 1})
        assert asked.status_code == 200
        assert "Apply" not in text_of(asked) and "Dispute" not in text_of(asked)
        refused = press(desk, action, correction, reason="It is true.")
        assert refused.status_code == 422
        assert 'value="It is true."' in refused.content.decode()
    assert desk.get(page_of(correction, "edit")).url == page_of(correction)
    late = press(desk, "edit", correction, text="Mine, all mine.")
    assert late.status_code == 422
    assert "Mine, all mine." in text_of(late)
    press(desk, "reject", correction)
    assert fresh(correction).state == "rejected"


def test_an_article_that_is_not_published_says_its_state_on_the_desk(desk: Client, gotcha: Gotcha) -> None:
    correction = correcting(gotcha, "(5)", "(8)")
    assert "Historic" not in text_of(desk.get(page_of(correction)))
    Gotcha.objects.update(state="historic")
    assert "Historic" in text_of(desk.get(page_of(correction)))
