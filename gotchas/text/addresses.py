"""What an address of this site can hold: numbers, and the names of families, platforms and codes."""

import re

LARGEST_NUMBER = 999_999_999
"""Of collections, gotchas and revisions: nine digits, as the URL table reads them."""

_SHORT_NAME = re.compile(r"[-a-zA-Z0-9_]+")
_CODE = re.compile(r"(?!\.+\Z)[A-Za-z0-9._-]+")


def is_short_name(slug: str) -> bool:
    """Whether a family or a platform may stand in an address by this name."""
    return _SHORT_NAME.fullmatch(slug) is not None


def is_code_name(slug: str) -> bool:
    """Whether a code may stand in an address by this name: `spellings.slug_of` makes such ones."""
    return _CODE.fullmatch(slug) is not None
