"""What comments of an import name that was not stored when they came: written at its end.

Each takes a portion of what was set aside, within the caller's transaction, and may come a second time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from comments import searchable
from comments.access import PLACES
from comments.models import Comment
from comments.transfer_jsonl_counts import ABOUT_CODES, ABOUT_GOTCHAS, count
from comments.transfer_jsonl_html import by_number, give_html
from comments.transfer_jsonl_places import BATCH, One
from gotchas.models import CodeFamily, Collection, Gotcha, MessageCode
from gotchas.transfer.jsonl_names_rows import BatchNames
from gotchas.transfer.jsonl_relations_rows import Relations
from gotchas.transfer.jsonl_render import Render
from gotchas.transfer.jsonl_word_rows import corrections_named

Named = tuple[str, str]
"""Family and code."""


def became(waiting: Sequence[tuple[int, str]]) -> list[str]:
    """Write which corrections were made of comments; the numbers that are nowhere."""
    corrections = corrections_named({number for _, number in waiting})
    rows = [Comment(pk=pk, became_id=corrections[n]) for pk, n in waiting if n in corrections]
    Comment.objects.bulk_update(rows, ["became"], batch_size=BATCH)
    return sorted({number for _, number in waiting} - corrections.keys())


def mentions(waiting: Sequence[tuple[int, str]], relations: Relations, render: Render) -> list[str]:
    """Write the mentions of gotchas that came after the comment; the numbers that are nowhere."""
    gotchas = relations.gotchas_at({number for _, number in waiting})
    pairs = {(pk, gotchas[number]) for pk, number in waiting if number in gotchas}
    ids = {pk for pk, _ in pairs}
    there = set(ABOUT_GOTCHAS.objects.filter(comment__in=ids).values_list("comment_id", "gotcha_id"))
    new = sorted(pairs - there)
    ABOUT_GOTCHAS.objects.bulk_create(
        [ABOUT_GOTCHAS(comment_id=pk, gotcha_id=other) for pk, other in new], batch_size=BATCH
    )
    _count(Gotcha, new)
    link_again(ids, render)
    return sorted({number for _, number in waiting} - gotchas.keys())


def codes(waiting: Sequence[tuple[int, str, str]], render: Render) -> list[str]:
    """Write the mentions of codes that came after the comment; a code that never came is made now."""
    there = stored_codes({(family, code) for _, family, code in waiting})
    for slug, code in sorted({(family, code) for _, family, code in waiting} - there.keys()):
        family, _ = CodeFamily.objects.get_or_create(slug=slug, defaults={"name": slug})
        there[slug, code] = MessageCode.objects.create(family=family, code=code).pk
    pairs = {(pk, there[family, code]) for pk, family, code in waiting}
    new = sorted(pairs - _written({pk for pk, _ in pairs}))
    ABOUT_CODES.objects.bulk_create(
        [ABOUT_CODES(comment_id=pk, messagecode_id=other) for pk, other in new], batch_size=BATCH
    )
    _count(MessageCode, new)
    link_again({pk for pk, _ in pairs}, render)
    return []


def link_again(ids: Iterable[int], render: Render) -> list[str]:
    """Make the HTML of comments anew, now that what they name is stored."""
    by_home: dict[Collection | None, list[Comment]] = defaultdict(list)
    for row in Comment.objects.filter(pk__in=set(ids)).select_related(*PLACES).order_by("pk"):
        by_home[row.thread.home_collection].append(row)
    for home, rows in by_home.items():
        names = BatchNames([row.text for row in rows], home)
        asking = {row.thread_id for at, row in enumerate(rows) if names.comments_of(at)}
        give_html(rows, names, by_number(asking), render)
        Comment.objects.bulk_update(rows, ["html"], batch_size=BATCH)
    return []


def stored_codes(wanted: set[Named]) -> dict[Named, int]:
    """Ids of those that are stored."""
    rows = MessageCode.objects.filter(
        family__slug__in={family for family, _ in wanted}, code__in={code for _, code in wanted}
    )
    found = {(slug, code): pk for slug, code, pk in rows.values_list("family__slug", "code", "pk")}
    return {pair: pk for pair, pk in found.items() if pair in wanted}


def codes_not_written(old: Sequence[One]) -> list[tuple[int, str, str]]:
    """Mentions of codes by stored comments that an import which was broken off did not get to."""
    named = [(one, pair) for one in old for pair in one.record.codes or ()]
    there = stored_codes({pair for _, pair in named})
    written = _written({one.row.pk for one, _ in named})
    return [(one.row.pk, *pair) for one, pair in named if (one.row.pk, there.get(pair)) not in written]


def _written(comments: set[int]) -> set[tuple[int, int]]:
    """The codes that these speak of, and those on which they hang, as pairs of ids."""
    rows = Comment.objects.filter(pk__in=comments).exclude(thread__code=None)
    pairs = set(ABOUT_CODES.objects.filter(comment__in=comments).values_list("comment_id", "messagecode_id"))
    return pairs | set(rows.values_list("pk", "thread__code"))


def _count(table: type[Gotcha] | type[MessageCode], new: Sequence[tuple[int, int]]) -> None:
    """Count what was written where it shows, and let search know of it."""
    ids = {pk for pk, _ in new}
    published = set(Comment.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
    count({table: Counter(other for pk, other in new if pk in published)})
    searchable.index_comments(Comment.objects.filter(pk__in=published))
