"""Sending what is queued: by `manage.py worker`, a portion at a time.

A mail is claimed by one conditional UPDATE before it is sent, so two workers never send the same one. A
worker that dies while it sends leaves its claim behind, which ends after LEASE: then that mail is sent again,
under the same Message-ID.
"""

import datetime
import logging
import smtplib
from typing import Any, Final

from django.core.mail import get_connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from post_office.models import STATUS, Email, Log

from gotchas.intake import mail

PORTION: Final = 20
"""Mails that are sent over one connection, before the worker looks at its other chores."""

LEASE: Final = datetime.timedelta(minutes=10)
"""A claim on a mail: longer than a mail server takes to answer (settings.EMAIL_TIMEOUT, a few times)."""

TRIES: Final = 20
"""How often a mail that the server puts off is tried; with the waits below, some three days."""

FIRST_WAIT: Final = datetime.timedelta(minutes=1)
LONGEST_WAIT: Final = datetime.timedelta(hours=6)
SENT_KEPT: Final = datetime.timedelta(days=7)
FAILED_KEPT: Final = datetime.timedelta(days=30)
"""Mails that were given up; also those that waited too long to be sent at all."""

LONGEST_ANSWER: Final = 300
"""Characters that are kept of what the mail server answered."""

logger = logging.getLogger(__name__)


class ServerAway(Exception):
    """The mail server cannot be reached, or does not let this site in. Nothing is lost, nothing counted."""


def send_some() -> int:
    """Send a portion of what is due; how many mails there were. ServerAway where none could be tried."""
    if not mail.is_configured():
        return 0
    due = list(_due().order_by("-priority", "pk").values_list("pk", flat=True)[:PORTION])
    if not due:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # all errors of smtplib are of this kind
        raise ServerAway(name_of(error)) from None
    try:
        for pk in due:
            if claimed := _claim(pk):
                _send(claimed, connection)
    finally:
        connection.close()
    return len(due)


def _due() -> QuerySet[Email]:
    return mail.unsent().filter(Q(scheduled_time=None) | Q(scheduled_time__lte=timezone.now()))


def _claim(pk: int) -> Email | None:
    """The mail, tried once more and kept from other workers for a time; None where one was first."""
    tried = Coalesce(F("number_of_retries"), 0) + 1
    mine = _due().filter(pk=pk).update(
        status=STATUS.requeued, scheduled_time=timezone.now() + LEASE, number_of_retries=tried
    )  # fmt: skip
    return Email.objects.filter(pk=pk).first() if mine else None


def _send(row: Email, connection: Any) -> None:
    try:
        row.dispatch(commit=False, disconnect_after_delivery=False, connection=connection)
    except Exception as error:  # whatever is wrong with one mail must not hold up the others
        _put_off(row, error)
        if _is_gone(error):
            raise ServerAway(name_of(error)) from None
    else:
        Email.objects.filter(pk=row.pk).update(status=STATUS.sent, last_updated=timezone.now())


def _put_off(row: Email, error: Exception) -> None:
    """Try it again later, or never where that can change nothing."""
    tries = row.number_of_retries or 1
    given_up = _is_final(error) or tries >= TRIES
    wait = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    Email.objects.filter(pk=row.pk).update(
        status=STATUS.failed if given_up else STATUS.requeued,
        scheduled_time=timezone.now() + wait,
        last_updated=timezone.now(),
    )
    Log.objects.create(
        email=row, status=STATUS.failed, exception_type=type(error).__name__, message=_answer_of(error)
    )
    # Without the server's own words: the reader's address stands in them.
    then = "It is given up" if given_up else "It is tried again"
    logger.warning("Mail %s was not sent: %s. %s.", row.pk, name_of(error), then)


def _codes_of(error: Exception) -> list[int]:
    """The server's codes, of each receiver that it refused."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _is_final(error: Exception) -> bool:
    """Refused for good (5xx, RFC 5321), or a mail that cannot be made."""
    if codes := _codes_of(error):
        return all(code >= 500 for code in codes)
    return not isinstance(error, OSError)


def _is_gone(error: Exception) -> bool:
    """Whether the connection broke, so that the next mail would fail as well."""
    of_smtp = isinstance(error, smtplib.SMTPException)
    return isinstance(error, smtplib.SMTPServerDisconnected) or (isinstance(error, OSError) and not of_smtp)


def name_of(error: Exception) -> str:
    """What went wrong, in words that hold nobody's address."""
    codes = " ".join(map(str, _codes_of(error)))
    return f"{type(error).__name__} {codes}".strip()


def _answer_of(error: Exception) -> str:
    return " ".join(str(error).split())[:LONGEST_ANSWER]


def throw_away(at_once: int) -> int:
    """Delete at most `at_once` mails that were sent, or given up, some time ago; how many rows."""
    now = timezone.now()
    old = Q(status=STATUS.sent, last_updated__lt=now - SENT_KEPT) | Q(created__lt=now - FAILED_KEPT)
    keys = list(Email.objects.filter(old).values_list("pk", flat=True)[:at_once])
    if keys:
        Email.objects.filter(pk__in=keys).delete()
    return len(keys)
