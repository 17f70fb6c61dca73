"""How tests fill the forms for comments."""

from typing import Any

import html5lib
from django.test import Client

from gotchas.intake import once, stamp

NAME, TEXT = "Neil Casey", "Swap the two steps in 1.15."


def filled(**fields: str) -> dict[str, str]:
    """The fields of a form as a browser sends them."""
    plain = {
        "author_name": NAME,
        "author_email": "",
        "kind": "other",
        "worked_version": "",
        "worked_platform": "",
        "text": TEXT,
        "homepage": "",
        "stamp": stamp.seal(once.issue()),
    }
    return plain | fields


def send(client: Client, address: str, **fields: str) -> Any:
    return client.post(address, filled(**fields))


def page_of(answer: Any) -> str:
    """The HTML of an answer, which is valid and says each id once."""
    page = answer.content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(ids)
    return page
