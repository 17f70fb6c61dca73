"""A real address for every name in the URL table, on the objects of `tests/full_site.py`."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace as Site
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from gotchas.models import Gotcha
from tests.page_kinds import KINDS

Patterns = Iterable[URLPattern | URLResolver]


def named(patterns: Patterns, space: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    """Name (with its namespace, "" for none) and route of every address below `patterns`."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named(pattern.url_patterns, inside, here)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else ""), here


def routes() -> dict[str, str]:
    """By name, of all addresses of the site; those without a name lead to the same views or on to them."""
    return {name: route for name, route in named(get_resolver("kbsite.urls").url_patterns) if name}


def names() -> set[str]:
    return set(routes())


def listed(site: Site) -> list[str]:
    """Of all kinds of pages that an address alone leads to."""
    kinds = [kind for kinds in KINDS.values() for kind in kinds if kind.status == 200]
    return [kind.address(site) for kind in kinds if kind.address]


def known(site: Site) -> dict[str, str]:
    """By name an address that shows something; where `tests/page_kinds.py` has one, that one."""
    found: dict[str, str] = {}
    for address in listed(site):
        found.setdefault(resolve(address.partition("?")[0]).view_name, address)
    for name in sorted(names()):
        if ":" not in name and name not in found:
            found[name] = reverse(name, kwargs={key: value_of(site, name, key) for key in asked_by(name)})
    return {name: address + QUERIES.get(name, "") for name, address in found.items()}


QUERIES = {"unanswered_told": "?family=ibm-mq-amq&code=AMQ9638", "search_data": "?q=AMQ9637"}


def asked_by(name: str) -> list[str]:
    [(_, asked), *_] = get_resolver("kbsite.urls").reverse_dict.getlist(name)[0][0]
    return list(asked)


def value_of(site: Site, name: str, key: str) -> Any:
    """What stands in the address `name` at the place `key`."""
    values = {
        "collection": site.gotcha.collection.number,
        "position": site.gotcha.position,
        "family": site.code.family.slug,
        "code": site.code.slug,
        "slug": site.platform.slug,
        "form": "json",
        "kind": "pages",
        "section": 1,
        "old": 1,
        "new": 2,
        "number": site.gotcha.collection.number,
        "token": site.gets_mail.token,
    }
    if name.startswith("gotcha_notice_"):
        values["number"] = site.danger.pk
    elif name.startswith("desk_correction_"):
        values["number"] = site.proposed.pk
    elif name in ("comment_unanswer", "comment_unconfirm"):
        values["number"] = site.answer.pk
    elif name.startswith("comment_correct"):
        values["number"] = site.names_two.pk
    elif name.startswith("comment_"):
        values["number"] = site.own.pk
    elif name == "correction_status":
        values["token"] = site.proposed.status_token
    return values[key]


def in_admin(name: str, rows: dict[str, Any]) -> str:
    """The address of a page of the admin; `rows` has one row for each `app_model`."""
    if name == "admin:app_list":
        return reverse(name, args=["gotchas"])
    if name == "admin:view_on_site":
        kind = ContentType.objects.get_for_model(Gotcha)
        return reverse(name, args=[kind.pk, rows["gotchas_gotcha"].pk])
    if name == "admin:autocomplete":
        return f"{reverse(name)}?app_label=gotchas&model_name=gotcha&field_name=collection"
    table, _, page = name.removeprefix("admin:").rpartition("_")
    if name == "admin:auth_user_password_change":
        table = "auth_user"
    elif table not in rows or page in ("changelist", "add", "undo", "preview", "try", "erase", "export"):
        return reverse(name)
    return reverse(name, args=[rows[table].pk])
