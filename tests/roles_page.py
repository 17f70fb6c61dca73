"""The tables of docs/roles.md, written from gotchas/roles.py."""

import re
from collections.abc import Iterable, Iterator

from gotchas.roles import ADMINISTRATOR, ANONYMOUS, AUTHOR, NOBODY, RULES, TABLES, UNUSED, Rule

ABOVE = {
    ANONYMOUS: "everybody",
    AUTHOR: "its author",
    ADMINISTRATOR: "administrators",
    NOBODY: "–",
    UNUSED: "–",
}
BELOW = {
    "missing": "404",
    "refused": "403",
    "sign in": "sign-in, 403",
    "desk": "sign-in, 404",
    "admin": "sign-in, 403",
}


def of_addresses(routes: dict[str, str]) -> str:
    """`routes` has the route of each address."""
    addresses = {name: shown(route) for name, route in routes.items()}
    head = ("What", "Reads", "Sends", "Others are told", "Token", "Addresses")
    return table(head, (tuple(row(rule, addresses)) for rule in RULES))


def of_admin() -> str:
    head = ("Table", "See", "Add", "Change", "Delete")
    return table(head, ((label, *map(who, row[:4])) for label, row in TABLES.items()))


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def row(rule: Rule, addresses: dict[str, str]) -> Iterator[str]:
    also = ", its author" if rule.author else ""
    everybody = ANONYMOUS in (rule.reads, rule.writes)
    yield rule.about
    yield who(rule.reads) + (also if rule.reads else "")
    yield who(rule.writes) + (also if rule.writes else "")
    yield "–" if everybody else BELOW[rule.below]
    yield "–" if not rule.token or not rule.writes else "yes"
    yield ", ".join(addresses[name] for name in rule.names)


def who(lowest: str) -> str:
    return ABOVE.get(lowest) or f"{lowest}s and up"


def shown(route: str) -> str:
    """A route as it is read: `/1.15/diff/OLD/NEW/`."""
    if "^" in route:
        code = "`/CODE.(txt, md, json)`" if "<form>" in route else "`/CODE`"
        return code if route.startswith("^") else "`/admin/APP/`"
    route = route.replace("<number:collection>.<number:position>", "1.15")
    route = route.replace("<form:form>", "(txt, md, json)")
    return f"`/{re.sub(r'<(?:[a-z]+:)?([a-z_]+)>', lambda found: found[1].upper(), route)}`"
