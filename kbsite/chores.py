"""What the worker does now and then, each in short transactions that readers and writers hardly notice."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib.sessions.models import Session
from django.utils import timezone

from comments import notify, notify_editors
from comments.models import Subscription
from gotchas.intake import mail, mail_sending
from gotchas.models import (
    DailySalt,
    ProofNonce,
    RateCounter,
    SubmissionToken,
    UnansweredCode,
    UnansweredSighting,
)
from gotchas.search import index
from kbsite import last_titles

DAY: Final = datetime.timedelta(days=1)
FORMS_KEPT: Final = 90 * DAY
"""How long a form that was sent leads to its first result; a tab may stay open for weeks."""

COUNTERS_KEPT: Final = 2 * DAY
"""The longest window of a limit is a day."""

PROOFS_KEPT: Final = 7 * DAY

WORDS_KEPT: Final = 90 * DAY
"""How long a word of no family that too few asked for is kept: most are names out of one reader's logs."""

SUBJECTS: Final = 3
"""Of mails that wait for a mail server, said in the log; admin shows all of each."""

AT_ONCE: Final = 1_000
"""Rows thrown away in one transaction."""


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    seconds: int
    """How often it is done."""

    do: Callable[[], int]
    """Does a portion; how many rows there were. It is called again at once until there are none."""


def throw_away() -> int:
    """Rows that only counted for a time."""
    now = timezone.now()
    old = (
        SubmissionToken.objects.filter(created_at__lt=now - FORMS_KEPT),
        RateCounter.objects.filter(window__lt=now - COUNTERS_KEPT),
        ProofNonce.objects.filter(used_at__lt=now - PROOFS_KEPT),
        UnansweredSighting.objects.filter(day__lt=now.date() - COUNTERS_KEPT),
        DailySalt.objects.filter(day__lt=now.date()),
        Session.objects.filter(expire_date__lt=now),
        Subscription.objects.past(),
        UnansweredCode.objects.forgotten(now - WORDS_KEPT).filter(thread=None),
    )
    count = 0
    for rows in old:
        keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if keys:
            rows.filter(pk__in=keys).delete()  # what is no longer old since it was read stays
            count += len(keys)
    return count + mail_sending.throw_away(AT_ONCE)


def say_what_waits() -> int:
    """One line where mails wait for a mail server that nobody set up: what would be sent, not to whom."""
    if not mail.is_configured() and (count := mail.unsent().count()):
        say = "1 mail waits" if count == 1 else f"{count} mails wait"
        subjects = mail.unsent().order_by("-pk").values_list("subject", flat=True)[:SUBJECTS]
        newest = ", ".join(f"“{subject}”" for subject in subjects)
        logger.warning("%s, no mail server is configured: set EMAIL_URL. The newest: %s.", say, newest)
    return 0


CHORES: Final = (
    Chore("fold the counts of words", 5, index.fold),
    Chore("write mails of new comments", 5, notify.fan_out),
    Chore("tell editors what waits", 60, notify_editors.tell),
    Chore("send mail", 5, mail_sending.send_some),
    Chore("say what mail waits", 3_600, say_what_waits),
    Chore("throw old rows away", 3_600, throw_away),
    Chore("keep titles for error pages", 300, last_titles.keep),
)
