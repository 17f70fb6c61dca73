"""Rate limits, counted in the database by one atomic statement: requests at once never get past them.

Who asks is known by a salted hash only, of the address or of the name that was typed. Behind trusted proxies
REMOTE_ADDR is already the visitor's (kbsite/middleware/proxies.py), elsewhere X-Forwarded-For counts for
nothing.
"""

import datetime
import ipaddress
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gotchas.models import RateCounter

_LENGTHS = {60: "a minute", 300: "in five minutes", 86_400: "a day"}


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` times in a window of `seconds`; windows begin at multiples of their length."""

    scope: str
    count: int
    seconds: int

    def window(self, now: datetime.datetime) -> datetime.datetime:
        second = int(now.timestamp())
        return datetime.datetime.fromtimestamp(second - second % self.seconds, tz=datetime.UTC)

    def __str__(self) -> str:
        """ "5 a minute"."""
        return f"{self.count} {_LENGTHS[self.seconds]}"


COMMENTS = (Limit("comment-minute", 5, 60), Limit("comment-day", 100, 86_400))
PREVIEWS = (Limit("preview-minute", 30, 60),)
LOGS = (Limit("log-minute", 30, 60),)
"""A crafted log of 1 MB takes more than a second of a worker, and all visitors share a few workers."""
REPORTS = (Limit("report-minute", 5, 60), Limit("report-day", 30, 86_400))
SIGN_INS_FROM = Limit("sign-in-address", 10, 300)
SIGN_INS_AS = Limit("sign-in-name", 10, 300)
ACTIONS = (Limit("action-minute", 20, 60), Limit("action-day", 300, 86_400))
"""What an author does to comments that are there: deletes, hides, marks, and takes that back."""
CALM = 0.6
"""The part of a limit that a person may use up without suspicion: three comments a minute of five."""


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Which limit was passed, and after how many seconds it is worth trying again."""

    limit: Limit
    retry_after: int
    source: str = "address"

    @property
    def sentence(self) -> str:
        again = spelled(self.retry_after)
        return f"More than {self.limit} came from this {self.source}. It takes more in {again}."


def spelled(seconds: int) -> str:
    """ "45 seconds", "12 minutes", "3 hours": rounded up."""
    for length, name in ((3600, "hour"), (60, "minute")):
        if seconds > 2 * length:
            return f"{-(-seconds // length)} {name}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def exceeded(limits: Iterable[Limit], request: HttpRequest) -> Exceeded | None:
    """Count this request by its address, and by its account if any; the first limit it passes, if any.

    Nothing is counted with LIMITS=off.
    """
    limits = tuple(limits)
    key = key_of(request.META.get("REMOTE_ADDR", ""))
    passed = first_passed((limit, key) for limit in limits)
    if passed or settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return passed
    account = hashed(f"account {request.user.pk}")
    passed = first_passed((limit, account) for limit in limits)
    return passed and replace(passed, source="account")


def strained(limits: Iterable[Limit], request: HttpRequest) -> str:
    """Which of `limits` this request comes near, in words for an editor; "" for none, or where it passes one.

    Counts nothing.
    """
    if not settings.LIMITS or request.user.is_authenticated:
        return ""
    key, now = key_of(request.META.get("REMOTE_ADDR", "")), timezone.now()
    windows = {limit.scope: (limit, limit.window(now)) for limit in limits}
    counted = RateCounter.objects.filter(
        scope__in=windows, key=key, window__in=[window for _, window in windows.values()]
    )
    for counter in counted:
        limit, window = windows[counter.scope]
        if counter.window == window and limit.count * CALM <= counter.count < limit.count:
            return f"Many from one address: more than {int(limit.count * CALM)} of {limit}"
    return ""


def sign_in_exceeded(request: HttpRequest, name: str) -> Exceeded | None:
    """Count a try to sign in as `name`; the limit it passes, if any.

    What one address tries in vain is not counted against the name: it would keep out its owner for longer.
    """
    return first_passed(sign_in_counters(request, name))


def sign_in_succeeded(request: HttpRequest, name: str) -> None:
    """Take the try back that `sign_in_exceeded` counted: only those that fail add up."""
    now = timezone.now()
    for limit, key in sign_in_counters(request, name):
        counted = RateCounter.objects.filter(scope=limit.scope, key=key, window=limit.window(now))
        counted.filter(count__gt=0).update(count=F("count") - 1)


def sign_in_counters(request: HttpRequest, name: str) -> list[tuple[Limit, str]]:
    """What a try is counted by: its address, and the name however it is written, if one was typed."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    counters = [(SIGN_INS_FROM, key_of(request.META.get("REMOTE_ADDR", "")))]
    return [*counters, (SIGN_INS_AS, hashed(folded))] if folded else counters


def first_passed(counters: Iterable[tuple[Limit, str]]) -> Exceeded | None:
    """Count one more in each of `counters` in turn, until one has passed its limit."""
    if not settings.LIMITS:
        return None
    now = timezone.now()
    for limit, key in counters:
        if hit(limit, key, now) > limit.count:
            end = limit.window(now) + datetime.timedelta(seconds=limit.seconds)
            return Exceeded(limit, max(1, int((end - now).total_seconds()) + 1))
    return None


def hit(limit: Limit, key: str, now: datetime.datetime) -> int:
    """Count one more; how many there are now in this window, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO gotchas_ratecounter AS stored (scope, key, "window", count) VALUES (%s, %s, %s, 1)'
            ' ON CONFLICT (scope, key, "window") DO UPDATE SET count = stored.count + 1 RETURNING count',
            [limit.scope, key, connection.ops.adapt_datetimefield_value(limit.window(now))],
        )
        return int(cursor.fetchone()[0])


def key_of(address: str) -> str:
    """A hash that cannot be turned back; a household's IPv6 addresses (one /64) count as one."""
    return hashed(network_of(address))


def hashed(given: str) -> str:
    return salted_hmac("gotchas.intake.limits", given, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """`192.0.2.1`, or `2001:db8::/64`; what is no address counts as it stands."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed.packed, 64), strict=False))
    return str(parsed)
