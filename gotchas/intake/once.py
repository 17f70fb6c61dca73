"""Once-only tokens: a double click, a reload or a retry of the same form makes one result.

A form carries a token. The token together with a digest of the fields is unique in the database: the same
text again leads to the first result, other text in the same form is a new post.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping

from django.db import transaction

from gotchas.models import SubmissionToken


def issue() -> str:
    return secrets.token_urlsafe(16)


def digest_of(fields: Mapping[str, str]) -> str:
    """SHA-256 of the fields, whatever their order."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def result_of(token: str, digest: str) -> str | None:
    """The address of what this form made already."""
    return SubmissionToken.objects.filter(token=token, digest=digest).values_list("result", flat=True).first()


@transaction.atomic
def only(token: str, digest: str, make: Callable[[], str]) -> str:
    """The address that `make` returns, called for the first sending only; later ones get the same address.

    One transaction holds the token and all that `make` writes. Of two sendings at once the second waits at
    the unique constraint until the first is committed, and then reads its result; where the first failed and
    was rolled back, the second makes it.
    """
    claim, is_first = SubmissionToken.objects.get_or_create(token=token, digest=digest)
    if not is_first:
        return claim.result
    claim.result = make()
    claim.save(update_fields=["result"])
    return claim.result
