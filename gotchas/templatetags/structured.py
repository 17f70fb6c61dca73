"""What a page says of itself to programs, as a block of data in its head."""

from django import template
from django.utils.safestring import SafeString

from gotchas import markup, structured

register = template.Library()


@register.simple_tag(name="structured")
def structured_page(target: structured.Page) -> SafeString:
    return markup.data_block(structured.page_of(target))
