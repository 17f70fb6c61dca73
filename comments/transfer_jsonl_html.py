"""The HTML of comments that come with an import, with links to what is stored: many at once."""

from collections.abc import Mapping, Sequence

from comments.models import Comment
from gotchas.transfer.jsonl_names_rows import BatchNames
from gotchas.transfer.jsonl_render import Job, Render

Numbered = Mapping[tuple[int, str], Comment]
"""Comments by thread and the number that they had where they came from."""


def by_number(threads: set[int], coming: Sequence[Comment] = ()) -> Numbered:
    """The comments of these threads that readers see, stored ones and those that come."""
    if not threads:
        return {}
    rows = Comment.objects.published().filter(thread__in=threads).exclude(source_number="")
    stored = rows.only("thread", "source_number", "author_name").order_by("-pk")
    shown = (row for row in coming if row.state == Comment.State.PUBLISHED and row.source_number)
    return {(row.thread_id, row.source_number): row for row in (*stored, *shown)}


def give_html(rows: Sequence[Comment], names: BatchNames, named: Numbered, render: Render) -> None:
    """Render each of `rows`; `names` are those of their texts, in this order."""
    jobs = []
    for at, row in enumerate(rows):
        others = ((n, named.get((row.thread_id, n))) for n in names.comments_of(at))
        spoken = {number: other.get_absolute_url() for number, other in others if other and other != row}
        jobs.append(Job(row.text, row.format, names=names.names(at, spoken)))
    for row, html in zip(rows, render(jobs), strict=True):
        row.html = html
