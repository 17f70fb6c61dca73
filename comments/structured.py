"""What a page's thread says to programs: its published comments in the vocabulary of https://schema.org."""

from collections.abc import Callable, Iterable

from comments.models import Comment
from comments.places import Target
from comments.rows import addresses
from gotchas import markup, structured
from gotchas.addresses import whole

TEXT = 500
"""Characters of a comment's text; the whole of it stands on the page."""


def thread_of(target: Target, comments: Iterable[Comment]) -> structured.Values:
    """The comments of one page of the thread on `target`; needs parents and marked answers at hand."""
    address_of = addresses("comment")
    published = [comment_of(row, address_of) for row in comments if row.state == Comment.State.PUBLISHED]
    return {"@context": structured.CONTEXT, **structured.named(target), "comment": published}


def comment_of(comment: Comment, address_of: Callable[[int], str]) -> structured.Values:
    address = whole(address_of(comment.pk))
    values = {
        "@type": _type_of(comment),
        "@id": address,
        "url": address,
        "author": {"@type": "Person", "name": comment.author_name},
        "datePublished": structured.moment(comment.posted_at),
        "text": markup.words(comment.html, TEXT),
    }
    if comment.edited_at:
        values["dateModified"] = structured.moment(comment.edited_at)
    if comment.parent and comment.parent.state == Comment.State.PUBLISHED:
        values["parentItem"] = {"@type": "Comment", "@id": whole(address_of(comment.parent.pk))}
    if comment.marked_answer:
        accepted = whole(address_of(comment.marked_answer.pk))
        values["acceptedAnswer"] = {"@type": "Answer", "@id": accepted}
    return values


def _type_of(comment: Comment) -> str:
    """A question and its answer are kinds of comments there too."""
    if comment.kind == Comment.Kind.QUESTION:
        return "Question"
    return "Answer" if comment.answer_marked_at else "Comment"
