"""Log records on one line each."""

import copy
import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """A record with its traceback on a single line, so that no path or message can forge another record.

    What Django refuses for safety (a foreign Host, a form of too many fields) comes without traceback: the
    message says it all, strangers send it by the thousand, and no code of ours is at fault.
    """

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith("django.security."):
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return CONTROL.sub(lambda found: repr(found.group())[1:-1], super().format(record))
