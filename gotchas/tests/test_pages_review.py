"""The queue of corrections, the page of one, and what editors decide there."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import Email

from gotchas import review
from gotchas.models import Correction, Decision, Gotcha
from gotchas.tests.admin_pages import make_staff, signed_in, text_of
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_collection, make_gotcha

pytestmark = pytest.mark.django_db

QUEUE = "/desk/corrections/"
QUERIES = 13
"""Session, account and its permissions (4), four counts, the undo, the page, others, records, why held."""


@pytest.fixture
def editor() -> User:
    return make_staff("editor", username="ada")


@pytest.fixture
def desk(editor: User) -> Client:
    return signed_in(editor)


def of(correction: Correction, action: str = "") -> str:
    return f"{QUEUE}{correction.pk}/{action and f'{action}/'}"


def press(client: Client, action: str, correction: Correction, **more: Any) -> Any:
    """Send the form of its page as it is now."""
    row = Correction.objects.select_related("gotcha").get(pk=correction.pk)
    sent = {"reason": "Checked.", "version": row.version, "on": row.gotcha.last_revision if row.gotcha else 0}
    return client.post(of(correction, action), sent | more)


def state_of(correction: Correction) -> str:
    correction.refresh_from_db()
    return correction.state


def proposal(**fields: Any) -> Correction:
    given = {"title": "A new one", "problem": "It stops.", "codes": ["AMQ9637"]}
    return Correction.objects.create(collection=make_collection(), proposal=given, **fields)


def test_a_stranger_is_asked_to_sign_in_and_others_find_nothing() -> None:
    correction = make_correction()
    answer = Client().get(of(correction))
    assert (answer.status_code, answer.url) == (302, f"/admin/login/?next={of(correction)}")
    assert press(Client(), "reject", correction).status_code == 403
    undone = Client().post(of(correction, "undo"), {"decision": "1"})
    assert (undone.status_code, undone.url) == (302, f"/admin/login/?next={QUEUE}")
    for role in ("reader", "moderator"):
        assert signed_in(make_staff(role)).get(QUEUE).status_code == 404
        assert press(signed_in(make_staff(role)), "reject", correction).status_code == 404
    assert state_of(correction) == "reported"


def test_an_empty_queue_says_that_nothing_waits(desk: Client) -> None:
    answer = desk.get(QUEUE)
    assert "Nothing waits." in text_of(answer)
    assert "no-store" in answer["Cache-Control"]


def test_what_hurts_most_comes_first_then_the_oldest_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "PAGE", 2)
    old = timezone.now() - datetime.timedelta(days=9)
    new = proposal(created_at=old)
    shown = make_correction(make_gotcha(risk="display"), created_at=old)
    young = make_correction(make_gotcha(risk="interruption"))
    oldest = make_correction(make_gotcha(risk="interruption"), created_at=old)
    restart = make_correction(make_gotcha(risk="restart"), created_at=old)
    make_correction(state="held"), make_correction(visibility="spam")
    found: list[Correction] = []
    begin: int | None = 0
    while begin is not None:
        page = review.queue("", str(begin or ""))
        found += [item.correction for item in page.items]
        begin = page.later
    assert found == [oldest, young, restart, shown, new]


def test_each_stands_in_its_context_with_its_sender_and_its_rivals(desk: Client) -> None:
    gotcha = make_gotcha(solution="1. Stop it.\n2. Set SSLTASKS(5).\n3. Start it.", risk="restart")
    line = {"quoted": "2. Set SSLTASKS(5).", "proposer_email": "Neil@example.org"}
    make_correction(gotcha, proposed="2. Set it.", state="rejected", **line)
    correction = make_correction(gotcha, proposed="2. Set SSLTASKS(8).", reason="The manual.", **line)
    for address in (QUEUE, of(correction)):
        page = text_of(desk.get(address))
        for said in (
            "1. Stop it.", "SSLTASKS( 5 8 )", "3. Start it.", "The manual.", "restarts a component",
            "By this address: 0 applied, 0 disputed, 0 held, 1 rejected, 0 duplicate, 1 waiting, 0 spam",
            "Others for this passage: 1", "(rejected, Neil Casey)",
        ):  # fmt: skip
            wanted = said.replace("( 5 8 )", "(")
            assert wanted in page, (address, said)


def test_the_queue_asks_as_often_for_many_as_for_few(desk: Client) -> None:
    def fill(count: int) -> int:
        for n in range(count):
            gotcha = make_gotcha()
            make_correction(gotcha, proposer_email=f"a{n}@example.org")
            make_correction(gotcha, state="rejected")
        proposal(proposer_name=f"Ann {count}")
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(QUEUE).status_code == 200
        return len(caught)

    assert fill(1) == fill(7) == QUERIES


def test_a_verdict_from_the_list_asks_for_the_reason_first(desk: Client) -> None:
    correction = make_correction()
    page = desk.post(of(correction, "reject"), {"version": 1, "here": "show=held"})
    assert page.status_code == 200
    assert "Public reason" in text_of(page)
    assert 'value="show=held"' in page.content.decode()
    assert '<h2 id="decide" tabindex="-1" autofocus>Reject</h2>' in page.content.decode()
    refused = press(desk, "reject", correction, reason=" ")
    assert refused.status_code == 422
    assert '<li><a href="#id_reason">Give the reason' in refused.content.decode()
    assert refused.content.decode().count("autofocus") == 1
    assert state_of(correction) == "reported"


@pytest.mark.parametrize(
    ("action", "state"),
    [("apply", "applied"), ("dispute", "disputed"), ("hold", "held"), ("reject", "rejected")],
)
def test_a_verdict_with_a_reason_counts_and_leads_back(desk: Client, action: str, state: str) -> None:
    correction = make_correction()
    answer = press(desk, action, correction, here="from=7")
    assert (answer.status_code, answer.url) == (302, f"{QUEUE}?from=7#queue")
    assert (state_of(correction), correction.decision_reason) == (state, "Checked.")
    page = text_of(desk.get(QUEUE))
    assert f"{state.capitalize()}: correction {correction.pk}." in page
    assert "Undo" in page


def test_applied_it_says_so_on_the_article(desk: Client) -> None:
    correction = make_correction()
    press(desk, "apply", correction, reason="IBM says so.")
    page = text_of(Client().get(correction.gotcha.get_absolute_url()))
    assert "Twice." in page
    assert "Thanks to Neil Casey" in page


def test_a_duplicate_needs_the_number_of_the_other(desk: Client) -> None:
    first = make_correction()
    second = make_correction(first.gotcha)
    for number in ("", "x", "999999", "٣", str(second.pk)):
        assert press(desk, "duplicate", second, of=number).status_code == 422
    press(desk, "duplicate", second, of=f" #{first.pk} ")
    assert state_of(second) == "duplicate"
    assert second.duplicate_of == first
    assert f"of correction {first.pk}" in text_of(desk.get(of(second)))


def test_of_two_editors_one_decides_and_the_other_sees_what_was_decided(desk: Client) -> None:
    correction, other = make_correction(), signed_in(make_staff("editor", username="bob"))
    press(other, "reject", correction, reason="It is right as it stands.")
    answer = press(desk, "apply", correction, version=1)
    assert answer.status_code == 409
    page = text_of(answer)
    for said in ("It was decided meanwhile.", "Rejected by bob", "It is right as it stands."):
        assert said in page
    assert correction.proposed not in Gotcha.objects.get().solution


def test_one_that_was_held_meanwhile_is_shown_as_it_is_and_decided_again(desk: Client) -> None:
    correction, other = make_correction(), signed_in(make_staff("editor", username="bob"))
    press(other, "hold", correction, reason="Asked Neil.")
    answer = press(desk, "reject", correction, version=1, reason="My reason.")
    assert answer.status_code == 409
    assert "Asked Neil." in text_of(answer)
    assert 'value="My reason."' in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()


def test_one_that_was_taken_says_by_whom_and_when(desk: Client) -> None:
    correction, other = make_correction(), signed_in(make_staff("editor", username="bob"))
    other.post(of(correction, "take"))
    answer = desk.post(of(correction, "take"))
    assert answer.status_code == 409
    assert "Taken by another editor, bob, at" in text_of(answer)
    assert press(desk, "reject", correction).status_code == 409
    assert "Taken by bob at" in text_of(desk.get(QUEUE))
    desk.post(of(correction, "take"), {"over": "1"})
    assert "You took this one" in text_of(desk.get(of(correction)))
    desk.post(of(correction, "leave"))
    assert press(other, "reject", correction).status_code == 302


def test_an_undo_brings_it_back_to_the_queue_once(desk: Client) -> None:
    correction = make_correction()
    before = correction.gotcha.solution
    press(desk, "apply", correction)
    decision = Decision.objects.get()
    answer = desk.post(of(correction, "undo"), {"decision": decision.pk})
    assert answer.status_code == 302
    assert (state_of(correction), Gotcha.objects.get().solution) == ("reported", before)
    again = desk.post(of(correction, "undo"), {"decision": decision.pk})
    assert again.status_code == 409
    assert "Nothing was undone" in text_of(again)
    assert "Corrected on" not in text_of(Client().get(correction.gotcha.get_absolute_url()))


def conflicting() -> Correction:
    """A correction of a passage that an editor has rewritten since."""
    gotcha = make_gotcha(solution="2. Set SSLTASKS(5).")
    correction = make_correction(gotcha, proposed="2. Set SSLTASKS(8).")
    gotcha.solution = "2. Set SSLTASKS(6)."
    gotcha.save()
    gotcha.record()
    return correction


def test_a_conflict_shows_three_texts_and_offers_no_apply(desk: Client) -> None:
    correction = conflicting()
    page = desk.get(of(correction))
    for said in ("contradict each other", "SSLTASKS(5)", "SSLTASKS(", "Apply with my edits"):
        assert said in text_of(page)
    answer = press(desk, "apply", correction)
    assert answer.status_code == 409
    assert Gotcha.objects.get().solution == "2. Set SSLTASKS(6)."


def test_what_the_article_says_already_can_be_closed_as_applied_and_undone(desk: Client) -> None:
    correction = make_correction(make_gotcha(solution="Say 1.10."), quoted="Say 1.10.", proposed="Say 1.15.")
    gotcha = correction.gotcha
    gotcha.solution = "Say 1.15."
    gotcha.save()
    gotcha.record(author_name="Editor")
    assert "The article says this already. Apply closes it as applied" in text_of(desk.get(of(correction)))
    unchanged = press(desk, "edit", correction, text="Say 1.15.")
    assert unchanged.status_code == 422
    assert "That is what the article says already" in text_of(unchanged)
    assert press(desk, "apply", correction).status_code == 302
    assert state_of(correction) == "applied"
    assert f"Applied: correction {correction.pk}." in text_of(desk.get(QUEUE))
    assert press(desk, "undo", correction, decision=Decision.objects.get().pk).status_code == 302
    assert (state_of(correction), gotcha.revisions.count()) == ("reported", 2)


def test_an_editors_own_text_is_applied_and_shown_before(desk: Client) -> None:
    correction = conflicting()
    assert "SSLTASKS(6)" in desk.get(of(correction, "edit")).content.decode()
    text = "2. Set SSLTASKS(8) or more."
    preview = press(desk, "edit/preview", correction, text=text, reason="")
    assert preview.status_code == 200
    assert "What your edits change" in text_of(preview)
    assert press(desk, "edit", correction, text=text, reason="").status_code == 422
    assert press(desk, "edit", correction, text=text).status_code == 302
    assert (Gotcha.objects.get().solution, state_of(correction)) == (text, "applied")


def test_edits_on_a_text_that_moved_on_are_given_back_with_three_texts(desk: Client) -> None:
    correction = conflicting()
    answer = press(desk, "edit", correction, text="2. Set SSLTASKS(9).", on=1)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "2. Set SSLTASKS(9).</textarea>" in page
    assert "contradict each other" in page
    assert 'name="on" value="2"' in page
    decided = make_correction()
    press(desk, "reject", decided)
    lost = press(desk, "edit", decided, text="Mine.")
    assert lost.status_code == 409
    assert "Mine." in text_of(lost)


def test_a_new_gotcha_is_published_or_kept_as_a_draft(desk: Client) -> None:
    one, two = proposal(), proposal()
    assert "The gotcha that is proposed" in text_of(desk.get(of(one)))
    press(desk, "apply", one)
    press(desk, "draft", two)
    assert sorted(Gotcha.objects.values_list("state", flat=True)) == ["draft", "published"]
    assert "It made" in text_of(desk.get(of(two)))
    assert desk.get(of(one, "edit")).status_code == 302


def test_what_a_rule_held_back_is_shown_or_taken_for_spam_at_once(desk: Client) -> None:
    held, spam = make_correction(visibility="waiting"), make_correction(visibility="waiting")
    assert "Waiting for an editor" in text_of(desk.get(QUEUE))
    press(desk, "release", held)
    press(desk, "spam", spam)
    held.refresh_from_db(), spam.refresh_from_db()
    assert (held.visibility, spam.visibility) == ("public", "spam")
    assert f"Correction {spam.pk}" in text_of(desk.get(f"{QUEUE}?show=spam"))
    assert press(desk, "spam", held, version=9).status_code == 409


def test_who_asked_for_it_is_mailed_the_decision_and_its_undoing(desk: Client) -> None:
    correction = make_correction(proposer_email="neil@example.org", wants_mail=True)
    press(desk, "reject", make_correction(proposer_email="x@example.org"))
    press(desk, "reject", correction, reason="The manual says <5>.")
    letter = Email.objects.get()
    assert letter.to == ["neil@example.org"]
    assert "The manual says <5>." in letter.message
    assert f"/corrections/status/{correction.status_token}/" in letter.message
    assert "&lt;5&gt;" in letter.html_message
    desk.post(of(correction, "undo"), {"decision": Decision.objects.order_by("-pk")[0].pk})
    assert "taken back" in Email.objects.order_by("-pk")[0].message


def test_the_log_says_who_did_what(desk: Client) -> None:
    correction = make_correction()
    assert "Nothing was decided" in text_of(desk.get(f"{QUEUE}log/"))
    press(desk, "dispute", correction, reason="May be.")
    page = text_of(desk.get(f"{QUEUE}log/"))
    assert "ada, reported to disputed" in page
    assert "May be." in page


def test_words_of_strangers_are_text(desk: Client) -> None:
    bad = "<script>alert(1)</script><b>"
    gotcha = make_gotcha(solution=bad)
    correction = make_correction(gotcha, proposed=f"{bad}{bad}", reason=bad, proposer_name=bad, seen_on=bad)
    new = proposal(proposer_name=bad, reason=bad)
    Correction.objects.filter(pk=new.pk).update(proposal={"title": bad, "codes": [bad], "platforms": [bad]})
    for address in (QUEUE, of(correction), of(new), of(correction, "edit"), f"{QUEUE}log/"):
        page = desk.get(address).content.decode()
        assert "<script>a" not in page
        assert "<b>" not in page


def test_a_decision_is_made_by_a_post_alone_and_on_what_there_is(desk: Client) -> None:
    correction = make_correction()
    for action in (
        "apply",
        "draft",
        "dispute",
        "hold",
        "reject",
        "duplicate",
        "take",
        "leave",
        "undo",
        "spam",
    ):
        assert desk.get(of(correction, action)).status_code == 405
        assert desk.post(f"{QUEUE}999/{action}/").status_code == 404
    assert desk.post(QUEUE).status_code == 405
    assert desk.get(f"{QUEUE}999/").status_code == 404
    assert desk.get(f"{QUEUE}?from=9999999999999999999999&show=x").status_code == 200


def test_the_page_of_a_proposal_says_which_codes_are_not_taken_and_what_it_made(desk: Client) -> None:
    correction = proposal()
    Correction.objects.update(proposal=correction.proposal | {"codes": ["AMQ9637", "<?>"]})
    said = "<?>: no family has such a code"
    assert said in text_of(desk.get(of(correction)))
    answer = desk.post(of(correction, "apply"), {"reason": "Good.", "version": 1}, follow=True)
    assert "Applied: correction" in text_of(answer)
    assert "Messages not taken: <?>." in text_of(answer)
    assert said in text_of(desk.get(of(correction)))
    Correction.objects.get().undo(User.objects.get(username="ada"))
    page = text_of(desk.get(of(correction)))
    assert "It was applied before and undone" in page
    assert "(draft)" in page
