"""What editors do to a comment: decide whether it is shown, hang it elsewhere, mend its text.

Each is one transaction that counts the comment where it shows. The thread's row is locked first, as whoever
posts a reply touches the thread before the comment that it answers.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from comments import paths
from comments.models.kept import FACTS
from comments.models.telling import Announcement
from comments.models.thread import Thread
from gotchas.models import Decision

DELETED = "Deleted by its author"
"""The reason of a removal that was no editor's."""

UNDELETED = "Deletion undone by its author"

BY_IMPORT = "manage.py import_wxr"
"""Whom the log names where a comment follows its source; no account can have this name."""

DELETED_BY_AUTHOR = Q(state="removed", removed_reason=DELETED)
REMOVED_BY_EDITOR = Q(state="removed", erased_at=None) & ~Q(removed_reason=DELETED)
"""Its author is told why, and gets the text back."""


class Decided(models.Model):
    """The part of `Comment` that editors' decisions live in."""

    class Meta:
        abstract = True

    @property
    def is_removed_by_editor(self) -> bool:
        """As REMOVED_BY_EDITOR has it."""
        return self.state == "removed" and not self.erased_at and self.removed_reason != DELETED

    def publish(self, by: Any, reason: str = "") -> Decision | None:
        """Show it; the decision that is kept, None when it is shown already, or erased."""
        return self._decide("published", by, reason)

    def remove(self, by: Any, reason: str) -> Decision | None:
        """Take it away and say why, to everybody; None when it is removed already."""
        if not reason.strip():
            raise ValueError("A comment is removed with a reason.")
        return self._decide("removed", by, reason)

    def mark_spam(self, by: Any, reason: str = "") -> Decision | None:
        """Take it away as spam, without a word to readers; None when it is marked already."""
        return self._decide("spam", by, reason)

    def hold(self, by: Any, reason: str) -> Decision | None:
        """Take it back until an editor has looked at it; None when it waits already."""
        return self._decide("waiting", by, reason)

    @transaction.atomic
    def _decide(self, state: str, by: Any, reason: str) -> Decision | None:
        row = self._locked()
        if row.state == state or row.erased_at:
            return None
        if state == "published":
            row.thread = self.thread = row.thread.settled()
        before, row.state = row.state, state
        row.removed_reason = reason if state == "removed" else ""
        row.save(update_fields=["state", "removed_reason"])
        if "published" in (before, state):
            row.count(1 if state == "published" else -1)
            row.index()
            row.tie()
            (Announcement.objects.announce if state == "published" else Announcement.objects.hold_back)(row)
        self.state, self.removed_reason = row.state, row.removed_reason
        return Decision.objects.create(
            kind="comment",
            object_id=row.pk,
            before=before,
            after=state,
            reason=reason,
            by=by,
            by_name=by.get_username() if by else "",
        )

    def _locked(self) -> Any:
        """The row as it is now, kept from changing until the transaction ends."""
        _lock(self.thread_id)
        return type(self)._default_manager.select_for_update(no_key=True).get(pk=self.pk)

    def recount(self, change: Callable[[], Any]) -> None:
        """Do `change`, after which this comment speaks of other things, and count it at those."""
        with transaction.atomic():
            shown = self.state == "published"
            if shown:
                self.count(-1)
            change()
            if shown:
                self.count(1)
                self.index()

    @transaction.atomic
    def revise(self, text: str, facts: Mapping[str, str] | None = None) -> None:
        """Give it another text, and those of FACTS that are given; what it said before is kept."""
        row = self._locked()
        row.earlier_texts.create(text=row.text, **{name: getattr(row, name) for name in FACTS})
        for name, value in (facts or {}).items():
            setattr(row, name, value)
        row.text, row.edited_at = text, timezone.now()
        row.render()
        row.save(update_fields=["text", "html", "renderer", "edited_at", *FACTS])
        row.open_no_more()
        row.recount(row.refer)
        Announcement.objects.tell_anew(row)

    # Where it hangs

    def take_place(self) -> None:
        """For a new reply: see where its parent stands now, and keep it there until the transaction ends.

        The parent may have been hung elsewhere, or put into another thread, since the form was shown.
        """
        _lock(self.thread_id)
        if self.parent is None:
            return
        self.parent.refresh_from_db(fields=["thread", "path"])
        if self.parent.thread_id != self.thread_id:
            self.thread = self.parent.thread
            _lock(self.thread_id)

    def is_above(self, other: Any) -> bool:
        """Whether `other` is this comment or hangs below it."""
        parents = dict(type(self)._default_manager.filter(thread=self.thread_id).values_list("pk", "parent"))
        at: int | None = other.pk
        while at is not None and at != self.pk:
            at = parents.get(at)
        return at is not None

    @transaction.atomic
    def hang_below(self, parent: Any, by: Any) -> None:
        """Make it a reply to `parent` (None: to nobody), with all that hangs on it; `by` confirms that.

        ValueError for a parent of another thread or from below this comment.
        """
        row = self._locked()
        if parent and (parent.thread_id != row.thread_id or row.is_above(parent)):
            raise ValueError(f"Comment {row.pk} cannot hang below comment {parent.pk}.")
        rows = type(self)._default_manager
        if row.state == "published":
            rows.filter(pk=row.parent_id).update(reply_count=F("reply_count") - 1)
            rows.filter(pk=parent.pk if parent else None).update(reply_count=F("reply_count") + 1)
        row.parent, row.parent_confirmed_at, row.parent_confirmed_by = parent, timezone.now(), by
        row.parent_confirmer_name = ""
        confirmed = ["parent_confirmed_at", "parent_confirmed_by", "parent_confirmer_name"]
        row.save(update_fields=["parent", *confirmed])
        moved = [type(self)(pk=pk, path=path) for pk, path in row._paths_below(parent.path if parent else "")]
        rows.bulk_update(moved, ["path"], batch_size=500)
        row.thread.bump(0)

    def _paths_below(self, above: str) -> Iterator[tuple[int, str]]:
        """Ids of this comment and of all below it, with their paths once it hangs below the path `above`."""
        children: dict[int | None, list[tuple[int, datetime.datetime]]] = defaultdict(list)
        thread = type(self)._default_manager.filter(thread=self.thread_id)
        for pk, parent, posted_at in thread.values_list("pk", "parent", "posted_at"):
            children[parent].append((pk, posted_at))
        waiting = [(self.pk, self.posted_at, above)]
        while waiting:
            pk, posted_at, over = waiting.pop()
            path = paths.child_path(over, posted_at, pk)
            yield pk, path
            waiting += [(child, at, path) for child, at in children[pk]]


def _lock(thread: int) -> None:
    list(Thread.objects.filter(pk=thread).select_for_update(no_key=True).values_list("pk"))
