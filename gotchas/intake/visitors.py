"""Who a visitor is for a day: a hash of the address with that day's salt, which is thrown away afterwards."""

from django.utils import timezone
from django.utils.crypto import salted_hmac

from gotchas.intake.limits import network_of
from gotchas.models import DailySalt


def lock_today() -> DailySalt:
    """Today's salt, locked until the counting is done: two requests at once never count one thing twice."""
    today = timezone.now().date()
    _, made = DailySalt.objects.get_or_create(day=today)
    if made:
        DailySalt.objects.filter(day__lt=today).delete()
    return DailySalt.objects.select_for_update().get(day=today)


def visitor_of(address: str, salt: str) -> str:
    """A hash that is another one tomorrow; a household's IPv6 addresses count as one."""
    return salted_hmac(
        "gotchas.intake.unanswered", network_of(address) + salt, algorithm="sha256"
    ).hexdigest()
