"""Counts codes that readers asked for and nobody has explained: once for each code, day and visitor.

Who asked is known for a day, by a hash of the address with that day's salt; the salts of earlier days are
thrown away, so nobody can tell afterwards who asked for what. What was pasted is never kept.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, F, PositiveIntegerField, When
from django.utils import timezone

from gotchas.intake import visitors
from gotchas.models import CodeFamily, DailySalt, UnansweredCode, UnansweredSighting
from gotchas.models.unanswered import READERS_OF_A_DAY

MOST_AT_ONCE = 20
"""Codes of one paste that count; a log has one or two that matter."""
MOST_A_DAY = 200
"""Codes that one visitor may add to in a day. Lifted by LIMITS=off."""

Asked = tuple[CodeFamily | None, str]


@transaction.atomic
def count(asked: Sequence[Asked], address: str) -> int | None:
    """Count the codes (family and normal form) that `address` did not ask for yet today; how many.

    None, and nothing is counted, where that would be more in a day than one visitor may.
    """
    asked = list(dict.fromkeys(asked))[:MOST_AT_ONCE]
    if not asked:
        return 0
    today = visitors.lock_today()
    visitor = visitors.visitor_of(address, today.salt)
    seen = UnansweredSighting.objects.filter(day=today.day, visitor=visitor)
    if settings.LIMITS and seen.count() + len(asked) > MOST_A_DAY:
        return None
    rows = [UnansweredCode(family=family, code=code) for family, code in asked]
    UnansweredCode.objects.bulk_create(rows, ignore_conflicts=True)
    wanted = {(family.pk if family else None, code) for family, code in asked}
    stored = UnansweredCode.objects.filter(code__in=[code for _, code in asked])
    ids = {pk for pk, *which in stored.values_list("pk", "family_id", "code") if tuple(which) in wanted}
    new = sorted(ids - set(seen.filter(code__in=ids).values_list("code", flat=True)))
    sightings = [UnansweredSighting(code_id=pk, day=today.day, visitor=visitor) for pk in new]
    UnansweredSighting.objects.bulk_create(sightings)
    UnansweredCode.objects.filter(pk__in=new).update(
        count=F("count") + 1, last_seen=timezone.now(), days_of_several=_days_of_several(today)
    )
    return len(new)


def _days_of_several(today: DailySalt) -> Case:
    """One day more for words of no family that with this reader have enough of today's."""
    by_code = UnansweredSighting.objects.filter(day=today.day, code__family=None).values("code")
    enough = by_code.annotate(readers=Count("pk")).filter(readers=READERS_OF_A_DAY)
    days = F("days_of_several")
    return Case(
        When(pk__in=enough.values("code"), then=days + 1), default=days, output_field=PositiveIntegerField()
    )
