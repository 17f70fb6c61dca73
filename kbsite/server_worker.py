"""What gunicorn does where the site reads less than was sent: no request at all, or not the whole body."""

import time
from typing import Any

from gunicorn import util
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from kbsite.middleware.bytes import TOO_LONG

REST = 16_000_000
"""Bytes of a body that nobody wanted which are taken in for all that; what is longer ends in a reset."""

LINGER = 2.0
"""Seconds that this may take: a thread waits for it."""

_BODY = f"{TOO_LONG}\n".encode()
_ANSWER = (
    b"HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"X-Content-Type-Options: nosniff\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


class Worker(ThreadWorker):
    """Lets the site's answer through to who sent more than it reads."""

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Takes in the rest of the body where the connection is going to be closed.

        One that is closed while somebody still sends is reset. Behind nginx a log that is too long was then
        answered with its bare 502, now and again, in place of what the site says of it.
        """
        kept: bool = super()._keepalive_after(conn, keepalive)
        if not kept:
            conn.parser.finish_body(deadline=time.monotonic() + LINGER, max_bytes=REST)
        return kept

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Tells who put a whole log into an address what the site tells of one that is a little too long."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Invalid request: the address is too long")
        try:
            util.write_nonblock(client, _ANSWER)
        except OSError:
            self.log.debug("The answer could not be sent.")
