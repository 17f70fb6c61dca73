"""A site that fails at every request and quotes it: what a server's log must not repeat.

At /refused it answers without having read what was sent.
"""

from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/refused":
        start_response("413 Content Too Large", [("Content-Type", "text/plain")])
        return [b"That is too long."]
    asked = f"{environ['REMOTE_ADDR']} {environ['PATH_INFO']} {environ['QUERY_STRING']}"
    try:
        raise KeyError(asked)
    except KeyError as error:
        raise ValueError(asked) from error
