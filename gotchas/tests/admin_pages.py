"""What tests of admin pages share: accounts by role, and forms filled in as a browser would send them."""

import itertools
from typing import Any

import html5lib
from django.contrib.auth.models import Group, User
from django.test import Client

from gotchas.tests.words import words_of

_count = itertools.count(1)


def make_staff(role: str = "", **fields: Any) -> User:
    """An account that may enter admin: of the group `role`, or a superuser when none is given."""
    n = next(_count)
    user = User.objects.create_user(
        **{"username": f"{role or 'root'}-{n}", "is_staff": True, "is_superuser": not role, **fields}
    )
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tree(response: Any) -> Any:
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def form_of(response: Any) -> dict[str, Any]:
    """What a browser would send of the page's main form, its buttons and rows not yet added left out."""
    forms = [f for f in tree(response).iter("form") if (f.get("id") or "").endswith("_form")]
    assert len(forms) == 1, "no form to change something"
    sent: dict[str, Any] = {}
    for element in forms[0].iter():
        name, kind = element.get("name"), element.get("type")
        if not name or "__prefix__" in name or kind == "submit":
            continue
        if element.tag == "textarea":
            sent[name] = as_browser(element.text or "")
        elif element.tag == "select":
            sent[name] = _chosen(element)
        elif element.tag == "input" and (kind not in ("checkbox", "radio") or "checked" in element.attrib):
            sent[name] = element.get("value", "on" if kind == "checkbox" else "")
    return sent


def as_browser(text: str) -> str:
    """Newlines as browsers send them; the first one after the tag is the template's."""
    return text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")


def _chosen(select: Any) -> Any:
    chosen = [o.get("value", "") for o in select.iter("option") if "selected" in o.attrib]
    if "multiple" in select.attrib:
        return chosen
    options = [o.get("value", "") for o in select.iter("option")]
    return chosen[0] if chosen else (options or [""])[0]


def text_of(response: Any) -> str:
    """The words of a page, single-spaced."""
    return words_of(response.content.decode())
