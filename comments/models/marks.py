"""The marks that a comment bears: on what it worked, that it answers a question, that an editor confirmed it,
which correction it became.

A question points at the comment that was marked as its answer, so that open questions are one condition. It
points there only while the answer is published; the mark itself stays on the answer, and with it who set it.
Whoever set or took a mark is kept as a decision, as all that is decided of comments.
"""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from comments import paths
from gotchas.models import Decision

_BEHIND = "~"
"""Sorts behind every path of a conversation."""


class Marked(models.Model):
    """The part of `Comment` that marks live in."""

    worked_version = models.CharField(max_length=60, blank=True)
    worked_platform = models.CharField(max_length=60, blank=True)
    answer_marked_at = models.DateTimeField(null=True, blank=True)
    answer_marked_by = models.CharField(max_length=150, blank=True)
    marked_answer = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="answer_of",
        db_index=False,
        help_text="Of a question: the published comment that was marked as its answer.",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        abstract = True

    @property
    def kind_told(self) -> str:
        """What kind of comment it is, in words for its thread; "" for one that is just said."""
        if self.kind == "other":
            return ""
        if self.kind == "worked" and self.worked_version:
            platform = f", {self.worked_platform}" if self.worked_platform else ""
            return f"Worked on {self.worked_version}{platform}"
        return str(self.get_kind_display())

    @property
    def is_corrected(self) -> bool:
        """It became a correction that stands: one that everybody can read, and that was not rejected."""
        made = self.became if self.became_id else None
        return bool(made) and made.visibility == "public" and made.state != "rejected"

    def become(self, correction: Any) -> None:
        """Point to the correction that was made of it.

        One that stands keeps its place; one that only waits gives it to one that everybody can read, and one
        that was rejected or taken for spam to any.
        """
        free = Q(became=None) | Q(became__visibility="spam") | Q(became__state="rejected")
        if correction.visibility == "public":
            free |= Q(became__visibility="waiting")
        rows = type(self)._default_manager.filter(free, pk=self.pk)
        type(self)._default_manager.filter(pk__in=rows.values("pk")).update(became=correction)

    def questions(self) -> list[Any]:
        """The published questions that it can be marked as the answer of.

        The nearest one above it, and those that it answers beside its parent. Two queries, of which one reads
        its conversation without the texts.
        """
        rows = type(self)._default_manager.defer("text", "html")
        top = paths.top(self.path)
        conversation = rows.filter(thread=self.thread_id, path__gte=top, path__lt=top + _BEHIND)
        above = {row.pk: row for row in conversation.only("parent", "kind", "state", "author_name")}
        at = above.get(self.parent_id)
        while at and not _is_question(at):
            at = above.pop(at.parent_id, None)
        beside = self.answers.filter(thread=self.thread_id).exclude(pk=self.pk).order_by("path")
        found = [*([at] if at else []), *(row for row in beside if _is_question(row))]
        ids = list(dict.fromkeys(row.pk for row in found))
        return list(rows.filter(pk__in=ids).order_by("path"))

    @transaction.atomic
    def mark_as_answer(self, questions: Sequence[Any], by: Any, name: str) -> None:
        """Mark it as the answer of `questions`, in the place of what was; a second time does nothing.

        `by` is an editor's account, None for the asker; `name` is shown with the mark.
        """
        row = self._locked()
        rows = type(self)._default_manager.filter(pk__in=[question.pk for question in questions])
        asked = list(rows.exclude(marked_answer=row).select_related("marked_answer"))
        if row.state != "published" or not asked:
            return
        rows.update(marked_answer=row)
        for other in {question.marked_answer for question in asked} - {None}:
            other._drop_mark_without_question()
        row.answer_marked_at, row.answer_marked_by = timezone.now(), name
        row.save(update_fields=["answer_marked_at", "answer_marked_by"])
        row.thread.bump(0)
        row._keep_mark("", "the answer", by, asked)

    @transaction.atomic
    def unmark_as_answer(self, questions: Sequence[Any], by: Any) -> None:
        """Take the mark back: `questions` are open again."""
        row = self._locked()
        asked = list(row.answer_of.filter(pk__in=[question.pk for question in questions]))
        row.answer_of.filter(pk__in=[question.pk for question in asked]).update(marked_answer=None)
        if row._drop_mark_without_question() or asked:
            row.thread.bump(0)
            row._keep_mark("the answer", "not the answer", by, asked)

    def open_no_more(self) -> None:
        """For what is no question any more: no comment is its answer."""
        if self.kind != "question" and self.marked_answer:
            self.marked_answer.unmark_as_answer([self], None)

    def tie(self) -> None:
        """Let questions point at it while it is published and marked, and only then."""
        if self.state != "published":
            self.answer_of.update(marked_answer=None)
        elif self.answer_marked_at:
            ids = [question.pk for question in self.questions() if question.marked_answer_id is None]
            type(self)._default_manager.filter(pk__in=ids).update(marked_answer=self)

    @transaction.atomic
    def confirm(self, by: Any, name: str) -> None:
        """Vouch for it as an editor: a line under the solution says so. A second time does nothing."""
        self._confirm(timezone.now(), name, by, "", "confirmed")

    @transaction.atomic
    def unconfirm(self, by: Any) -> None:
        self._confirm(None, "", by, "confirmed", "not confirmed")

    def _confirm(self, at: Any, name: str, by: Any, before: str, after: str) -> None:
        row = self._locked()
        if row.state != "published" or bool(row.confirmed_at) == bool(at):
            return
        row.confirmed_at, row.confirmed_by = at, name
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        row.thread.bump(0)
        row._keep_mark(before, after, by, ())

    def _drop_mark_without_question(self) -> bool:
        """Take the mark of an answer that no question points at; whether that was so."""
        if self.answer_marked_at is None or self.answer_of.exists():
            return False
        self.answer_marked_at, self.answer_marked_by = None, ""
        self.save(update_fields=["answer_marked_at", "answer_marked_by"])
        return True

    def _keep_mark(self, before: str, after: str, by: Any, questions: Sequence[Any]) -> None:
        """Keep who did it and when. The asker has no account, and no name in the log."""
        of = ", ".join(f"comment {question.pk}" for question in questions)
        Decision.objects.create(
            kind="mark",
            object_id=self.pk,
            before=before,
            after=after,
            reason=f"Answers {of}" if of else "",
            by=by,
            by_name=by.get_username() if by else "",
        )


def _is_question(row: Any) -> bool:
    return bool(row.kind == "question" and row.state == "published")
