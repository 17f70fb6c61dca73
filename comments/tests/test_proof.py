"""What is merely suspicious is published when the browser proves some work, and waits otherwise."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from comments.models import Comment
from comments.places import form_address
from comments.tests.factories import make_comment
from comments.tests.posting import filled, page_of
from gotchas.admin.undo import OFFERED
from gotchas.intake import limits, proof, stamp
from gotchas.models import Decision, Gotcha, Policy, ProofNonce, RateCounter, Rule
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.factories import make_gotcha
from gotchas.tests.racing import at_once
from gotchas.tests.test_intake_proof import solved

pytestmark = pytest.mark.django_db
TEXT = "See https://example.org/ for it."


@pytest.fixture(autouse=True)
def little_work(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIMITS = False
    monkeypatch.setattr(proof, "ROUNDS", 1)


@pytest.fixture
def gotcha(db: None) -> Gotcha:
    Rule.objects.create(kind=Rule.Kind.LINKS, value="0", verdict=Rule.Verdict.PROOF)
    return make_gotcha()


def challenge_of(answer: Any) -> dict[str, Any]:
    """The challenge on the page; the page has no error and nothing was published."""
    assert answer.context["challenge"], answer.status_code
    return json.loads(answer.context["challenge"])


def test_the_filled_form_comes_back_with_work_and_a_proof_of_it_publishes(
    client: Client, gotcha: Gotcha
) -> None:
    given = filled(text=TEXT)
    asked = client.post(form_address(gotcha), given)
    page = page_of(asked)
    assert asked.status_code == 200
    assert "Not published yet: one more step" in page
    assert TEXT in page
    assert "Send it to an editor" in page
    assert not Comment.objects.exists()
    proven = given | {"proof": solved(challenge_of(asked))}
    answers = [client.post(form_address(gotcha), proven) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302], "a double click makes one comment"
    assert (Comment.objects.get().state, Comment.objects.get().text) == ("published", TEXT)
    assert not Decision.objects.exists()
    assert ProofNonce.objects.count() == 1


def test_without_a_proof_it_goes_to_an_editor_on_request(client: Client, gotcha: Gotcha) -> None:
    assert client.post(f"{form_address(gotcha)}?wait", filled(text=TEXT)).status_code == 302
    assert Comment.objects.get().state == "waiting"
    reasons = Decision.objects.get().reason
    assert reasons == "Rule: More links than 0 (1 link)\nSent to an editor by its author"


def test_a_proof_for_another_text_a_forged_and_an_old_one_are_refused_and_the_text_is_kept(
    client: Client, gotcha: Gotcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = filled(text=TEXT)
    right = solved(challenge_of(client.post(form_address(gotcha), given)))
    tries = [
        (given | {"text": f"{TEXT} Buy it.", "proof": right}, "The proof was made for another text."),
        (filled(text=TEXT, proof=right), "The proof was made for another text."),
        (given | {"proof": right[:-8]}, "The proof that came with it is not right"),
    ]
    for fields, words in tries:
        refused = client.post(form_address(gotcha), fields)
        page = page_of(refused)
        assert refused.status_code == 422
        assert words in page
        assert fields["text"] in page
        assert challenge_of(refused)
    monkeypatch.setattr(proof, "LIFETIME", -OFFERED)
    old = solved(challenge_of(client.post(form_address(gotcha), given)))
    assert "they are over" in page_of(client.post(form_address(gotcha), given | {"proof": old}))
    assert not Comment.objects.exists()
    assert not ProofNonce.objects.exists()


def test_what_a_rule_or_the_policy_holds_waits_whatever_is_proven(client: Client, gotcha: Gotcha) -> None:
    Rule.objects.create(kind=Rule.Kind.WORD, value="casino")
    client.post(form_address(gotcha), filled(text=f"{TEXT} casino"))
    Policy.objects.create(form="comment", mode=Policy.Mode.ALL_WAIT)
    client.post(form_address(gotcha), filled(text=TEXT))
    assert list(Comment.objects.values_list("state", flat=True)) == ["waiting", "waiting"]


def test_the_fourth_comment_of_a_minute_is_asked_and_somebody_signed_in_is_not(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(stamp, "QUICKEST", datetime.timedelta(0))
    noon = datetime.datetime(2026, 5, 4, 12, 0, 10, tzinfo=datetime.UTC)
    monkeypatch.setattr(limits.timezone, "now", lambda: noon)
    address = form_address(make_gotcha())
    for n in range(3):
        assert client.post(address, filled(text=f"Text {n}")).status_code == 302
    assert challenge_of(client.post(address, filled(text="Text 3")))
    assert signed_in(make_staff("reader")).post(address, filled(text="Text 4")).status_code == 302
    counted = RateCounter.objects.filter(scope="comment-minute").values_list("count", flat=True)
    assert sorted(counted) == [1, 4], (
        "being asked counts for no limit, neither the address's nor the account's"
    )
    held = client.post(f"{address}?wait", filled(text="Text 5"))
    assert held.status_code == 302
    assert "Many from one address: more than 3 of 5 a minute" in Decision.objects.get().reason


def test_a_reply_is_asked_too_and_an_edit_waits(client: Client, gotcha: Gotcha) -> None:
    parent = make_comment(on=gotcha)
    asked = client.post(f"/comments/{parent.pk}/reply/", filled(text=TEXT))
    assert f'formaction="/comments/{parent.pk}/reply/?wait"' in page_of(asked)
    client.post(form_address(gotcha), filled(text="Plain."))
    mine = Comment.objects.latest("pk")
    page = client.get(f"/comments/{mine.pk}/edit/")
    fields = {field.name: field.value() or "" for field in page.context["form"]} | {"text": TEXT}
    assert client.post(f"/comments/{mine.pk}/edit/", fields).status_code == 302
    mine.refresh_from_db()
    assert mine.state == "waiting"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_eight_sendings_of_one_proof_at_once_one_comment_is_made() -> None:
    Rule.objects.create(kind=Rule.Kind.LINKS, value="0", verdict=Rule.Verdict.PROOF)
    address = form_address(make_gotcha())
    given = filled(text=TEXT)
    given |= {"proof": solved(challenge_of(Client().post(address, given)))}
    assert at_once(8, lambda: Client().post(address, given).status_code) == [302] * 8
    assert Comment.objects.count() == ProofNonce.objects.count() == 1
