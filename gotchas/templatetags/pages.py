"""What templates of articles need: stored HTML, and the beginning of a text."""

from django import template
from django.utils.safestring import SafeString

from gotchas import markup

register = template.Library()


@register.filter
def rendered(html: str) -> SafeString:
    """HTML of an article as it was rendered when it was saved."""
    return markup.stored(html)


@register.filter
def rendered_without_ids(html: str) -> SafeString:
    """The same for a page that shows many articles, where the ids of their steps would stand twice."""
    return markup.without_ids(html)


@register.filter
def summary(text: str, length: int) -> str:
    """The beginning of Markdown as one line of plain text, at most `length` characters."""
    return markup.summary(text, length)
