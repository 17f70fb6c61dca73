"""What a page of a thread says to programs, as a block of data behind it."""

from django import template

from comments import paging, structured
from comments.access import ThreadPage
from comments.models import Comment
from comments.places import Target
from gotchas import markup

register = template.Library()


@register.simple_tag
def structured_thread(target: Target, page: ThreadPage) -> str:
    """Nothing where the page shows no published comment."""
    shown = [row for row in paging.flat(page.nodes) if row.state == Comment.State.PUBLISHED]
    return markup.data_block(structured.thread_of(target, shown)) if shown else ""
