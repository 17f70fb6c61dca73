"""What gunicorn says of itself: one line for each event, and nothing of what readers sent."""

import sys
import traceback
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from kbsite.one_line import OneLineFormatter

_REFUSED = "A request that is no HTTP was refused"
_FAILED = "Error handling a request"


class ServerLog(Logger):
    """Gunicorn's log without addresses, queries and headers of readers, whatever its level.

    Gunicorn writes them into its messages (gunicorn/workers/base.py, `handle_error`), which are known by how
    they begin; tests/test_server_log.py asks a running gunicorn.
    """

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                if handler.formatter:
                    handler.setFormatter(OneLineFormatter(handler.formatter._fmt, handler.formatter.datefmt))

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Invalid request"):
            msg, args = _REFUSED, ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith("Error handling"):
            self.error("%s\n%s", _FAILED, _where(sys.exc_info()[1]))
        else:
            super().exception(msg, *args, **kwargs)

    def debug(self, msg: str, *args: Any, **kwargs: Any) -> None:
        # What could not be read, as in "Ignored premature client disconnection".
        told = (type(arg).__name__ if isinstance(arg, BaseException) else arg for arg in args)
        super().debug(msg, *told, **kwargs)


def _where(error: BaseException | None) -> str:
    """The traceback of an error and of those it came from, with their types and without their messages.

    A message may quote the request; the lines of our own source cannot.
    """
    told: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)
