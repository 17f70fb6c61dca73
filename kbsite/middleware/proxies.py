"""Who asked, and over http or https, where a proxy of ours stands in between (TRUSTED_PROXIES)."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ProxiesMiddleware:
    """Believes X-Forwarded-For and X-Forwarded-Proto from trusted proxies only; behind it REMOTE_ADDR is the
    visitor.

    The chain is read from its near end: the visitor is the last address that is not a trusted proxy, since
    everything before it is that visitor's own claim. X-Forwarded-Host and Forwarded are believed from nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        chain = meta.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = meta.pop("HTTP_X_FORWARDED_PROTO", "").strip().lower()
        meta.pop("HTTP_X_FORWARDED_HOST", None)
        meta.pop("HTTP_FORWARDED", None)
        if is_trusted(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = visitor(chain, meta["REMOTE_ADDR"])
            if scheme in ("http", "https"):
                request.environ["wsgi.url_scheme"] = scheme
        return self.get_response(request)


def is_trusted(address: str) -> bool:
    try:
        parsed = plain_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in settings.TRUSTED_PROXIES)


def plain_address(text: str) -> IPv4Address | IPv6Address:
    """An IPv4 address that a socket for both kinds wrote as ::ffff:192.0.2.1 is that IPv4 address."""
    address = ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address


def visitor(chain: str, proxy: str) -> str:
    """The last address of `chain` that is no trusted proxy; what is not an address ends the search."""
    nearest = proxy
    for hop in reversed(chain.split(",")):
        try:
            nearest = str(plain_address(hop.strip()))
        except ValueError:
            return nearest
        if not is_trusted(nearest):
            return nearest
    return nearest
