"""What several pages with lists share: their pages of 100 rows, and the counts beside a name."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import Http404, HttpRequest

from gotchas.models import CodeFamily, Collection, Gotcha, MessageCode, Platform
from gotchas.models.collection import PER_PAGE

__all__ = ["PER_PAGE", "collections_with_counts", "families_with_counts", "page_of", "platforms_with_counts"]


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page that `?page=` asks for, the first without it. A page that is not there is a 404."""
    try:
        return Paginator(rows, PER_PAGE).page(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404("There is no such page of this list.") from None


def collections_with_counts() -> QuerySet[Collection]:
    return Collection.objects.for_lists().annotate(shown=_count(Gotcha.objects.published(), "collection"))


def platforms_with_counts() -> QuerySet[Platform]:
    """Each with the gotchas that name it; those that name `All` count there alone."""
    return Platform.objects.annotate(shown=_count(Gotcha.objects.published(), "platforms"))


def families_with_counts() -> QuerySet[CodeFamily]:
    families = CodeFamily.objects.annotate(shown=_count(MessageCode.objects.all(), "family"))
    return families.order_by(Lower("name"), "slug")


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    """How many of `rows` belong to the outer row by their `field`; a sub-select, as a join would multiply."""
    counted = (
        rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(n=Count("pk")).values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
