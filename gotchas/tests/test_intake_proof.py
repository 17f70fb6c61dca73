"""Proof of work: bound to one form and its text, good for a while, and counted once."""

import base64
import json
import time
from typing import Any

import altcha
import pytest

from gotchas.intake import once, proof
from gotchas.models import ProofNonce
from gotchas.tests.racing import at_once

DIGEST = once.digest_of({"text": "hello"})


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "ROUNDS", 1)


def solved(challenge: dict[str, Any]) -> str:
    """What static/js/proof.js makes of a challenge."""
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    assert solution is not None
    return altcha.Payload(made, solution).to_base64()


def reason(given: str, token: str = "form", digest: str = DIGEST) -> str:
    with pytest.raises(proof.Refused) as refused:
        proof.read(given, token, digest)
    return refused.value.code


def changed(given: str, *path: str, to: Any) -> str:
    payload = part = json.loads(base64.b64decode(given))
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = to
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_a_solved_challenge_is_taken_for_its_form_and_text_alone() -> None:
    given = solved(proof.challenge("form", DIGEST))
    assert proof.read(given, "form", DIGEST)
    assert reason(given, token="another") == "proof_other_text"
    assert reason(given, digest=once.digest_of({"text": "bye"})) == "proof_other_text"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("solution", "counter"), 0xFFFF),
        (("solution", "counter"), "1"),
        (("solution", "derivedKey"), "00" * 32),
        (("challenge", "signature"), "00" * 32),
        (("challenge", "signature"), None),
        (("challenge", "parameters", "cost"), 2),
        (("challenge", "parameters", "keyPrefix"), ""),
        (("challenge", "parameters", "data"), {}),
        (("challenge", "parameters", "expiresAt"), 9e99),
        (("challenge", "parameters"), []),
        (("solution",), "x"),
    ],
)
def test_what_was_changed_in_it_is_forged(path: tuple[str, ...], to: Any) -> None:
    given = solved(proof.challenge("form", DIGEST))
    assert reason(changed(given, *path, to=to)) == "proof_wrong"


@pytest.mark.parametrize("given", ["x", "é", "e30=", "W10=", "bnVsbA==", "[" * 9_000, "W1tb" * 900])
def test_what_is_no_proof_is_refused(given: str) -> None:
    assert reason(given) == "proof_wrong"


def test_a_proof_signed_with_another_secret_is_forged(settings: Any) -> None:
    given = solved(proof.challenge("form", DIGEST))
    settings.SECRET_KEY = "another" * 10
    assert reason(given) == "proof_wrong"


def test_after_its_time_a_proof_has_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    given = solved(proof.challenge("form", DIGEST))
    later = time.time() + proof.LIFETIME.total_seconds() + 1
    monkeypatch.setattr("altcha.v2.time.time", lambda: later)
    assert reason(given) == "proof_expired"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_ten_that_spend_one_proof_at_once_one_does() -> None:
    found = proof.read(solved(proof.challenge("form", DIGEST)), "form", DIGEST)

    def spend() -> str:
        try:
            found.spend()
        except proof.Refused as refused:
            return refused.code
        return "spent"

    assert sorted(at_once(10, spend)) == ["proof_used"] * 9 + ["spent"]
    assert ProofNonce.objects.count() == 1
