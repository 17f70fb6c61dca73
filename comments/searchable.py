"""What comments give to search: their words, and the gotchas that they count for.

Takes QuerySets, so that the model itself can call it.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from gotchas import markup
from gotchas.answers.found import SHOWN_TEXT
from gotchas.answers.remarks import Remark
from gotchas.search import index
from gotchas.search.index import Doc

PLACES = ("thread__collection", "thread__gotcha__collection", "thread__code__family")


def comment_docs(comments: QuerySet[Any]) -> Iterator[Doc]:
    """The documents of published comments; one counts for the gotcha it hangs on and those it speaks of."""
    rows = comments.select_related("thread").only("text", "thread__gotcha")
    for comment in rows.prefetch_related("gotchas"):
        spoken_of = {gotcha.pk for gotcha in comment.gotchas.all()} | {comment.thread.gotcha_id}
        yield Doc(
            kind="m",
            object_id=comment.pk,
            gotchas=tuple(sorted(spoken_of - {None})),
            head="",
            body=comment.text,
            facets=(index.COMMENT,),
        )


def index_comments(comments: QuerySet[Any]) -> None:
    """Write what is searched of these comments anew, and take out those that are not published."""
    docs = list(comment_docs(comments.published()))
    index.put(docs)
    index.take("m", set(comments.values_list("pk", flat=True)) - {doc.object_id for doc in docs})


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
