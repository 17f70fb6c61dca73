"""Comments that were imported, after what became of them where they came from.

A comment follows as long as nobody decided it or changed it here. Nobody is told of it by mail: what an
import brings is no news.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from comments.models import Comment, Thread
from comments.models.decisions import BY_IMPORT
from comments.transfer import BATCH
from gotchas.models import Decision

NOT_SHOWN = "Not shown any more where it came from"
SHOWN = "Shown where it came from"
PREFIX = "wxr-"
"""What the external id of a comment of a blog begins with."""


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
    for row, wanted in changes:
        if row.pk not in decided:
            _follow(row, wanted, found[row.thread_id], dry=dry)
    return [one for one in found.values() if one.hidden or one.shown or one.kept or one.unsaid]


def _follow(row: Comment, wanted: str, followed: Followed, *, dry: bool) -> None:
    was_public, public = (state == Comment.State.PUBLISHED for state in (row.state, wanted))
    if was_public and (row.edited_at or row.confirmed_at or row.answer_marked_at):
        followed.kept.append(row)
        return
    if not dry:
        row.follow(wanted, SHOWN if public else NOT_SHOWN)
    if was_public:
        followed.hidden.append(row)
    elif public:
        followed.shown.append(row)


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
