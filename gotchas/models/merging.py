"""Where the address of a merged gotcha leads in the end, and all that was merged into one.

A gotcha may be merged into one that is merged later itself, so both are walked step by step.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from gotchas.models.gotcha import Gotcha


def led_to(gotchas: "QuerySet[Gotcha]", rows: "Iterable[Gotcha]") -> "dict[int, Gotcha]":
    """By the id of each of `rows`, the gotcha that stands at the end of its merges: itself without any.

    A query for each step that the longest row of merges has; none where nothing was merged.
    """
    asked = {row.pk: row for row in rows}
    steps = dict(asked)
    wanted = {row.successor_id for row in asked.values()} - {None} - steps.keys()
    while wanted:
        found = gotchas.filter(pk__in=wanted).only("state", "successor").in_bulk()
        steps |= found
        wanted = {row.successor_id for row in found.values()} - {None} - steps.keys()
    return {pk: _end(steps, pk) for pk in asked}


def _end(steps: "dict[int, Gotcha]", pk: int) -> "Gotcha":
    at, seen = steps[pk], {pk}
    while at.successor_id in steps and at.successor_id not in seen:
        at = steps[at.successor_id]
        seen.add(at.pk)
    return at


def merged_into(gotchas: "QuerySet[Gotcha]", ids: Collection[int]) -> "list[Gotcha]":
    """All that was merged into these, straight or by way of others; one query where nothing was."""
    found: dict[int, Gotcha] = {}
    latest = set(ids)
    while latest:
        rows = gotchas.filter(successor__in=latest).select_related("collection").in_bulk()
        latest = rows.keys() - found.keys() - set(ids)
        found |= {pk: rows[pk] for pk in latest}
    return sorted(found.values(), key=lambda row: (row.collection.number, row.position))


def merged_by(gotchas: "QuerySet[Gotcha]", ids: Collection[int]) -> "dict[int, list[Gotcha]]":
    """As `merged_into`, by the id of what they were merged into; only those of `ids` into which any was."""
    rows = {row.pk: row for row in merged_into(gotchas, ids)}
    wanted = set(ids)
    found: dict[int, list[Gotcha]] = {}
    for row in rows.values():
        at, seen = row.successor_id, {row.pk}
        while at in rows and at not in wanted | seen:
            seen.add(at)
            at = rows[at].successor_id
        if at in wanted:
            found.setdefault(at, []).append(row)
    return found


def merged_with(gotchas: "QuerySet[Gotcha]", row: "Gotcha") -> list[int]:
    """Ids of all that lead to the same page as `row`, itself included; one query where nothing was merged."""
    end = led_to(gotchas, [row])[row.pk]
    return [end.pk, *(other.pk for other in merged_into(gotchas, [end.pk]))]
