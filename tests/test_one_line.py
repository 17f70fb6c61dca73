"""Log records stay on one line."""

import logging
import sys

from kbsite.one_line import OneLineFormatter


def record(message: str) -> logging.LogRecord:
    """A record as `logger.exception` makes it: with the exception at hand, if there is one."""
    error = sys.exc_info() if sys.exc_info()[0] else None
    return logging.LogRecord("site", logging.ERROR, __file__, 1, message, None, error)


def test_a_path_cannot_forge_a_second_record():
    line = OneLineFormatter("%(levelname)s %(message)s").format(
        record("Not Found: /a\nINFO all is well\x1b[2J\u2028")
    )
    assert line == "ERROR Not Found: /a\\nINFO all is well\\x1b[2J\\u2028"


def test_a_traceback_stays_on_the_line_of_its_record():
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        line = OneLineFormatter("%(message)s").format(record("Internal Server Error"))
    assert len(line.splitlines()) == 1
    assert "ValueError: first\\nsecond" in line


def test_what_is_refused_for_safety_comes_without_traceback():
    try:
        raise ValueError("evil.test")
    except ValueError:
        refused = record("Invalid HTTP_HOST header: 'evil.test'")
    refused.name = "django.security.DisallowedHost"
    line = OneLineFormatter("%(message)s").format(refused)
    assert line == "Invalid HTTP_HOST header: 'evil.test'"
    assert refused.exc_info
