"""The message of an error in an article: as a block of code at the head of what one sees.

Readers search by it, and its placeholders (`{0}`, `<name>`) would be taken for marks of Markdown elsewhere.
"""

import re

TITLE_LIMIT = 200
_RUN = re.compile(r"`{3,}")
_BLOCK = re.compile(r"(?P<fence>`{3,})text\n(?P<message>.*?)\n(?P=fence)(?:\n\n(?P<rest>.*))?", re.DOTALL)


def short_title(title: str) -> str:
    """The title as long as a column holds, cut between words."""
    if len(title) <= TITLE_LIMIT:
        return title
    return (title[: TITLE_LIMIT - 1].rpartition(" ")[0] or title[: TITLE_LIMIT - 1]) + "\u2026"


def with_message(title: str, message: str, problem: str) -> str:
    """The problem with the message before it, unless the title says the message already.

    The whole title stands there too where it is longer than a title may be and the message does not end it.
    """
    message = message.strip("\n")
    if len(title) > TITLE_LIMIT and not _says(message, title):
        message = f"{title}\n{message}".strip()
    elif not message.strip() or _same(title, message):
        return problem
    fence = "`" * max([3, *(len(run) + 1 for run in _RUN.findall(message))])
    return f"{fence}text\n{message}\n{fence}" + (f"\n\n{problem}" if problem else "")


def message_of(title: str, problem: str) -> tuple[str, str]:
    """Message and problem that `with_message` makes exactly this `problem` of; "" where there is none."""
    found = _BLOCK.fullmatch(problem)
    if found:
        message, rest = found["message"], found["rest"] or ""
        if with_message(title, message, rest) == problem:
            return message, rest
    return "", problem


def _plain(text: str) -> str:
    return " ".join(text.split())


def _same(title: str, message: str) -> bool:
    title, message = _plain(title), _plain(message)
    return title == message or title.partition(": ")[2] == message


def _says(message: str, title: str) -> bool:
    """Whether the message holds a title, with or without the code before it."""
    title, message = _plain(title), _plain(message)
    return title in message or (title.partition(": ")[2] or title) in message
