"""Which printed names are one person, as far as the names themselves show it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from gotchas.transfer.thread_records import ThreadComment
from gotchas.transfer.thread_signs import GENERIC_NAMES

SIGNED_WITHIN = timedelta(days=30)


class People:
    """Tells persons apart in one thread, comment by comment.

    "ivanstone" is "Ian Vanstone" where both occur: a handle made of initial or first name and last name.
    An "Anonymous" who signs "John" is the John who wrote in the last 30 days; another one is nobody known.
    """

    def __init__(self, authors: Iterable[str]) -> None:
        printed = {_key(author) for author in authors}
        self._full_of_handle: dict[str, str] = {}
        for name in sorted(printed):
            first, *others = name.split()
            if others:
                for handle in (first[0] + others[-1], first + others[-1], f"{first}.{others[-1]}"):
                    self._full_of_handle.setdefault(handle, name)
        self._last_signed: dict[str, tuple[str, datetime]] = {}

    def who(self, comment: ThreadComment, signed: str) -> str:
        """The person who wrote a comment that is signed `signed` (a first name in lower case, or "")."""
        person = self._known_as(comment.author)
        if person in GENERIC_NAMES:
            known = self._last_signed.get(signed)
            if not known or comment.posted - known[1] > SIGNED_WITHIN:
                return f"{person} of comment {comment.number}"
            person = known[0]
        self._last_signed[person.split()[0]] = (person, comment.posted)
        return person

    def names(self, author: str) -> set[str]:
        """What others may call an author: as printed, in full, by first name; nothing for "Anonymous"."""
        printed, full = _key(author), self._known_as(author)
        if printed in GENERIC_NAMES:
            return set()
        return {name for name in (printed, full, full.split()[0]) if len(name) > 1}

    def _known_as(self, author: str) -> str:
        name = _key(author)
        return self._full_of_handle.get(name, name)


def _key(author: str) -> str:
    return " ".join(author.lower().split()) or "anonymous"
