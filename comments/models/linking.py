"""Which codes, gotchas and comments the text of a comment names, and where they stand."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from gotchas import markup
from gotchas.models import Gotcha
from gotchas.models.linking import ArticleLinker
from gotchas.text.references import permalinks, references

MOST_PERMALINKS = 20
"""Comments that one text names by their addresses; what stands behind them stays a plain address."""


class CommentLinker(ArticleLinker):
    """Links of a comment's text: codes and gotchas as in articles, and other comments.

    "comment 7" is one of an imported thread by the number that it had there. A permalink is one of any thread
    that everybody can read; with the site's name before it, it is a link without our doing.
    """

    def __init__(self, comment: Any) -> None:
        thread = comment.thread
        self.text, self.thread_id = comment.text, thread.pk
        super().__init__([comment.text], thread.home_collection, Gotcha.objects.all())
        numbers = {r.number for r in references(comment.text) if r.kind == "comment"}
        rows = thread.comments.published().filter(source_number__in=numbers) if numbers and thread.pk else []
        self.comments = {row.source_number: row for row in rows if row.pk != comment.pk}
        ids = list(dict.fromkeys(int(r.number) for r in permalinks(comment.text, settings.SITE_URL)))
        read = type(comment).objects.published().on_readable()
        self.permalinked = read.in_bulk(ids[:MOST_PERMALINKS]) if ids else {}
        self.permalinked.pop(comment.pk, None)

    def __call__(self, text: str) -> Sequence[markup.Link]:
        found = (r for r in permalinks(text, "") if text[r.start] == "/")
        own = ((r, self.permalinked.get(int(r.number))) for r in found)
        links = [markup.Link(r.start, r.end, row.get_absolute_url()) for r, row in own if row]
        return [*super().__call__(text), *links]

    def link_of(self, reference: Any) -> markup.Link | None:
        if reference.kind == "comment" and (row := self.comments.get(reference.number)):
            return markup.Link(reference.start, reference.end, row.get_absolute_url())
        return super().link_of(reference)
