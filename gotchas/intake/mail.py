"""Mail that is to go out: rows of django-post-office's queue, written in the transaction of what they tell.

Nothing is sent here. `manage.py worker` sends what is committed (gotchas/intake/mail_sending.py), so a crash,
a rollback or a mail server that is away loses nothing and sends nothing too early. Without a mail server the
rows are written all the same, and admin shows what would be sent.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import make_msgid
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from post_office.models import PRIORITY, STATUS, Email

from gotchas.intake import clean
from gotchas.markup.cleaning import printable

TRIED_FOR: Final = datetime.timedelta(days=7)
"""A mail that could not be sent for so long is not sent any more."""

LONGEST_SUBJECT: Final = 200
UNSENT: Final = (STATUS.queued, STATUS.requeued)
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^@\s,<>\"]{1,253}")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to one address.

    `urgent` is for what somebody waits for in front of the screen; `name` is what its Message-ID begins with,
    where rows are to be found again by it.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    urgent: bool = False
    name: str = ""

    @property
    def message_id(self) -> str:
        return f"<{self.name}@{host()}>" if self.name else make_msgid(domain=host())


def is_configured() -> bool:
    """Whether the site has a mail server: forms promise mail only then."""
    return not str(settings.EMAIL_BACKEND).endswith(".dummy.EmailBackend")


def takes(address: str) -> bool:
    """Whether mail can be queued for this address: one address, in ASCII before the @, without quotes."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return _PLAIN_ADDRESS.fullmatch(address) is not None


def queue(
    to: str,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    *,
    urgent: bool = False,
) -> Email:
    """Write one mail into the queue, in the transaction that is open; ValueError as for `queue_all`."""
    letter = Letter(to=to, subject=subject, text=text, html=html, headers=headers or {}, urgent=urgent)
    return queue_all([letter])[0]


def queue_all(letters: Iterable[Letter]) -> list[Email]:
    """Write mails into the queue, in one statement; the rows, in the order given.

    A subject becomes one line of at most LONGEST_SUBJECT characters, and what cannot be seen is taken out of
    the texts. ValueError for an address that `takes` refuses and for a header with a control character in it.
    """
    return Email.objects.bulk_create([_row(letter) for letter in letters])


def written(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """What `templates/mail/NAME.txt` and `NAME.html` say: text and HTML. Both know `site_url`."""
    known = {"site_url": settings.SITE_URL, **context}
    text = render_to_string(f"mail/{name}.txt", known)
    return text.strip() + "\n", render_to_string(f"mail/{name}.html", known)


def unsent() -> QuerySet[Email]:
    """What waits to be sent, now or later."""
    return Email.objects.filter(status__in=UNSENT, created__gt=timezone.now() - TRIED_FOR)


def to(address: str) -> QuerySet[Email]:
    """Every mail to an address that is kept, sent or not."""
    return Email.objects.filter(to__iexact=address) if address else Email.objects.none()


def named(beginning: str) -> QuerySet[Email]:
    """Every mail that is kept and whose `name` is `beginning`, a dot and more."""
    return Email.objects.filter(message_id__startswith=f"<{beginning}.")


def host() -> str:
    """The name of this site in identifiers of mails."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _row(letter: Letter) -> Email:
    if not takes(letter.to):
        raise ValueError("No mail is sent to an address of this form.")
    for name, value in letter.headers.items():
        if not _HEADER_NAME.fullmatch(name) or _CONTROLS.search(value):
            raise ValueError(f"The header {name!r} holds what no header may.")
    return Email(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        cc=[],
        bcc=[],
        subject=clean.line(letter.subject)[:LONGEST_SUBJECT],
        message=printable(clean.seen(letter.text)),
        html_message=printable(clean.seen(letter.html)),
        headers={"Auto-Submitted": "auto-generated", **letter.headers},
        message_id=letter.message_id,
        status=STATUS.queued,
        priority=PRIORITY.high if letter.urgent else PRIORITY.low,
    )
