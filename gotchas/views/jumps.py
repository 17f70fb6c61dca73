"""Jump marks for the codes of a large family, whatever their number: three queries."""

from itertools import accumulate
from typing import NamedTuple

from django.db.models import Count, Max, Min
from django.db.models.functions import Substr

from gotchas.models import CodeFamily
from gotchas.views.lists import PER_PAGE

FEWEST_FOR_JUMPS = 20
MOST_JUMPS = 40


class Jump(NamedTuple):
    label: str
    slug: str
    page: int


def jumps(family: CodeFamily) -> list[Jump]:
    """Where each group of codes begins that differ in the first place in which they differ at all.

    AMQ4036, AMQ5009, AMQ9001 for a family of AMQ codes; EACCES, FOO, ... for one of names. Nothing when that
    makes no groups or too many.
    """
    ends = family.codes.aggregate(first=Min("sort_key"), last=Max("sort_key"))
    groups = list(
        family.codes.order_by()
        .values(head=Substr("sort_key", 1, _shared(ends["first"], ends["last"]) + 1))
        .annotate(first=Min("sort_key"), codes=Count("pk"))
        .order_by("first")[: MOST_JUMPS + 1]
    )
    if not 1 < len(groups) <= MOST_JUMPS:
        return []
    firsts = family.codes.filter(sort_key__in=[group["first"] for group in groups])
    names = {key: (code, slug) for key, code, slug in firsts.values_list("sort_key", "code", "slug")}
    starts = accumulate(group["codes"] for group in groups[:-1])
    return [
        Jump(*names[group["first"]], page=start // PER_PAGE + 1)
        for group, start in zip(groups, [0, *starts], strict=True)
    ]


def _shared(first: str, last: str) -> int:
    """How many characters two keys begin with alike."""
    return next(
        (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
