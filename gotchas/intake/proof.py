"""Proof of work for what is merely suspicious: the browser computes for a second, and the text is published.

The server is altcha's; it leaves to us that a proof counts once, and for which text. A challenge is signed,
runs out, and is bound to a form's token and the digest of its fields. The solver is static/js/proof.js.
"""

from dataclasses import dataclass
from datetime import timedelta
from secrets import randbelow
from typing import Any, Final

import altcha
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gotchas.intake.once import digest_of
from gotchas.models import ProofNonce

ALGORITHM: Final = "PBKDF2/SHA-256"
"""One call of SubtleCrypto holds all rounds; plain SHA-256 is a call a round, which slows only browsers."""

ROUNDS: Final = 10_000
TRIES: Final = 400
"""A browser tries half of these on average, each some milliseconds long."""

LIFETIME: Final = timedelta(minutes=10)
LONGEST: Final = 4_000
"""Characters of a proof; ours have 900."""


class Refused(Exception):
    """A proof that does not count; the words tell the visitor why. Without words: none was sent."""

    def __init__(self, words: str, code: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that is right; it counts when it is `spend`-ed."""

    nonce: str

    def spend(self) -> None:
        """Let it count, once; Refused the second time. In the transaction of what it allows."""
        try:
            with transaction.atomic():
                ProofNonce.objects.create(nonce=self.nonce)
        except IntegrityError:
            raise Refused("This proof was used already.", "proof_used") from None


def challenge(token: str, digest: str) -> dict[str, Any]:
    """What a browser is to solve for the form `token` with the fields `digest`."""
    made = altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=randbelow(TRIES),
        expires_at=timezone.now() + LIFETIME,
        data={"for": _bound(token, digest), "tries": TRIES},
        hmac_secret=_secret(),
    )
    return made.to_dict()


def read(given: str, token: str, digest: str) -> Proof:
    """The proof in `given` for the form `token` with the fields `digest`; raises Refused."""
    if not given:
        raise Refused("", "proof_missing")
    forged = Refused("The proof that came with it is not right, so it did not count.", "proof_wrong")
    if len(given) > LONGEST:
        raise forged
    result = altcha.verify_solution(given, _secret())
    if result.expired:
        minutes = LIFETIME // timedelta(minutes=1)
        raise Refused(f"The proof is good for {minutes} minutes only, and they are over.", "proof_expired")
    if not result.verified:
        raise forged
    parameters = altcha.Payload.from_base64(given).challenge.parameters
    if not parameters.data or parameters.data.get("for") != _bound(token, digest):
        raise Refused("The proof was made for another text.", "proof_other_text")
    return Proof(parameters.nonce)


def _bound(token: str, digest: str) -> str:
    return digest_of({"token": token, "digest": digest})


def _secret() -> bytes:
    return salted_hmac("gotchas.intake.proof", "challenge", algorithm="sha256").digest()
