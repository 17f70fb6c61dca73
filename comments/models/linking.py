"""Which codes, gotchas and comments the text of a comment names, and where they stand."""

from typing import Any

from gotchas import markup
from gotchas.models import Gotcha
from gotchas.models.linking import ArticleLinker
from gotchas.text.references import references


class CommentLinker(ArticleLinker):
    """Links of a comment's text: codes and gotchas as in articles, and "comment 7" of an imported thread."""

    def __init__(self, comment: Any) -> None:
        thread = comment.thread
        self.text, self.thread_id = comment.text, thread.pk
        super().__init__([comment.text], thread.home_collection, Gotcha.objects.all())
        numbers = {r.number for r in references(comment.text) if r.kind == "comment"}
        rows = thread.comments.published().filter(source_number__in=numbers) if numbers and thread.pk else []
        self.comments = {row.source_number: row for row in rows if row.pk != comment.pk}

    def link_of(self, reference: Any) -> markup.Link | None:
        if reference.kind == "comment" and (row := self.comments.get(reference.number)):
            return markup.Link(reference.start, reference.end, row.get_absolute_url())
        return super().link_of(reference)
