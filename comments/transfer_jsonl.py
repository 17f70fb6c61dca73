"""Comments of an exchange file to rows: those of many threads at once, in few queries.

Who calls this has stored the articles. A comment that is there stays as it is.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from comments import paths, transfer_jsonl_settle
from comments.models import Comment, CommentText, Person, Thread
from comments.models.kept import FACTS
from comments.transfer_jsonl_counts import ABOUT_CODES, ABOUT_GOTCHAS, ANSWERS, Spoken, count, count_replies
from comments.transfer_jsonl_html import by_number, give_html
from comments.transfer_jsonl_places import BATCH, One, Talk, find, follow, key_of, ones_of, threads_of
from gotchas import markup
from gotchas.models import Collection, Gotcha, MessageCode
from gotchas.transfer.jsonl_ids_rows import insert, take_ids
from gotchas.transfer.jsonl_names_rows import BatchNames
from gotchas.transfer.jsonl_relations_rows import Relations
from gotchas.transfer.jsonl_render import Render

EARLIER = ("replaced_at", "text", *FACTS)
HIDDEN = ("replaced_at", "text", "hidden_at", "hidden_by", *FACTS)
COPIED = (
    "text", "format", "kind", "state", "staff", "edited_at", "erased_at", "removed_reason",
    "source_number", "source_url", "retold", "parent_confidence", "parent_confirmed_at",
    "worked_version", "worked_platform", "answer_marked_at", "answer_marked_by",
    "confirmed_at", "confirmed_by",
)  # fmt: skip


@dataclass(slots=True)
class Stored:
    """What was written, how many stood there before, and what that they name is still to be found."""

    added: list[Comment] = field(default_factory=list)
    already: int = 0
    waiting: list[tuple[int, str]] = field(default_factory=list)
    """Comment id, number of the gotcha."""
    codes: list[tuple[int, str, str]] = field(default_factory=list)
    """Comment id, family and code, of those that are not stored yet: their own lines know more of them."""
    became: list[tuple[int, str]] = field(default_factory=list)
    """Comment id, number of the correction that was made of it."""
    early: list[int] = field(default_factory=list)
    """Ids of those that name something and came before the articles, as a collection's do."""


class Comments:
    """The comments of an import as it goes on. `relations` knows which gotcha a number of the file is."""

    def __init__(self, collection: Collection | None, render: Render, relations: Relations) -> None:
        self.collection = collection
        self.render = render
        self.relations = relations
        self.now = datetime.datetime.now(datetime.UTC)
        self.people: dict[str, Person] = {}
        self.named: dict[tuple[int, str], Comment] = {}

    def store(self, talks: Sequence[Talk]) -> Stored:
        """Write those that are new, within the caller's transaction."""
        talks = [talk for talk in talks if talk.comments or talk.closed_at]
        threads = threads_of(talks)
        whole = [ones_of(talk, threads[key_of(talk.target)]) for talk in talks]
        every = [one for ones in whole for one in ones]
        find(every)
        follow(whole)
        new = [one for one in every if one.new]
        self._make(new)
        _hang(whole)
        names = BatchNames([one.record.text for one in new], self.collection)
        self._html(new, names)
        added = [one.row for one in new if one.row]
        insert(added)
        _mark_answers(whole)
        stored = Stored(added, len(every) - len(new))
        old = [one for one in every if not one.new]
        stored.waiting += self._unwritten([one for one in old if one.record.gotchas])
        stored.codes += transfer_jsonl_settle.codes_not_written(old)
        stored.early += [
            one.row.pk for at, one in enumerate(new) if names.has_any(at) and one.thread.collection_id
        ]
        stored.became += [
            (one.row.pk, one.record.became) for one in every if one.record.became and not one.row.became_id
        ]
        self._refer(whole, new, names, stored)
        _keep_earlier_texts(new)
        return stored

    def _make(self, new: Sequence[One]) -> None:
        for one, pk in zip(new, take_ids(Comment, len(new)), strict=True):
            record = one.record
            one.row = Comment(
                pk=pk,
                thread=one.thread,
                of_collection_id=one.thread.gotcha.collection_id if one.thread.gotcha else None,
                external_id=one.external_id,
                author_name=record.author,
                author_email=record.email,
                person=self._person(record.person),
                posted_at=record.date or self.now,
                parent_confirmer_name=record.parent_confirmed_by,
                renderer=markup.RENDERER,
                **{name: getattr(record, name) for name in COPIED},
            )

    def _person(self, name: str) -> Person | None:
        if name and name not in self.people:
            there = Person.objects.filter(name=name).first()
            self.people[name] = there or Person.objects.create(name=name)
        return self.people.get(name)

    def _html(self, new: Sequence[One], names: BatchNames) -> None:
        """Render each; what a "comment 7" in a text names is kept in `self.named`."""
        asking = {one.thread.pk for at, one in enumerate(new) if names.comments_of(at)}
        rows = [one.row for one in new]
        self.named = by_number(asking, rows)
        give_html(rows, names, self.named, self.render)

    # What they refer to

    def _refer(
        self, whole: Sequence[Sequence[One]], new: Sequence[One], names: BatchNames, stored: Stored
    ) -> None:
        """Write what each new comment refers to, and count the published ones where they show."""
        gotchas, codes = self._given(new)
        spoken: Spoken = defaultdict(Counter)
        links: list[Any] = []
        for at, one in enumerate(new):
            record, pk = one.record, one.row.pk
            about_gotchas = {row.pk for row in names.gotchas_of(at)}
            about_codes = {row.pk for row in names.codes_of(at)}
            if record.gotchas is not None:
                about_gotchas = {gotchas[n] for n in record.gotchas if n in gotchas}
                stored.waiting += [(pk, n) for n in record.gotchas if n not in gotchas]
            if record.codes is not None:
                about_codes = {codes[c] for c in record.codes if c in codes}
                stored.codes += [(pk, *c) for c in record.codes if c not in codes]
            about_gotchas.discard(one.thread.gotcha_id)
            about_codes.discard(one.thread.code_id)
            links += [ABOUT_GOTCHAS(comment_id=pk, gotcha_id=other) for other in sorted(about_gotchas)]
            links += [ABOUT_CODES(comment_id=pk, messagecode_id=other) for other in sorted(about_codes)]
            if one.row.state == Comment.State.PUBLISHED:
                _speak(spoken, one.thread, about_gotchas, about_codes)
        links += [
            ANSWERS(from_comment_id=one.row.pk, to_comment_id=other)
            for one, others in self._answered(whole, new, names)
            for other in sorted(others - {one.row.pk, one.row.parent_id})
        ]
        for table in (ABOUT_GOTCHAS, ABOUT_CODES, ANSWERS):
            rows = [link for link in links if type(link) is table]
            table.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        count(spoken)
        _count_replies(new)

    def _unwritten(self, old: Sequence[One]) -> list[tuple[int, str]]:
        """Mentions of stored comments that an import which was broken off did not get to."""
        gotchas = self.relations.gotchas_at({n for one in old for n in one.record.gotchas or ()})
        pairs = ABOUT_GOTCHAS.objects.filter(comment__in=[one.row.pk for one in old])
        there = set(pairs.values_list("comment_id", "gotcha_id"))
        there |= {(one.row.pk, one.thread.gotcha_id) for one in old}
        named = ((one.row.pk, n) for one in old for n in one.record.gotchas or ())
        return [(pk, n) for pk, n in named if (pk, gotchas.get(n)) not in there]

    def _given(self, new: Sequence[One]) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
        """Ids of the gotchas and codes that lines name one by one and that are stored, as they name them."""
        gotchas = self.relations.gotchas_at({n for one in new for n in one.record.gotchas or ()})
        codes = transfer_jsonl_settle.stored_codes({pair for one in new for pair in one.record.codes or ()})
        return gotchas, codes

    def _answered(
        self, whole: Sequence[Sequence[One]], new: Sequence[One], names: BatchNames
    ) -> Iterable[tuple[One, set[int]]]:
        """Which comments each new one answers beside its parent: those named one by one, or in the text."""
        for ones in whole:
            rows = {one.record.number: one.row.pk for one in ones if one.record.number}
            for one in ones:
                if one.new and one.record.answers:
                    yield one, {rows[number] for number in one.record.answers}
        for at, one in enumerate(new):
            if one.record.answers is None:
                said = (self.named.get((one.thread.pk, n)) for n in names.comments_of(at))
                yield one, {row.pk for row in said if row}


def _mark_answers(whole: Sequence[Sequence[One]]) -> None:
    """Point new questions at the answer that was marked: as their lines say, else as it is nearest."""
    marked: list[Comment] = []
    tied: list[int] = []
    for ones in whole:
        rows = {one.record.number: one.row for one in ones if one.record.number}
        for one in (one for one in ones if one.new):
            answer = rows.get(one.record.marked_answer)
            if answer and answer.state == Comment.State.PUBLISHED:
                one.row.marked_answer = answer
                marked.append(one.row)
            if one.row.answer_marked_at and one.record.answers is None:
                tied.append(one.row.pk)
    Comment.objects.bulk_update(marked, ["marked_answer"], batch_size=BATCH)
    Comment.objects.filter(pk__in=tied).tie_answers()


def _speak(spoken: Spoken, thread: Thread, gotchas: set[int], codes: set[int]) -> None:
    spoken[Thread][thread.pk] += 1
    spoken[Gotcha].update(gotchas | ({thread.gotcha_id} - {None}))
    spoken[MessageCode].update(codes | ({thread.code_id} - {None}))
    spoken[Collection].update({thread.collection_id} - {None})


def _count_replies(new: Sequence[One]) -> None:
    """Published replies, on their parents."""
    published = (one.row for one in new if one.row.state == Comment.State.PUBLISHED)
    count_replies(Counter(row.parent_id for row in published if row.parent_id))


def _hang(whole: Sequence[Sequence[One]]) -> None:
    """Give each new comment its parent and its path, parents first; who read them saw that none circles."""
    for ones in whole:
        by_number = {one.record.number: one for one in ones if one.record.number}
        for one in ones:
            branch = []
            while one.new and not one.row.path:
                branch.append(one)
                if not one.record.parent:
                    break
                one = by_number[one.record.parent]
            for child in reversed(branch):
                above = by_number[child.record.parent].row if child.record.parent else None
                child.row.parent = above
                child.row.path = paths.child_path(
                    above.path if above else "", child.row.posted_at, child.row.pk
                )


def _keep_earlier_texts(new: Sequence[One]) -> None:
    """A line has an earlier text without its facts where it is older than these."""
    rows = [
        CommentText(comment=one.row, **dict(zip(names, values, strict=False)))
        for one in new
        for names, texts in ((EARLIER, one.record.earlier_texts), (HIDDEN, one.record.hidden_texts))
        for values in texts
    ]
    CommentText.objects.bulk_create(rows, batch_size=BATCH)
