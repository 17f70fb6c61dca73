"""What editors decide of a correction: dispute, hold, reject, duplicate, apply; take it first, or undo.

Each is one transaction. The gotcha's row is locked first, then the correction's; a decision counts only for
the version that the editor saw, so that of several at once one counts and the others are told.
"""

import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from gotchas.models import applying, making
from gotchas.models.applying import Outcome, Refused
from gotchas.models.intake import Decision

UNDO_FOR = datetime.timedelta(minutes=10)
TAKEN_FOR = datetime.timedelta(minutes=30)
"""How long a correction is kept for the editor who took it."""

_KIND = "correction"
_TRIES = 5
_DECIDED = (
    "state", "visibility", "duplicate_of", "decided_by", "decider_name", "decided_at", "decision_reason",
    "version", "taken_by", "taken_at",
)  # fmt: skip


class Reviewed(models.Model):
    """The part of `Correction` that editors' decisions live in."""

    class Meta:
        abstract = True

    # Whose turn it is

    @property
    def is_taken(self) -> bool:
        """Whether an editor took it, not so long ago that it is free again."""
        if self.taken_by_id is None or self.taken_at is None:
            return False
        return timezone.now() - self.taken_at < TAKEN_FOR

    def taken_by_another(self, by: Any) -> bool:
        return self.is_taken and self.taken_by_id != by.pk

    def take(self, by: Any, *, over: bool = False) -> bool:
        """Keep it for this editor; whether it was free. `over` takes it from another, who is told."""
        now = timezone.now()
        rows = type(self)._default_manager.filter(pk=self.pk, state__in=type(self).OPEN)
        if not over:
            free = Q(taken_by=None) | Q(taken_by=by) | Q(taken_at__lte=now - TAKEN_FOR)
            rows = rows.filter(free)
        taken = rows.update(taken_by=by, taken_at=now)
        self.refresh_from_db(fields=["taken_by", "taken_at"])
        return bool(taken)

    def leave(self, by: Any) -> None:
        """Give it back to all."""
        rows = type(self)._default_manager.filter(pk=self.pk, taken_by=by)
        rows.update(taken_by=None, taken_at=None)
        self.refresh_from_db(fields=["taken_by", "taken_at"])

    # Deciding: `seen` is the version that the editor looked at, that of this row where it is not given

    def dispute(self, by: Any, reason: str, *, seen: int | None = None) -> Decision:
        """Say that it may be right: the article marks the passage."""
        with transaction.atomic():
            row = self._to_decide(self._locked()[self.pk], by, reason, seen)
            if row.gotcha_id:
                applying.check_there(row.gotcha)
            return self._settle(row, "disputed", by, reason)

    def hold(self, by: Any, reason: str, *, seen: int | None = None) -> Decision:
        return self._decide("held", by, reason, seen)

    def reject(self, by: Any, reason: str, *, seen: int | None = None) -> Decision:
        """It stays readable, so that nobody proposes the same again."""
        return self._decide("rejected", by, reason, seen)

    @transaction.atomic
    def duplicate(self, by: Any, reason: str, of: Any, *, seen: int | None = None) -> Decision:
        """It says the same as the correction `of`; of a duplicate, as the one it repeats.

        Those that repeated this one repeat that one from now on, so that no duplicate names a duplicate.
        """
        rows = self._locked_with_tied(of)
        row = self._to_decide(rows[self.pk], by, reason, seen)
        other = rows.get(of.pk) if of else None
        first = rows.get(other.duplicate_of_id, other) if other else None
        if first is None or first.pk == row.pk:
            raise Refused("of", "Give the number of the other correction that says the same.")
        if first.visibility != type(self).Visibility.PUBLIC:
            raise Refused("of", f"Readers do not see correction {first.pk}: show it first, or name another.")
        along = [each for each in rows.values() if each.duplicate_of_id == row.pk]
        for each in along:
            each._repeat(first, by, f"Correction {row.pk} is a duplicate itself.")
        kept = {"along": [each.pk for each in along]}
        return self._settle(row, "duplicate", by, reason, duplicate_of=first, **kept)

    def _locked_with_tied(self, of: Any) -> dict[int, Any]:
        """The rows of `_locked` that may say whether this one is a duplicate of `of`, all of them."""
        for _ in range(_TRIES):
            tied = self._tied_to(of)
            before = transaction.savepoint()
            rows = self._locked(*tied)
            if tied == self._tied_to(of):
                transaction.savepoint_commit(before)
                return rows
            # Others became duplicates while this waited. What is locked is let go: see the order there.
            transaction.savepoint_rollback(before)
        raise _meanwhile()

    def _tied_to(self, of: Any) -> set[int]:
        """Numbers of the corrections that have a say in whether this one is a duplicate of `of`."""
        rows = type(self)._default_manager
        tied = set(rows.filter(duplicate_of=self.pk).values_list("pk", flat=True))
        if of:
            tied |= {of.pk, *rows.filter(pk=of.pk, state="duplicate").values_list("duplicate_of", flat=True)}
        return tied

    def _repeat(self, first: Any, by: Any, said: str, undoes: Decision | None = None) -> None:
        """Name another one than before as that which this duplicate repeats."""
        before, self.duplicate_of = self.duplicate_of_id, first
        self._keep(self, "duplicate", "duplicate", by, said, undoes=undoes, repeated=before)

    @transaction.atomic
    def apply(
        self,
        by: Any,
        reason: str,
        *,
        seen: int | None = None,
        text: str | None = None,
        on: int | None = None,
        publish: bool = True,
    ) -> Decision:
        """Merge it into the article as it is now, as a revision that names it; a new gotcha is made.

        `text` is the whole part as the editor would have it instead, and `on` the revision that the editor
        looked at. `publish` says of a new gotcha whether it is published, or a draft. Clash with three texts
        where it contradicts what was changed since; nothing is changed then. What the article says already
        is applied without a revision.
        """
        row = self._to_decide(self._locked()[self.pk], by, reason, seen)
        said_since = None
        if row.gotcha_id is None:
            gotcha = making.make_gotcha(row, by, reason, publish)
        else:
            gotcha, said_since = applying.change_gotcha(row, by, reason, text, on)
        kept = {} if said_since is None else {"said_since": said_since}
        decision = self._settle(row, "applied", by, reason, **kept)
        gotcha.collection.bump()
        return decision

    @transaction.atomic
    def reopen(self, by: Any, reason: str, *, seen: int | None = None) -> Decision:
        """Open one again that was rejected or a duplicate, however long ago; the log keeps what was decided.

        It waits with the reason. There is no undo: it can be decided at once.
        """
        row = self._locked()[self.pk]
        row._check_asked(by, reason, self.version if seen is None else seen)
        if row.state not in type(self).CLOSED:
            raise _meanwhile()
        if row.is_text_erased:
            raise Refused("erased", "What it proposed was erased: nothing is left to decide.")
        return self._settle(row, "reported", by, reason, reopened=True)

    def outcome(self) -> Outcome:
        """What applying it would make of the article as it is now."""
        return applying.outcome(self)

    def _decide(self, state: str, by: Any, reason: str, seen: int | None) -> Decision:
        with transaction.atomic():
            row = self._to_decide(self._locked()[self.pk], by, reason, seen)
            return self._settle(row, state, by, reason)

    # Whether others may see it

    def release(self, by: Any, *, seen: int | None = None) -> Decision:
        """Show a correction that the rules held back, or that was taken for spam."""
        return self._show("public", by, seen)

    def mark_spam(self, by: Any, *, seen: int | None = None) -> Decision:
        """Take it away as spam, without a word to readers; one that was rejected as well."""
        return self._show("spam", by, seen)

    @transaction.atomic
    def _show(self, visibility: str, by: Any, seen: int | None) -> Decision:
        row = self._locked()[self.pk]
        row._check_turn(by, self.version if seen is None else seen)
        if row.state == type(self).State.APPLIED:
            raise Refused("decided", "It is applied, and stands in the article: it cannot be hidden.")
        if row.visibility == visibility:
            raise _meanwhile()
        before, row.visibility = row.visibility, visibility
        return self._keep(row, before, visibility, by, "")

    # Undoing

    def to_undo(self) -> Decision | None:
        """The newest decision, while it can be undone; what came along with that of another goes with it."""
        newest = Decision.objects.filter(kind=_KIND, object_id=self.pk).order_by("-pk").first()
        if newest is None or newest.undoes_id or newest.by_id is None or "repeated" in newest.kept:
            return None
        if newest.after == "erased" or "reopened" in newest.kept:
            return None
        return newest if timezone.now() - newest.at <= UNDO_FOR else None

    @transaction.atomic
    def undo(self, by: Any, decision: int | None = None) -> Decision:
        """Take back the newest decision, which must be `decision`; what it applied is another revision."""
        asked = self.to_undo()
        rows = self._locked(*(asked.kept.get("along", ()) if asked else ()))
        row = rows.pop(self.pk)
        newest = row.to_undo()
        if newest is None or newest != asked or decision not in (None, newest.pk):
            raise Refused("undo", "Nothing was undone: it was decided again since, or ten minutes are over.")
        if row.taken_by_another(by):
            raise _taken()
        if newest.after in type(self).Visibility.values:
            row.visibility = newest.before
        else:
            if "said_since" in newest.kept:
                applying.let_go(row, newest.kept["said_since"])
            elif newest.after == "applied":
                (applying.take_back if row.gotcha_id else making.unmake)(row, by)
            row._become_as_before(newest)
        for other in rows.values():
            if other.duplicate_of_id == newest.kept["duplicate_of"]:
                other._come_back(row, by)
        return self._keep(row, newest.after, newest.before, by, f"Undone: {newest.after}.", undoes=newest)

    def _become_as_before(self, decision: Decision) -> None:
        """Give this row the state that it had before `decision`, with the reason given then."""
        if decision.before not in type(self).OPEN:
            raise Refused("undo", f"It was {decision.before} before, which is not known in full.")
        earlier = Decision.objects.filter(
            kind=_KIND, object_id=self.pk, pk__lt=decision.pk, after=decision.before, undoes=None
        )
        then = earlier.filter(undone_by=None).order_by("-pk").first()
        self.state, self.duplicate_of = decision.before, None
        self.visibility = decision.kept.get("visibility", self.visibility)
        self.decider_name = decision.kept.get("decider_name", "")
        if then:  # also of one that was reopened
            self.decided_by, self.decided_at, self.decision_reason = then.by, then.at, then.reason
        elif self.state == "reported":
            self.decided_by, self.decided_at, self.decision_reason = None, None, ""
        else:  # decided where no log was kept
            self.decision_reason = "As before."

    def _come_back(self, row: Any, by: Any) -> None:
        """Repeat `row` again, which is no duplicate any more."""
        went = Decision.objects.filter(kind=_KIND, object_id=self.pk, kept__repeated=row.pk, undone_by=None)
        said = f"Correction {row.pk} is no duplicate any more."
        self._repeat(row, by, said, undoes=went.order_by("-pk").first())

    # The steps of a decision

    def _locked(self, *others: int) -> dict[int, Any]:
        """This row and `others` as they are now, kept from changing, with their gotchas, until the end.

        Gotchas before corrections, and each in the order of their numbers: of two decisions that need the
        same rows one waits, and never each for the other.
        """
        rows = type(self)._default_manager.filter(pk__in={self.pk, *others}).order_by("pk")
        for gotcha in sorted(set(rows.exclude(gotcha=None).values_list("gotcha_id", flat=True))):
            applying.lock(gotcha)
        return {row.pk: row for row in rows.select_for_update(of=("self",))}

    def _to_decide(self, row: Any, by: Any, reason: str, seen: int | None) -> Any:
        """`row`, locked, where this editor may decide it; Refused where not."""
        row._check_asked(by, reason, self.version if seen is None else seen)
        if row.state not in type(self).OPEN:
            raise _meanwhile()
        return row

    def _check_asked(self, by: Any, reason: str, seen: int) -> None:
        if not reason.strip():
            raise Refused("reason", "Give the reason of your decision: everybody can read it.")
        self._check_turn(by, seen)
        if self.visibility == type(self).Visibility.SPAM:
            raise Refused("spam", "It is marked as spam. A decision would show it to readers: show it first.")

    def _check_turn(self, by: Any, seen: int) -> None:
        if self.version != seen:
            raise _meanwhile()
        if self.taken_by_another(by):
            raise _taken()

    def _settle(
        self, row: Any, state: str, by: Any, reason: str, duplicate_of: Any = None, **kept: Any
    ) -> Decision:
        """Give the row its state; an editor has looked at it, so that everybody may see it."""
        kept |= {"visibility": row.visibility, "duplicate_of": duplicate_of and duplicate_of.pk}
        kept |= {"decider_name": row.decider_name} if row.decider_name else {}
        before, row.state = row.state, state
        row.decided_by, row.decided_at, row.decision_reason = by, timezone.now(), reason.strip()
        row.decider_name = ""
        row.duplicate_of, row.visibility = duplicate_of, type(self).Visibility.PUBLIC
        return self._keep(row, before, state, by, reason.strip(), **kept)

    def _keep(
        self,
        row: Any,
        before: str,
        after: str,
        by: Any,
        reason: str,
        undoes: Decision | None = None,
        **kept: Any,
    ) -> Decision:
        """Save the row with the decision, and say that the pages changed that show it."""
        row.version += 1
        row.taken_by = row.taken_at = None
        row.save(update_fields=_DECIDED)
        for field in _DECIDED:
            setattr(self, field, getattr(row, field))
        if row.gotcha_id:
            row.gotcha.bump()
        return Decision.objects.create(
            kind=_KIND,
            object_id=row.pk,
            before=before,
            after=after,
            reason=reason,
            by=by,
            by_name=by.get_username(),
            undoes=undoes,
            kept=kept,
        )


def _meanwhile() -> Refused:
    return Refused("decided", "It was decided meanwhile.")


def _taken() -> Refused:
    return Refused("taken", "Another editor took it.")
