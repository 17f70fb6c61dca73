"""How tests fill the forms for comments."""

from typing import Any

import html5lib
from django.test import Client
from django.urls import reverse

from gotchas.intake import once, stamp
from gotchas.models import Gotcha

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


def form_of(gotcha: Gotcha, name: str = "gotcha_comment") -> str:
    """The address of the form for a comment on `gotcha`, or of its preview."""
    return reverse(name, args=[gotcha.collection.number, gotcha.position])


def fields_of(answer: Any) -> dict[str, str]:
    """What the form that was shown would send."""
    form = answer.context["form"]
    return {field.name: field.value() or "" for field in form}


def page_of(answer: Any) -> str:
    """The HTML of an answer, which is valid and says each id once."""
    page = answer.content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(ids)
    return page
