"""Comments that were imported, after what became of them where they came from.

A comment follows as long as nobody decided it or changed it here. Nobody is told of it by mail: what an
import brings is no news.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from comments import searchable
from comments.models import Announcement, Comment, Thread
from comments.models.decisions import BY_IMPORT
from comments.transfer_jsonl_counts import ABOUT_CODES, ABOUT_GOTCHAS, Spoken, count, count_replies
from comments.transfer_jsonl_places import BATCH
from gotchas.models import Decision, Gotcha, MessageCode

NOT_SHOWN = "Not shown any more where it came from"
SHOWN = "Shown where it came from"
PREFIX = "wxr-"
"""What the external id of a comment of a blog begins with."""

_Move = tuple[int, str, str]
"""Id of a thread, the state that comments have there, and the one that they get."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a source says of a post's comments now: the state of each, "" where that cannot be told."""

    line: int
    what: str
    key: str
    states: Mapping[str, str]


@dataclass(slots=True)
class Followed:
    """Comments of one post by what became of them."""

    told: Told
    hidden: list[Comment] = field(default_factory=list)
    shown: list[Comment] = field(default_factory=list)
    kept: list[Comment] = field(default_factory=list)
    """Public here and not there; somebody edited, confirmed or marked them here."""
    unsaid: list[Comment] = field(default_factory=list)
    """Public here, of a post that has no comment at all in the file, which may have been written without."""


def follow(blog: str, posts: Sequence[Told], *, dry: bool = False) -> list[Followed]:
    """Give comments the state that they have where they came from; what became of them, by post.

    Nothing is written where it is `dry`.
    """
    threads = _threads(blog, {told.key: told for told in posts})
    found: dict[int, Followed] = {}
    changes: list[tuple[Comment, str]] = []
    for row in _rows(threads):
        followed = found.setdefault(row.thread_id, Followed(threads[row.thread_id]))
        states = followed.told.states
        wanted = states.get(row.external_id, Comment.State.REMOVED)
        if not states and row.state == Comment.State.PUBLISHED:
            followed.unsaid.append(row)
        elif states and wanted and wanted != row.state:
            changes.append((row, wanted))
    decided = _decided_here([row.pk for row, _ in changes])
    moves: dict[_Move, list[int]] = defaultdict(list)
    for row, wanted in changes:
        if row.pk not in decided and _is_followed(row, wanted, found[row.thread_id]):
            moves[row.thread_id, row.state, wanted].append(row.pk)
    if not dry:
        for move, ids in moves.items():
            for at in range(0, len(ids), BATCH):
                _move(move, ids[at : at + BATCH])
    return [one for one in found.values() if one.hidden or one.shown or one.kept or one.unsaid]


def _is_followed(row: Comment, wanted: str, followed: Followed) -> bool:
    """Note what becomes of a comment that is to be `wanted`; whether it becomes that."""
    was_public, public = (state == Comment.State.PUBLISHED for state in (row.state, wanted))
    if was_public and (row.edited_at or row.confirmed_at or row.answer_marked_at):
        followed.kept.append(row)
        return False
    if was_public:
        followed.hidden.append(row)
    elif public:
        followed.shown.append(row)
    return True


# What a decision does to one comment, for many of one thread


@transaction.atomic
def _move(move: _Move, ids: Sequence[int]) -> None:
    """Take those that still are as they were from one state to another."""
    thread, before, after = move
    list(Thread.objects.filter(pk=thread).select_for_update(no_key=True).values_list("pk"))
    rows = Comment.objects.filter(pk__in=ids, state=before, erased_at=None).order_by("pk")
    locked = list(rows.select_for_update(no_key=True).only("parent", "answer_marked_at"))
    moved = Comment.objects.filter(pk__in=[row.pk for row in locked])
    reason = SHOWN if after == Comment.State.PUBLISHED else NOT_SHOWN
    moved.update(state=after, removed_reason=reason if after == Comment.State.REMOVED else "")
    change = (after == Comment.State.PUBLISHED) - (before == Comment.State.PUBLISHED)
    if change:
        _count(Thread.objects.select_related("gotcha").get(pk=thread), locked, change)
        searchable.index_comments(moved)
    if change < 0:
        Comment.objects.filter(marked_answer__in=moved).update(marked_answer=None)
        for announcement in Announcement.objects.filter(comment__in=moved).select_related("comment"):
            Announcement.objects.hold_back(announcement.comment)
    for row in moved.filter(answer_marked_at__isnull=False) if change > 0 else ():
        row.tie()
    note = {"kind": "comment", "before": before, "after": after, "reason": reason, "by_name": BY_IMPORT}
    Decision.objects.bulk_create([Decision(object_id=row.pk, **note) for row in locked])


def _count(thread: Thread, rows: Sequence[Comment], change: int) -> None:
    """Count these comments in or out (+1, -1), as `Comment.count` does it for one."""
    spoken: Spoken = {Thread: Counter({thread.pk: change * len(rows)})}
    if thread.gotcha is None or thread.gotcha.state in Gotcha.DISCUSSED:
        ids = [row.pk for row in rows]
        for model, about in ((Gotcha, ABOUT_GOTCHAS), (MessageCode, ABOUT_CODES)):
            column = f"{model._meta.model_name}_id"
            named = about.objects.filter(comment__in=ids).values_list(column, flat=True)
            spoken[model] = Counter({pk: change * times for pk, times in Counter(named).items()})
    target = thread.target
    spoken.setdefault(type(target), Counter())[target.pk] += change * len(rows)
    count(spoken)
    replies = Counter(row.parent_id for row in rows if row.parent_id)
    count_replies({pk: change * times for pk, times in replies.items()})


def _threads(blog: str, by_key: Mapping[str, Told]) -> dict[int, Told]:
    """What is told of each thread, by its id: that of a post's one gotcha or of its collection."""
    of_gotchas = Thread.objects.filter(gotcha__collection__external_id=blog, gotcha__external_id__in=by_key)
    of_collections = Thread.objects.filter(collection__external_id__in=by_key)
    return {
        pk: by_key[key]
        for rows, name in ((of_gotchas, "gotcha"), (of_collections, "collection"))
        for pk, key in rows.values_list("pk", f"{name}__external_id")
    }


def _rows(threads: Iterable[int]) -> Iterable[Comment]:
    rows = Comment.objects.filter(thread__in=threads, external_id__startswith=PREFIX, erased_at=None)
    return rows.defer("text", "html").order_by("pk").iterator(chunk_size=BATCH)


def _decided_here(ids: Sequence[int]) -> set[int]:
    """Those that somebody, or a rule of this site, decided since they were imported."""
    decided: set[int] = set()
    for at in range(0, len(ids), BATCH):
        rows = Decision.objects.filter(kind="comment", object_id__in=ids[at : at + BATCH])
        decided.update(rows.exclude(by=None, by_name=BY_IMPORT).values_list("object_id", flat=True))
    return decided
