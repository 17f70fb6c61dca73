"""The signed time in a form: when it was handed out, and the once-only token it was handed out with.

A robot sends a form in the same second; a form that was open for a day has a session and a token that may be
gone. Neither loses what was typed: the form is shown again, filled.
"""

import datetime
import time

from django.conf import settings
from django.core import signing

QUICKEST = datetime.timedelta(seconds=2)
"""Nobody reads the form and writes a sentence in less. Lifted by LIMITS=off."""

OLDEST = datetime.timedelta(hours=24)
"""How long a form may stay open."""

_signer = signing.TimestampSigner(salt="gotchas.intake.stamp")


class TooFast(Exception):
    """The form came back sooner than a person types."""


class TooOld(Exception):
    """The form was open too long, or its stamp is not ours."""


def seal(token: str) -> str:
    """The stamp of a form that is handed out now."""
    return _signer.sign(token)


def unseal(stamp: str, *, hasty: bool = False) -> str:
    """The token in `stamp`; raises TooOld, or TooFast unless `hasty` sendings are taken."""
    try:
        token = _signer.unsign(stamp, max_age=OLDEST)
    except signing.BadSignature:
        raise TooOld from None
    if settings.LIMITS and not hasty and 0 <= _age(stamp) < QUICKEST.total_seconds():
        raise TooFast
    return token


def _age(stamp: str) -> float:
    """Seconds; negative where the clock was set back since, which is nobody's haste."""
    return time.time() - signing.b62_decode(stamp.rsplit(":", 2)[1])
