"""What a page of a thread says to programs, as a block of data behind it."""

from django import template

from comments import paging, structured
from comments.access import ThreadPage
from comments.places import Target
from gotchas import markup

register = template.Library()


@register.simple_tag
def structured_thread(target: Target, page: ThreadPage) -> str:
    """Nothing where the page shows no published comment."""
    values = structured.thread_of(target, paging.flat(page.nodes))
    return markup.data_block(values) if values["comment"] else ""
