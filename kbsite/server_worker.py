"""What gunicorn answers where it reads no request at all."""

from typing import Any

from gunicorn import util
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from kbsite.middleware.bytes import TOO_LONG

_BODY = f"{TOO_LONG}\n".encode()
_ANSWER = (
    b"HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"X-Content-Type-Options: nosniff\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


class Worker(ThreadWorker):
    """Tells who put a whole log into an address what the site tells of one that is a little too long."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Invalid request: the address is too long")
        try:
            util.write_nonblock(client, _ANSWER)
        except OSError:
            self.log.debug("The answer could not be sent.")
