"""Counts of comments that speak of gotchas and codes, when the gotcha they stand on is put away or is back.

What nobody can read is not counted either; a gotcha's own thread is counted whatever its state. Takes
QuerySets, so that the app can hand them over.
"""

from typing import Any

from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from gotchas.models import Gotcha, MessageCode


@transaction.atomic
def count_anew_by_way_of(comments: Any, gotchas: set[int]) -> None:
    """Count anew, among `comments`, what the comments on these gotchas speak of."""
    speaking = comments.order_by().published().filter(thread__gotcha__in=gotchas)
    if not speaking.exists():
        return
    for model, field, own in ((Gotcha, "gotchas", "thread__gotcha"), (MessageCode, "codes", "thread__code")):
        spoken_of = speaking.filter(**{f"{field}__isnull": False}).values_list(field, flat=True)
        rows = model._default_manager.filter(pk__in=set(spoken_of)).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))
        counted = comments.order_by().published()
        rows.order_by().update(
            version=F("version") + 1,
            comment_count=_number(counted, own) + _number(counted.on_readable(), field),
        )


def _number(comments: Any, field: str) -> Coalesce:
    """How many of `comments` have the row in `field`; a comment names nothing twice."""
    rows = comments.filter(**{field: OuterRef("pk")}).values(field).annotate(number=Count("pk"))
    return Coalesce(Subquery(rows.values("number"), output_field=models.IntegerField()), 0)
