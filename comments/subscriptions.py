"""Subscribing an address to a thread, by mail: asked for here, confirmed by the receiver, ended by a link."""

import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from comments.access import PLACES
from comments.models import Subscription, Thread
from comments.models.telling import mails_for
from gotchas.addresses import whole
from gotchas.intake import limits, mail
from gotchas.intake.limits import Limit

AGAIN_AFTER = datetime.timedelta(hours=1)
"""Asked for twice, an address gets no second mail before this time is over."""

ASKED_FROM = (Limit("subscribe-minute", 5, 60), Limit("subscribe-day", 30, 86_400))
"""How often one visitor may ask."""

ASKED_FOR = Limit("subscribe-to-day", 5, 86_400)
"""Mails by which one address is asked to confirm, whoever asks for them."""


@transaction.atomic
def ask(thread: Thread, email: str) -> None:
    """Ask the receiver by mail to confirm; nothing where that was asked just now, or is confirmed.

    Who asks is told the same in every case: whether an address is subscribed is nobody else's business.
    """
    email = email.lower()
    row, _ = Subscription.objects.open().get_or_create(thread=thread, email=email, ended_at=None)
    if row.is_too_late:
        row.delete()
        row = Subscription.objects.create(thread=thread, email=email)
    now = timezone.now()
    long_ago = Q(asked_at=None) | Q(asked_at__lt=now - AGAIN_AFTER)
    is_due = Subscription.objects.filter(long_ago, pk=row.pk, confirmed_at=None).update(asked_at=now)
    if is_due and not limits.first_passed([(ASKED_FOR, limits.hashed(email))]):
        mail.queue_all([_question(row)])


def _question(row: Subscription) -> mail.Letter:
    context = {"target": row.thread.target, "link": whole(row.confirm_address)}
    text, html = mail.written("confirm", context)
    subject = f"Confirm: new comments on {row.thread.target}"
    return mail.Letter(to=row.email, subject=subject, text=text, html=html, urgent=True)


def by_token_or_404(token: str) -> Subscription:
    row = Subscription.objects.filter(token=token).select_related("thread", *PLACES).first()
    if row is None:
        raise Http404("There is no such subscription, or it ended some time ago.")
    return row


def all_of(email: str) -> QuerySet[Subscription]:
    """What an address gets mail of, newest first."""
    rows = Subscription.objects.active().filter(email=email)
    return rows.select_related("thread", *PLACES).order_by("-pk")


@transaction.atomic
def end(row: Subscription) -> None:
    """No more mail, not even what is written already and not sent."""
    end_all(Subscription.objects.filter(pk=row.pk))


@transaction.atomic
def end_all(rows: QuerySet[Subscription]) -> int:
    """As `end` for each of these; how many there were."""
    found = list(rows)
    running = Subscription.objects.filter(pk__in=[row.pk for row in found], ended_at=None)
    running.update(ended_at=timezone.now())
    for row in found:
        take_back(row)
    return len(found)


def take_back(row: Subscription) -> None:
    """Delete the mails that are written for it and not sent."""
    mails_for(row).filter(Q(status=None) | Q(status__in=mail.UNSENT)).delete()
