"""System checks: settings read but not used yet, and plain http where others can listen."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning


def register_all() -> None:
    register(unused_settings)
    register(plain_http, Tags.security, deploy=True)
    register(no_limits, Tags.security, deploy=True)


def unused_settings(**kwargs: Any) -> list[CheckMessage]:
    """A setting without effect is said, never passed over."""
    environment = settings.ENVIRONMENT
    unused = [
        (environment.replicas, "DATABASE_REPLICA_URLS", "all reads go to DATABASE_URL", "kbsite.W001"),
        (environment.redis_url, "REDIS_URL", "counters and sessions stay in the database", "kbsite.W002"),
    ]
    return [
        CheckWarning(
            f"{name} is set, but this version does not use it: {instead}.",
            hint=f"Unset {name} until a version that uses it.",
            id=number,
        )
        for given, name, instead, number in unused
        if given
    ]


def plain_http(**kwargs: Any) -> list[CheckMessage]:
    """Over http, passwords cross the network readable; harmless only on the machine's own address."""
    url = urlsplit(settings.SITE_URL)
    if url.scheme == "https" or _is_loopback(url.hostname or ""):
        return []
    return [
        CheckWarning(
            f"SITE_URL is {settings.SITE_URL}: passwords and cookies cross the network readable.",
            hint="Put the site behind a proxy with a certificate and set SITE_URL to its https:// address.",
            id="kbsite.W004",
        )
    ]


def no_limits(**kwargs: Any) -> list[CheckMessage]:
    """Without limits one program can fill the site with comments."""
    if settings.LIMITS:
        return []
    return [
        CheckWarning(
            "LIMITS is off: nothing slows down whoever posts.",
            hint="Unset LIMITS; it is for tests and load runs.",
            id="kbsite.W005",
        )
    ]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
