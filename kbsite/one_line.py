"""Log records on one line each."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """A record with its traceback on a single line, so that no path or message can forge another record."""

    def format(self, record: logging.LogRecord) -> str:
        return CONTROL.sub(lambda found: repr(found.group())[1:-1], super().format(record))
