"""Decisions on several comments at once, what an editor is to look at, and taking decisions back."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from comments.access import LARGEST_ID, PLACES
from comments.models import Comment, Report, Thread
from comments.models.decisions import BY_IMPORT, UNDELETED
from gotchas.models import Decision

PAGE = 25
"""Comments of the queue that stand on a page."""

LOGGED = ("comment", "mark", "text", "thread")
"""Kinds of decisions that the log of the desk shows: of a comment's state, marks and earlier texts, and of
threads that were closed or opened again."""

LONGEST_ASKED = 200
"""Characters of a reason or an author that the queue is narrowed down by."""

REPORTED = "reported"
"""As a reason: whatever readers reported."""

REASONS_SHOWN = 10
"""Readers' reports of one comment that are shown; more are counted."""


# Why something waits


def note_why_held(comment: Comment, reasons: Sequence[str]) -> None:
    """Keep why a new comment is not shown, as a decision that nobody took."""
    if reasons:
        Decision.objects.create(
            kind="comment", object_id=comment.pk, before="", after=comment.state, reason="\n".join(reasons)
        )


# The queue


@dataclass(slots=True)
class Item:
    """A comment that an editor is to look at."""

    comment: Comment
    held_for: list[str]
    reports: list[Report]
    record: dict[str, int]

    @property
    def seen(self) -> "Seen":
        return Seen(self.comment.pk, self.comment.state, self.reports[-1].pk if self.reports else 0)

    @property
    def shown_reports(self) -> list[Report]:
        return self.reports[:REASONS_SHOWN]


class Seen(NamedTuple):
    """A comment as the queue showed it: decided in another tab meanwhile, it is another one.

    `report` is the newest open report, 0 without any.
    """

    pk: int
    state: str
    report: int

    def __str__(self) -> str:
        return f"{self.pk}.{self.state}.{self.report}"

    @classmethod
    def read(cls, given: str) -> Self | None:
        """From what a form sent; None for what no form of ours sends."""
        pk, _, rest = given.partition(".")
        state, _, report = rest.partition(".")
        if not all(n.isascii() and n.isdecimal() and len(n) < 19 for n in (pk, report)):
            return None
        return cls(int(pk), state, int(report))


@dataclass(frozen=True, slots=True)
class QueuePage:
    items: list[Item]
    later: int | None
    """The comment that the next page begins with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue: `show` is "spam" for what was taken for it; the others narrow it down.

    `why` are words of a reason, "reported" for whatever readers reported; `by` of a name or a mail address.
    """

    show: str = ""
    why: str = ""
    by: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """From the address of a page; what no list has is left out."""
        show = Comment.State.SPAM if given.get("show") == Comment.State.SPAM else ""
        return cls(show, *(given.get(name, "").strip()[:LONGEST_ASKED] for name in ("why", "by")))

    @property
    def parameters(self) -> dict[str, str]:
        return {name: value for name in self.__slots__ if (value := str(getattr(self, name)))}

    @property
    def narrows(self) -> bool:
        return bool(self.why or self.by)


def queue(asked: Asked, begin: str) -> QueuePage:
    """One page of what waits or was reported, or of what is spam; oldest first, from comment `begin` on."""
    at = _place_of(begin)
    rows = sorted(
        (row for rows in _lists(asked) for row in _from(rows, at)[: PAGE + 1]),
        key=lambda row: (row.posted_at, row.pk),
    )
    later = rows[PAGE].pk if len(rows) > PAGE else None
    return QueuePage(items_of(rows[:PAGE]), later)


def _lists(asked: Asked) -> list[QuerySet[Comment]]:
    """Two lists, each cut from an index: one condition for both would read all comments there are."""
    reports = Report.objects.filter(handled_at=None)
    if asked.why and asked.why.casefold() != REPORTED:
        reports = reports.filter(reason__icontains=asked.why)
    reported = Q(pk__in=reports.values("comment"))
    rows = Comment.objects.all()
    if asked.by:
        rows = rows.filter(Q(author_name__icontains=asked.by) | Q(author_email__icontains=asked.by))
    held = rows.filter(state=asked.show or Comment.State.WAITING)
    if asked.why:
        noted = _noted_why_held().filter(object_id=OuterRef("pk"), reason__icontains=asked.why)
        held = held.filter(Exists(noted) | reported)
    return [held] if asked.show else [held, rows.published().filter(reported)]


def _place_of(begin: str) -> tuple[datetime.datetime, int] | None:
    if not (begin.isascii() and begin.isdecimal() and len(begin) < 19):
        return None
    return Comment.objects.filter(pk=begin).values_list("posted_at", "pk").first()


def _from(rows: QuerySet[Comment], at: tuple[datetime.datetime, int] | None) -> QuerySet[Comment]:
    if at:
        rows = rows.filter(Q(posted_at__gt=at[0]) | Q(posted_at=at[0], pk__gte=at[1]), posted_at__gte=at[0])
    return rows.order_by("posted_at", "pk").select_related("parent", "account", *PLACES)


def item(number: int) -> Item | None:
    """One comment in whatever state; None for one that was erased, of which nothing is left to decide."""
    rows = Comment.objects.filter(pk=min(number, LARGEST_ID), erased_at=None)
    found = rows.select_related("parent", "account", *PLACES).first()
    return items_of([found])[0] if found else None


def items_of(comments: Sequence[Comment]) -> list[Item]:
    """Each with all that an editor decides by, in three queries however many they are."""
    ids = [comment.pk for comment in comments]
    reports: dict[int, list[Report]] = defaultdict(list)
    for report in Report.objects.filter(comment__in=ids, handled_at=None).order_by("pk"):
        reports[report.comment_id].append(report)
    held, records = _why_held(comments), _records_of(comments)
    return [
        Item(comment, held.get(comment.pk, []), reports[comment.pk], records.get(_author_of(comment), {}))
        for comment in comments
    ]


def _why_held(comments: Sequence[Comment]) -> dict[int, list[str]]:
    """Why those that are not shown were last held: by a rule, the policy or readers' reports."""
    ids = [comment.pk for comment in comments if comment.state != Comment.State.PUBLISHED]
    noted = _noted_why_held().filter(object_id__in=ids).order_by("pk")
    return {decision.object_id: decision.reason.split("\n") for decision in noted}


def _noted_why_held() -> QuerySet[Decision]:
    """What rules, the policy, readers' reports and imports noted."""
    by_site = Decision.objects.filter(kind="comment", by=None, by_name__in=("", BY_IMPORT))
    held = by_site.filter(after__in=(Comment.State.WAITING, Comment.State.SPAM))
    return held.exclude(reason__in=("", UNDELETED))


def _author_of(comment: Comment) -> tuple[str, str]:
    """Who wrote it, as far as can be told: the mail address, else the printed name."""
    return ("", comment.author_email.lower()) if comment.author_email else (comment.author_name, "")


def _records_of(comments: Sequence[Comment]) -> dict[tuple[str, str], dict[str, int]]:
    """How many comments of each state those authors wrote, these included."""
    names = {comment.author_name for comment in comments if not comment.author_email}
    emails = {comment.author_email for comment in comments if comment.author_email}
    by = Q(author_name__in=names, author_email="") | (Q(author_email__in=emails) & ~Q(author_email=""))
    rows = Comment.objects.filter(by).order_by().values_list("author_name", "author_email", "state")
    records: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, email, state, count in rows.annotate(count=Count("pk")):
        records["" if email else name, email.lower()][state] += count
    return {author: dict(states) for author, states in records.items()}


def waiting_count(most: int = 1000) -> int:
    """How many comments are to be looked at; more than `most` where they are more, without counting all."""
    return sum(rows.order_by()[: most + 1].count() for rows in _lists(Asked()))


# Deciding


@dataclass(slots=True)
class Done:
    """What was decided, with what an undo needs; and what was not, because it was decided meanwhile."""

    decisions: list[Any]
    reports: list[int]
    of: list[Comment]
    missed: list[Comment]

    @property
    def count(self) -> int:
        return len(self.of)

    @property
    def kept(self) -> dict[str, list[Any]]:
        return {"decisions": self.decisions, "reports": self.reports}


@transaction.atomic
def decide_seen(seen: Iterable[Seen], decision: Callable[[Comment], Decision | None], by: Any) -> Done:
    """Decide the comments that still are as they were `seen`, and count their reports as handled.

    That a reported comment stays as it is, is a decision as well.
    """
    wanted = {each.pk: each for each in seen}
    lock_threads_of(Comment.objects.filter(pk__in=wanted))
    rows = list(
        Comment.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True, of=("self",))
    )
    open_reports: dict[int, list[int]] = defaultdict(list)
    opened = Report.objects.filter(comment__in=rows, handled_at=None).order_by("pk")
    for pk, comment in opened.values_list("pk", "comment"):
        open_reports[comment].append(pk)
    same, missed = [], []
    for row in rows:
        newest = open_reports[row.pk][-1] if open_reports[row.pk] else 0
        asked = wanted[row.pk]
        is_same = asked.state == row.state and (newest > 0) >= (asked.report > 0)
        (same if is_same else missed).append(row)
    handled = [pk for row in same for pk in open_reports[row.pk]]
    Report.objects.filter(pk__in=handled).update(handled_at=timezone.now())
    new = decide(same, lambda row: decision(row) or _left(row, len(open_reports[row.pk]), by))
    return Done(new, handled, same, missed)


def _left(row: Comment, reports: int, by: Any) -> Decision | None:
    """That it stays although readers reported it; None where nobody did."""
    said = f"Reported by {reports} reader{'' if reports == 1 else 's'}"
    return _note_left(row, said, by) if reports else None


def _note_left(row: Comment, reason: str, by: Any) -> Decision:
    """Keep who left a comment as it is."""
    return Decision.objects.create(
        kind="comment", object_id=row.pk, before=row.state, after=row.state, reason=reason, by=by,
        by_name=by.get_username(),
    )  # fmt: skip


@transaction.atomic
def undo(kept: dict[str, list[Any]], by: Any) -> tuple[int, list[Any]]:
    """Take back what `decide_seen` did; how many comments, and the ids of those decided again since."""
    new = dict(kept["decisions"])
    decisions = Decision.objects.filter(pk__in=new).order_by("object_id")
    reports = Report.objects.filter(pk__in=kept["reports"])
    touched = {decision.object_id for decision in decisions} | set(reports.values_list("comment", flat=True))
    lock_threads_of(Comment.objects.filter(pk__in=touched))
    left = [row.object_id for row in decisions if not take_back(row, new[row.pk], by)]
    reports.exclude(comment__in=left).update(handled_at=None)
    return len(touched) - len(left), left


def plain_rows(queryset: QuerySet[Comment]) -> list[Comment]:
    """The rows without the relations of the list, in the order in which they are locked."""
    return list(Comment.objects.filter(pk__in=queryset.values("pk")).order_by("pk"))


@transaction.atomic
def decide(rows: list[Comment], decision: Callable[[Comment], Decision | None]) -> list[Any]:
    """Decide all of `rows` or none: ids of the decisions that were new, with the reason there was before."""
    found = []
    for comment in rows:
        reason = comment.removed_reason
        if (new := decision(comment)) is not None:
            found.append([new.pk, reason])
    return found


def take_back(decision: Decision, reason: str, by: Any) -> bool:
    """Give the comment the state it had before `decision`, with the `reason` that stood there.

    False when the comment was decided again since, or erased. To be called in a transaction.
    """
    comment = Comment.objects.get(pk=decision.object_id)._locked()
    newest = Decision.objects.filter(kind="comment", object_id=comment.pk).order_by("-pk").first()
    if newest != decision or comment.state != decision.after or comment.erased_at:
        return False
    stayed = decision.before == decision.after
    back = _note_left(comment, "", by) if stayed else comment._decide(decision.before, by, reason)
    Decision.objects.filter(pk=back.pk).update(undoes=decision)
    return True


def threads_of(rows: QuerySet[Comment]) -> QuerySet[Thread]:
    return Thread.objects.filter(pk__in=rows.order_by().values("thread")).order_by("pk")


def lock_threads_of(rows: QuerySet[Comment]) -> None:
    list(threads_of(rows).select_for_update(no_key=True).values_list("pk"))
