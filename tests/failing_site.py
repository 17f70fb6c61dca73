"""A site that fails at every request and quotes it: what a server's log must not repeat."""

from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    asked = f"{environ['REMOTE_ADDR']} {environ['PATH_INFO']} {environ['QUERY_STRING']}"
    try:
        raise KeyError(asked)
    except KeyError as error:
        raise ValueError(asked) from error
