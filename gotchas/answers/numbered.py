"""The gotcha whose number is all that was asked for, as `1.15`."""

from gotchas.models import Collection, Gotcha
from gotchas.models.gotcha import TEXTS
from gotchas.search.query import Query


def numbered(query: Query) -> int | None:
    """Its id, or that of the gotcha that it was merged into; None where a reader finds none."""
    if query.number is None:
        return None
    row = Gotcha.objects.discussed().numbered(*query.number).defer(*TEXTS).first()
    if row and not row.is_readable:
        row = row.successor
    return row.pk if row and row.is_readable else None


def is_missing(query: Query, meant: int | None) -> bool:
    """Whether its collection is there and it is not; the number of no collection is a version."""
    if query.number is None or meant:
        return False
    return Collection.objects.filter(number=query.number[0]).exists()
