"""System checks: settings not used yet, plain http where others can listen, and who is told of what."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError
from django.urls import reverse

from comments.models import EditorMail
from gotchas.intake import mail


def register_all() -> None:
    register(unused_settings)
    register(plain_http, Tags.security, deploy=True)
    register(no_limits, Tags.security, deploy=True)
    register(nobody_told, deploy=True)


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


def nobody_told(**kwargs: Any) -> list[CheckMessage]:
    """A site that sends mail, and tells no editor: what waits is found by whoever happens to look.

    Without a mail server the site is meant to work; tables that are not there yet hold nothing that waits.
    """
    try:
        is_told = EditorMail.objects.filter(account__is_active=True).exists()
    except DatabaseError:
        return []
    if is_told or not mail.is_configured():
        return []
    return [
        CheckWarning(
            "Nobody is told by mail that a comment waits.",
            hint=f"Add accounts under {reverse('admin:comments_editormail_changelist')}.",
            id="kbsite.W006",
        )
    ]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
