"""What editors decide of a correction: dispute, hold, reject, duplicate, apply; take it first, or undo.

Each is one transaction. The gotcha's row is locked first, then the correction's; a decision counts only for
the version that the editor saw, so that of several at once one counts and the others are told.
"""

import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from gotchas.models import applying
from gotchas.models.applying import Outcome, Refused
from gotchas.models.intake import Decision

UNDO_FOR = datetime.timedelta(minutes=10)
TAKEN_FOR = datetime.timedelta(minutes=30)
"""How long a correction is kept for the editor who took it."""

_KIND = "correction"


class Reviewed(models.Model):
    """The part of `Correction` that editors' decisions live in."""

    class Meta:
        abstract = True

    # Whose turn it is

    def taken_by_another(self, by: Any) -> bool:
        """Whether another editor took it, not so long ago that it is free again."""
        if self.taken_by_id is None or self.taken_by_id == by.pk:
            return False
        return self.taken_at is not None and timezone.now() - self.taken_at < TAKEN_FOR

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
        return self._decide("disputed", by, reason, seen)

    def hold(self, by: Any, reason: str, *, seen: int | None = None) -> Decision:
        return self._decide("held", by, reason, seen)

    def reject(self, by: Any, reason: str, *, seen: int | None = None) -> Decision:
        """It stays readable, so that nobody proposes the same again."""
        return self._decide("rejected", by, reason, seen)

    @transaction.atomic
    def duplicate(self, by: Any, reason: str, of: Any, *, seen: int | None = None) -> Decision:
        """It says the same as the correction `of`; of a duplicate, as the one it repeats."""
        row = self._to_decide(by, reason, seen)
        first = of and (of.duplicate_of or of)
        if first is None or first.pk == row.pk or row.duplicates.filter(pk=first.pk).exists():
            raise Refused("of", "Give the number of the other correction that says the same.")
        row.duplicates.update(duplicate_of=first)
        return self._settle(row, "duplicate", by, reason, duplicate_of=first)

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
        where it contradicts what was changed since; nothing is changed then.
        """
        row = self._to_decide(by, reason, seen)
        if row.gotcha_id is None:
            gotcha = applying.make_gotcha(row, by, reason, publish)
        else:
            gotcha = applying.change_gotcha(row, by, reason, text, on)
        decision = self._settle(row, "applied", by, reason)
        gotcha.collection.bump()
        return decision

    def outcome(self) -> Outcome:
        """What applying it would make of the article as it is now."""
        return applying.outcome(self)

    def _decide(self, state: str, by: Any, reason: str, seen: int | None) -> Decision:
        with transaction.atomic():
            return self._settle(self._to_decide(by, reason, seen), state, by, reason)

    # Whether others may see it

    def release(self, by: Any, *, seen: int | None = None) -> Decision:
        """Show a correction that the rules held back."""
        return self._show("public", by, seen)

    def mark_spam(self, by: Any, *, seen: int | None = None) -> Decision:
        """Take it away as spam, without a word to readers."""
        return self._show("spam", by, seen)

    @transaction.atomic
    def _show(self, visibility: str, by: Any, seen: int | None) -> Decision:
        row = self._locked()
        row._check(by, self.version if seen is None else seen)
        before, row.visibility = row.visibility, visibility
        return self._keep(row, before, visibility, by, "", ["visibility"])

    # Undoing

    def to_undo(self) -> Decision | None:
        """The newest decision, while it can be undone."""
        newest = Decision.objects.filter(kind=_KIND, object_id=self.pk).order_by("-pk").first()
        if newest is None or newest.undoes_id or newest.by_id is None:
            return None
        return newest if timezone.now() - newest.at <= UNDO_FOR else None

    @transaction.atomic
    def undo(self, by: Any, decision: int | None = None) -> Decision:
        """Take back the newest decision, which must be `decision`; what it applied is another revision."""
        row = self._locked()
        newest = row.to_undo()
        if newest is None or decision not in (None, newest.pk):
            raise Refused("undo", "Nothing was undone: it was decided again since, or ten minutes are over.")
        if newest.after in type(self).Visibility.values:
            row.visibility, fields = newest.before, ["visibility"]
        else:
            if newest.after == "applied":
                applying.take_back(row, by)
            fields = row._as_before(newest)
        said = f"Undone: {newest.after}."
        return self._keep(row, newest.after, newest.before, by, said, fields, undoes=newest)

    def _as_before(self, decision: Decision) -> list[str]:
        """Give this row the state that it had before `decision`, with the reason given then."""
        earlier = Decision.objects.filter(
            kind=_KIND, object_id=self.pk, pk__lt=decision.pk, after=decision.before, undoes=None
        )
        then = earlier.filter(undone_by=None).order_by("-pk").first()
        self.state, self.duplicate_of = decision.before, None
        if self.state == "reported":
            self.decided_by, self.decided_at, self.decision_reason = None, None, ""
        elif then:
            self.decided_by, self.decided_at, self.decision_reason = then.by, then.at, then.reason
        else:  # decided where no log was kept
            self.decision_reason = "As before."
        return ["state", "duplicate_of", "decided_by", "decided_at", "decision_reason"]

    # The steps of a decision

    def _locked(self) -> Any:
        """The row as it is now, and its gotcha's, kept from changing until the transaction ends."""
        if self.gotcha_id:
            applying.lock(self.gotcha_id)
        return type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)

    def _to_decide(self, by: Any, reason: str, seen: int | None) -> Any:
        """The row, locked, that this editor may decide; Refused where that is not so."""
        if not reason.strip():
            raise Refused("reason", "Give the reason of your decision: everybody can read it.")
        row = self._locked()
        row._check(by, self.version if seen is None else seen)
        return row

    def _check(self, by: Any, seen: int) -> None:
        if self.version != seen or self.state not in type(self).OPEN:
            raise Refused("decided", "It was decided meanwhile.")
        if self.taken_by_another(by):
            raise Refused("taken", "Another editor took it.")

    def _settle(self, row: Any, state: str, by: Any, reason: str, duplicate_of: Any = None) -> Decision:
        """Give the row its state; an editor has looked at it, so that everybody may see it."""
        before, row.state = row.state, state
        row.decided_by, row.decided_at, row.decision_reason = by, timezone.now(), reason.strip()
        row.duplicate_of, row.visibility = duplicate_of, type(self).Visibility.PUBLIC
        fields = ["state", "decided_by", "decided_at", "decision_reason", "duplicate_of", "visibility"]
        return self._keep(row, before, state, by, reason.strip(), fields)

    def _keep(
        self,
        row: Any,
        before: str,
        after: str,
        by: Any,
        reason: str,
        fields: list[str],
        undoes: Decision | None = None,
    ) -> Decision:
        """Save the row with the decision, and say that the pages changed that show it."""
        row.version += 1
        row.taken_by = row.taken_at = None
        fields = [*fields, "version", "taken_by", "taken_at"]
        row.save(update_fields=fields)
        for field in fields:
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
        )
