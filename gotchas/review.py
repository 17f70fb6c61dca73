"""The queue of corrections, what an editor decides them by, and telling who proposed them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Lower, RowNumber
from django.urls import reverse
from django.utils import timezone

from gotchas.addresses import whole
from gotchas.answers.passages import MOST_SHOWN
from gotchas.intake import mail
from gotchas.models import Correction, Decision, Gotcha, erasing
from gotchas.models.correction import CorrectionQuerySet
from gotchas.models.making import made_of
from gotchas.models.verdicts import UNDO_FOR
from gotchas.text.quoting import meets, place_of

PAGE = 10
OTHERS = 5
"""Other corrections of the same passage that stand beside one."""
BRIEF = 2000
"""Characters of a passage that the list compares."""
LOG_PAGE = 50

_PLACES = ("gotcha__collection", "collection", "base", "taken_by", "decided_by", "account")

# The queue


@dataclass(slots=True)
class Item:
    """A correction with what an editor decides by. `before` and `after` are the lines around its passage.

    `is_there` says whether the passage still stands in the article as it was quoted; `held_for` why the rules
    held it back. `others` are the newest others of its passage, and `has_more` says that there are more.
    `record` counts by state what came from the same sender, who is known by `known_by`.
    """

    correction: Correction
    before: str = ""
    after: str = ""
    is_there: bool = True
    held_for: list[str] = field(default_factory=list)
    others: list[Correction] = field(default_factory=list)
    has_more: bool = False
    known_by: str = ""
    record: dict[str, int] = field(default_factory=dict)

    @property
    def and_show(self) -> str:
        """What a verdict says that it does besides, of a correction that readers do not see yet."""
        return " and show" if self.correction.visibility == Correction.Visibility.WAITING else ""

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
    """Each with what stands around it, in three queries however many they are."""
    others, records, held = _others_of(rows), _records_of(rows), _held_for(rows)
    items = []
    for row in rows:
        sender = _sender_of(row)
        item = Item(row, held_for=held.get(row.pk, []))
        item.known_by, item.record = sender[0], records.get(sender, {})
        _look_around(item, others)
        items.append(item)
    return items


def _held_for(rows: Sequence[Correction]) -> dict[int, list[str]]:
    """What the rules said of those that they held back."""
    noted = Decision.objects.filter(kind="correction", object_id__in=[row.pk for row in rows], before="")
    found = noted.order_by("pk").values_list("object_id", "reason")
    return {pk: reason.split("\n") for pk, reason in found if reason}


def _look_around(item: Item, others: dict[tuple[int, str], list[Correction]]) -> None:
    """Give it the lines around its passage, and the others that touch it; all where the passage is gone."""
    row = item.correction
    if row.gotcha is None:
        return
    now = str(getattr(row.gotcha, row.part, ""))
    place = place_of(now, row.quoted)
    item.is_there = place is not None or not row.quoted
    if place:
        item.before = now[: place[0]].rstrip("\n").rpartition("\n")[2]
        item.after = now[place[1] :].lstrip("\n").partition("\n")[0]
    start, end = place or (0, len(now))
    near = (other for other in others.get((row.gotcha.pk, row.part), ()) if other.pk != row.pk)
    found = [other for other in near if meets(now, start, end, _said_by(other))]
    item.others, item.has_more = found[:OTHERS], len(found) > OTHERS


def _said_by(other: Correction) -> str:
    """The words by which its passage is found in the article as it is now."""
    return other.proposed if other.state == Correction.State.APPLIED else other.quoted


def _others_of(rows: Sequence[Correction]) -> dict[tuple[int, str], list[Correction]]:
    """The newest corrections of each article and part that `rows` are of, decided ones too."""
    found: dict[tuple[int, str], list[Correction]] = defaultdict(list)
    near = Correction.objects.filter(gotcha__in={row.gotcha_id for row in rows if row.gotcha_id})
    near = near.exclude(visibility=Correction.Visibility.SPAM).filter(part__in={row.part for row in rows})
    newest = Window(RowNumber(), partition_by=["gotcha", "part"], order_by="-pk")
    near = near.annotate(nth=newest).filter(nth__lte=MOST_SHOWN).order_by("-pk")
    shown = ("part", "quoted", "proposed", "is_text_erased", "state", "proposer_name", "created_at")
    for other in near.only("gotcha", *shown):
        found[other.gotcha_id, other.part].append(other)
    return found


Sender = tuple[str, Any]
"""By what a sender is known, "account", "address" or "name", and which it is."""


def _sender_of(row: Correction) -> Sender:
    """Who sent it, as far as can be told: a name can be anybody's, so it comes last."""
    if row.account_id:
        return "account", row.account_id
    return ("address", row.proposer_email.lower()) if row.proposer_email else ("name", row.proposer_name)


def _records_of(rows: Sequence[Correction]) -> dict[Sender, dict[str, int]]:
    """How many corrections of each state those senders sent, these included."""
    senders = {_sender_of(row) for row in rows} - {("name", "")}
    accounts, addresses, names = (
        [which for how, which in senders if how == known_by] for known_by in ("account", "address", "name")
    )
    unknown = Q(account=None, proposer_email="", proposer_name__in=names)
    sent = Correction.objects.annotate(address=Lower("proposer_email")).order_by()
    sent = sent.filter(Q(account__in=accounts) | Q(address__in=addresses) | unknown)
    counted = sent.values_list("account", "address", "proposer_name", "state", "visibility")
    records: dict[Sender, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for account, address, name, state, visibility, count in counted.annotate(rows=Count("pk")):
        word = visibility if visibility == Correction.Visibility.SPAM else state
        by_name = ("name", "" if account or address else name)
        for sender in senders & {("account", account), ("address", address), by_name}:
            records[sender][word] += count
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
    stands = newest is not None and newest.undoes_id is None and not newest.is_over
    return newest if stands and "reopened" not in newest.kept else None


def tell(correction: Correction, decision: Decision) -> None:
    """Queue the mail to who asked for the decision; of its end also to who sent the same and asked."""
    if decision.after not in Correction.State.values:
        return
    _mail("correction_decided", correction, correction, decision)
    if {decision.before, decision.after} & {Correction.State.APPLIED, Correction.State.REJECTED}:
        for repeats in correction.duplicates.filter(wants_mail=True).exclude(
            proposer_email__iexact=correction.proposer_email
        ):
            _mail("correction_first_decided", repeats, correction, decision)


@transaction.atomic
def erase(rows: QuerySet[Correction], by: Any, note: str, *, texts: bool, who: bool = True) -> int:
    """Erase as `erasing.erase` does; who asked for the decision of one that was open is told of its end.

    Whose own address goes with it is not mailed any more; who sent the same is.
    """
    still_open = rows.filter(state__in=Correction.OPEN).order_by("pk").select_for_update(of=("self",))
    before = dict(still_open.values_list("pk", "state")) if texts else {}
    count = erasing.erase(rows, by, note, texts=texts, who=who)
    for row in Correction.objects.filter(pk__in=before).select_related("gotcha__collection").order_by("pk"):
        tell(row, Decision(before=before[row.pk], after=row.state, reason=row.decision_reason))
    return count


def _word(correction: Correction, decision: Decision) -> str:
    if decision.after == Correction.State.APPLIED:
        made = made_of(correction)
        if made and made.state == Gotcha.State.DRAFT:
            return "made, and an editor still works on it"
    return "open again" if "reopened" in decision.kept else Correction.State(decision.after).label.lower()


def _mail(template: str, to: Correction, correction: Correction, decision: Decision) -> None:
    """Tell who sent `to`, where they asked for it, what was decided of `correction`."""
    if not (to.wants_mail and mail.takes(to.proposer_email)):
        return
    first = correction.duplicate_of
    context = {
        "correction": to,
        "decided": correction,
        "about": str(correction.gotcha or correction.proposal.get("title") or "a new gotcha"),
        "state": _word(correction, decision),
        "is_undo": decision.undoes_id is not None,
        "reason": decision.reason,
        "first": first,
        "first_at": whole(reverse("correction", args=[first.pk])) if first else "",
        "status": whole(reverse("correction_status", args=[to.status_token])),
        "decided_at": whole(reverse("correction", args=[correction.pk])),
    }
    text, html = mail.written(template, context)
    mail.queue(to.proposer_email, f"Correction {correction.pk}: {context['state']}", text, html)
