"""What the line of a log says, without when, where and by which part of a program it was written. Pure."""

import re

from gotchas.text.exceptions import before_text

_TIME = re.compile(r"\d{2}:\d{2}:\d{2}")
# Behind the time: ` INFO 123 --- [main] c.e.shop.OrderController : `, ` - app.models - ERROR - `,
# ` UTC [4664] app@shop ERROR:  `. Each part bounded, so that a line is read once.
_PARTS = re.compile(
    r"(?:\s*(?:"
    r"(?:TRACE|DEBUG|INFO|NOTICE|LOG|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL)\b:?(?=\s)"
    r"|\d{1,9} ---|\[[^\]\n]{1,120}\]|(?:UTC|GMT|CES?T|[+-]\d{4})(?=\s)|[\w.-]{1,60}@[\w.-]{1,60}(?=\s)"
    r"|[A-Za-z_$][\w$]{0,60}(?:\.[\w$]{1,60}){1,12}(?=\s{1,40}[:-]\s)|[:-](?=\s)"
    r")){0,12}\s*"
)
# As Go, Kubernetes and others of Google's write it: `E1112 08:31:02.123456   21345 main.go:217] `.
_OF_GOOGLE = re.compile(r"[IWEF]\d{4} \d{2}:\d{2}:\d{2}\.\d{1,9}\s{1,9}\d{1,9} [\w./-]{1,80}:\d{1,6}\] ")


def without_prefixes(text: str) -> str:
    """The lines of `text`, each without what a log writes before it; whole where nothing else is left."""
    if not _TIME.search(text):
        return text
    said = "\n".join(map(_without_prefix, text.split("\n")))
    return said if said.strip() else text


def _without_prefix(line: str) -> str:
    if of_google := _OF_GOOGLE.match(line):
        return line[of_google.end() :]
    at = before_text(line)
    if not _TIME.search(line, 0, at):
        return line  # brackets or a level alone may be what is said
    parts = _PARTS.match(line, at)
    return line[parts.end() if parts else at :]
