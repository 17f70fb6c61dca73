"""What comments give to search: their words, and the gotchas that they count for.

Takes QuerySets, so that the model itself can call it.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from gotchas import markup
from gotchas.answers.remarks import Remark
from gotchas.answers.rows import SHOWN_TEXT
from gotchas.models import Gotcha
from gotchas.models.merging import led_to, merged_into
from gotchas.models.searchable import in_batches
from gotchas.search import index
from gotchas.search.index import Doc

PLACES = ("thread__collection", "thread__gotcha__collection", "thread__code__family")


def comment_docs(comments: QuerySet[Any]) -> Iterator[Doc]:
    """The documents of published comments that a stranger can read.

    One counts for the gotcha it hangs on and those it speaks of: for what a reader finds at their addresses.
    """
    rows = comments.on_readable().select_related("thread__gotcha")
    rows = rows.only("text", "posted_at", "thread__gotcha__state", "thread__gotcha__successor")
    rows = list(rows.prefetch_related(Prefetch("gotchas", Gotcha.objects.only("state", "successor"))))
    named = {comment.pk: _named(comment) for comment in rows}
    ends = led_to(Gotcha.objects.all(), {gotcha for gotchas in named.values() for gotcha in gotchas})
    found = {pk: end.pk for pk, end in ends.items() if end.is_readable}
    for comment in rows:
        yield Doc(
            kind="m",
            object_id=comment.pk,
            gotchas=tuple(sorted({found[gotcha.pk] for gotcha in named[comment.pk] if gotcha.pk in found})),
            head="",
            body=comment.text,
            facets=(index.COMMENT,),
            at=comment.posted_at,
        )


def _named(comment: Any) -> set[Gotcha]:
    """The gotchas that a comment hangs on or speaks of, whether a reader may see them or not."""
    return {*comment.gotchas.all(), comment.thread.gotcha} - {None}


def index_comments(comments: QuerySet[Any]) -> None:
    """Write what is searched of these comments anew, and take out those that are not published."""
    docs = list(comment_docs(comments.published()))
    index.put(docs)
    index.take("m", set(comments.values_list("pk", flat=True)) - {doc.object_id for doc in docs})


def index_comments_by_way_of(comments: QuerySet[Any], gotchas: set[int]) -> None:
    """Write anew what hangs on these gotchas or speaks of them, and of all that was merged into them."""
    ids = gotchas | {
        row.pk for row in merged_into(Gotcha.objects.only("collection__number", "position"), gotchas)
    }
    hanging = comments.order_by().filter(thread__gotcha__in=ids).values("pk")
    speaking = comments.order_by().filter(gotchas__in=ids).values("pk")
    # One list from two queries: a condition with OR over two tables would read every comment there is.
    for rows in in_batches(comments.published().filter(pk__in=hanging.union(speaking, all=True))):
        index_comments(rows)


def remarks(comments: QuerySet[Any]) -> dict[int, Remark]:
    """What a result shows of these comments, those that a reader may see, by their ids."""
    rows = comments.published().on_readable().select_related(*PLACES)
    return {
        row.pk: Remark(
            author=row.author_name,
            address=row.get_absolute_url(),
            text=markup.words(row.html, SHOWN_TEXT),
            on=f"On {row.thread.target}",
        )
        for row in rows
    }
