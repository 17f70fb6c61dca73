"""What templates of articles need: stored HTML, the beginning of a text, the place in a list."""

import re

from django import template
from django.utils.safestring import SafeString

from gotchas import markup
from gotchas.models import Gotcha
from gotchas.models.collection import PER_PAGE

register = template.Library()

_OLD_ANCHOR = re.compile(r"[0-9]+(?:\.[0-9]+)+", re.ASCII)


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


@register.filter
def list_address(gotcha: Gotcha) -> str:
    """Its row on the page of its collection; `at` asks for the page of the list that holds it.

    The first PER_PAGE positions stand on the first page in any case, and what cannot be read on none.
    """
    address = gotcha.collection.get_absolute_url()
    if not gotcha.is_readable:
        return address
    at = f"?at={gotcha.position}" if gotcha.position > PER_PAGE else ""
    return f"{address}{at}#{gotcha.number}"


@register.filter
def old_anchor(gotcha: Gotcha) -> str:
    """Its number where it came from as an anchor, where that cannot be the number of another row here."""
    number = gotcha.source_number
    is_of_here = number.startswith(f"{gotcha.collection.number}.")
    return number if _OLD_ANCHOR.fullmatch(number) and not is_of_here else ""
