"""Which page of a list without words an address means; see gotchas.search.listing."""

from typing import Final, NamedTuple

from gotchas.models import Gotcha
from gotchas.search.engine import Place
from gotchas.search.listing import Page, Sets, page, place_of

NEWEST: Final = 2**62
"""Above every id."""


class At(NamedTuple):
    """Where in a list without words: the page's number, and the gotcha that it stands before or after."""

    page: int
    before: int
    after: int


def page_of(fitting: Sets, at: At, pages: int, size: int) -> tuple[Page, int, bool]:
    """The page that was asked for, its number, and whether it was not to be found: then it is the first.

    The number goes along with the place; on its own it finds no page, as the rows before it are not counted.
    """
    gotcha = at.before if at.before < NEWEST else at.after
    place = _place(gotcha) if gotcha else None
    if place and at.before < NEWEST:
        return page(fitting, place, size), max(1, min(at.page, pages)), False
    if place and at.page > 1:
        above = page(fitting, place, size, upward=True)
        if len(above.ids) == size:
            return Page(above.ids, above.ids[-1]), min(at.page, pages), False
    is_lost = bool(gotcha and not place) or (not gotcha and at.page > 1)
    return page(fitting, None, size), 1, is_lost


def _place(gotcha: int) -> Place | None:
    """Where a gotcha stands in lists, or stood before it was taken out of them."""
    if place := place_of(gotcha):
        return place
    stood = Gotcha.objects.filter(pk=gotcha, published_at__isnull=False)
    return next(((at, gotcha) for at in stood.values_list("published_at", flat=True)), None)
