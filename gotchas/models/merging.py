"""Where the address of a merged gotcha leads in the end, and all that was merged into one.

A gotcha may be merged into one that is merged later itself, so both are walked step by step.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from gotchas.models.gotcha import Gotcha


def led_to(gotchas: "QuerySet[Gotcha]", ids: Iterable[int]) -> "dict[int, Gotcha]":
    """By the id of each, the gotcha that stands at the end of its merges: itself where it was not merged.

    One query, and one more for each step that the longest row of merges has.
    """
    steps: dict[int, Gotcha] = {}
    asked = set(ids)
    wanted = asked
    while wanted:
        rows = gotchas.filter(pk__in=wanted).only("state", "successor").in_bulk()
        steps |= rows
        wanted = {row.successor_id for row in rows.values() if row.successor_id} - steps.keys()
    return {pk: _end(steps, pk) for pk in asked if pk in steps}


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
