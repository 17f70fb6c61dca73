"""The queue of corrections, what an editor decides them by, and telling who proposed them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from gotchas.addresses import whole
from gotchas.intake import mail
from gotchas.models import Correction, Decision
from gotchas.models.correction import CorrectionQuerySet
from gotchas.models.verdicts import UNDO_FOR
from gotchas.text.quoting import place_of

PAGE = 10
OTHERS = 5
"""Other corrections of the same part that stand beside one."""
BRIEF = 2000
"""Characters of a passage that the list compares."""
LOG_PAGE = 50

_PLACES = ("gotcha__collection", "collection", "base", "taken_by", "decided_by", "account")

# The queue


@dataclass(slots=True)
class Item:
    """A correction with what an editor decides by. `before` and `after` are the lines around its passage.

    `is_there` says whether the passage still stands in the article as it was quoted.
    """

    correction: Correction
    before: str = ""
    after: str = ""
    is_there: bool = True
    others: list[Correction] = field(default_factory=list)
    record: dict[str, int] = field(default_factory=dict)

    @property
    def is_cut(self) -> bool:
        return max(len(self.correction.quoted), len(self.correction.proposed)) > BRIEF


@dataclass(frozen=True, slots=True)
class QueuePage:
    items: list[Item]
    later: int | None
    """The correction that the next page begins with."""


def listed(show: str) -> CorrectionQuerySet:
    """What is to be looked at, or what is "disputed", "held" or "spam"."""
    if show == Correction.Visibility.SPAM:
        return Correction.objects.filter(visibility=show)
    rows = Correction.objects.exclude(visibility=Correction.Visibility.SPAM)
    if show in (Correction.State.DISPUTED, Correction.State.HELD):
        return rows.filter(state=show)
    return Correction.objects.to_look_at()


def queue(show: str, begin: str) -> QueuePage:
    """One page of a list: what hurts readers most first, then the oldest; from correction `begin` on."""
    rows = listed(show).with_harm()
    if begin.isascii() and begin.isdecimal() and len(begin) < 19:
        first = Correction.objects.with_harm().filter(pk=begin).first()
        rows = _from(rows, first) if first else rows
    found = list(rows.order_by("harm", "created_at", "pk").select_related(*_PLACES)[: PAGE + 1])
    return QueuePage(items_of(found[:PAGE]), found[PAGE].pk if len(found) > PAGE else None)


def _from(rows: CorrectionQuerySet, first: Any) -> CorrectionQuerySet:
    same = Q(harm=first.harm)
    later = Q(created_at__gt=first.created_at) | Q(created_at=first.created_at, pk__gte=first.pk)
    return rows.filter(Q(harm__gt=first.harm) | (same & later))


def items_of(rows: Sequence[Correction]) -> list[Item]:
    """Each with what stands around it, in two queries however many they are."""
    others, records = _others_of(rows), _records_of(rows)
    items = []
    for row in rows:
        item = Item(row, others=others[row.pk], record=records.get(_sender_of(row), {}))
        _look_around(item)
        items.append(item)
    return items


def _look_around(item: Item) -> None:
    row = item.correction
    if row.gotcha is None or not row.quoted:
        return
    now = str(getattr(row.gotcha, row.part, ""))
    place = place_of(now, row.quoted)
    item.is_there = place is not None
    if place:
        item.before = now[: place[0]].rstrip("\n").rpartition("\n")[2]
        item.after = now[place[1] :].lstrip("\n").partition("\n")[0]


def _others_of(rows: Sequence[Correction]) -> dict[int, list[Correction]]:
    """The newest others of the same part of the same article, decided ones too."""
    found: dict[tuple[int, str], list[Correction]] = defaultdict(list)
    near = Correction.objects.filter(gotcha__in={row.gotcha_id for row in rows if row.gotcha_id})
    near = near.exclude(visibility=Correction.Visibility.SPAM).filter(part__in={row.part for row in rows})
    for other in near.order_by("-pk").only("gotcha", "part", "state", "proposer_name", "created_at"):
        found[other.gotcha_id, other.part].append(other)
    same = {row.pk: found[row.gotcha_id, row.part] if row.gotcha_id else [] for row in rows}
    return {pk: [other for other in others if other.pk != pk][:OTHERS] for pk, others in same.items()}


def _sender_of(row: Correction) -> tuple[str, str]:
    """Who sent it, as far as can be told: the mail address, else the name; ("", "") for nobody."""
    return ("", row.proposer_email.lower()) if row.proposer_email else (row.proposer_name, "")


def _records_of(rows: Sequence[Correction]) -> dict[tuple[str, str], dict[str, int]]:
    """How many corrections of each state those senders sent, these included."""
    names = {row.proposer_name for row in rows if row.proposer_name and not row.proposer_email}
    emails = {row.proposer_email for row in rows if row.proposer_email}
    by = Q(proposer_name__in=names, proposer_email="") | Q(proposer_email__in=emails)
    counted = Correction.objects.filter(by).order_by().annotate(rows=Count("pk"))
    records: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = counted.values_list("proposer_name", "proposer_email", "state", "visibility", "rows")
    for name, email, state, visibility, count in found:
        word = visibility if visibility == Correction.Visibility.SPAM else state
        records["" if email else name, email.lower()][word] += count
    return {sender: dict(states) for sender, states in records.items()}


def for_review(number: int) -> Correction | None:
    """The correction whatever its state, with all that its page shows."""
    return Correction.objects.select_related(*_PLACES, "duplicate_of").filter(pk=number).first()


def count_up_to(rows: QuerySet[Any], most: int = 1000) -> int:
    """How many rows there are; `most` + 1 for more, which costs no more to find out."""
    return rows.order_by()[: most + 1].count()


# Deciding


def decide(correction: Correction, decision: Callable[[Correction], Decision]) -> Decision:
    """Decide it and queue the mail to who asked for one, both or neither."""
    with transaction.atomic():
        made = decision(correction)
        tell(correction, made)
    return made


def last_of(editor: Any) -> Decision | None:
    """The last decision of an editor, as long as it can be undone: nothing was decided there since."""
    since = Decision.objects.filter(kind="correction", object_id=OuterRef("object_id"), pk__gt=OuterRef("pk"))
    rows = Decision.objects.filter(kind="correction", by=editor, at__gte=timezone.now() - UNDO_FOR)
    newest = rows.annotate(is_over=Exists(since)).order_by("-pk").first()
    return newest if newest and newest.undoes_id is None and not newest.is_over else None


def tell(correction: Correction, decision: Decision) -> None:
    """Queue the mail on a decision, where the proposer asked for it."""
    told = decision.after in Correction.State.values
    if not (told and correction.wants_mail and mail.takes(correction.proposer_email)):
        return
    status = whole(reverse("correction_status", args=[correction.status_token]))
    context = {
        "correction": correction,
        "about": str(correction.gotcha or correction.proposal.get("title") or "a new gotcha"),
        "state": Correction.State(decision.after).label.lower(),
        "is_undo": decision.undoes_id is not None,
        "reason": decision.reason,
        "status": status,
    }
    text, html = mail.written("correction_decided", context)
    mail.queue(correction.proposer_email, f"Correction {correction.pk}: {context['state']}", text, html)
