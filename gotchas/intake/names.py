"""Names of the site's staff cannot be borrowed, nor names that look like theirs or claim an office."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from gotchas.roles import ROLES
from gotchas.text.names import runs, skeletons

OFFICES = (
    "admin", "admins", "administrator", "administrators", "sysadmin", "superuser", "webmaster",
    "editor", "editors", "moderator", "moderators", "staff", "Gotchas",
)  # fmt: skip
"""Words that claim an office wherever they stand in a name."""

RESERVED = ("root",)
"""Names that claim an office by themselves only: some people's surname is Root."""

_OFFICES = frozenset().union(*map(skeletons, OFFICES))
_LONGEST_OFFICE = max(map(len, _OFFICES))
_STAFF_GROUPS = tuple(role for role in ROLES if role != "reader")


def is_anothers_staff_name(name: str, user: Any) -> bool:
    """Whether `name` looks like that of a member of staff other than `user`, or claims an office.

    Case, blanks, marks, the order of words, look-alike characters and invisible ones make no difference.
    """
    looks = skeletons(name)
    own = _names_of(user) if user.is_authenticated else []
    if any(looks & skeletons(name) for name in own):
        return False
    if not _OFFICES.isdisjoint(runs(name, _LONGEST_OFFICE)):
        return True
    taken = (name for member in _staff() for name in _names_of(member))
    return any(looks & skeletons(name) for name in (*RESERVED, *taken))


def _staff() -> Any:
    members = get_user_model().objects.filter(is_active=True)
    on_duty = Q(is_staff=True) | Q(is_superuser=True) | Q(groups__name__in=_STAFF_GROUPS)
    return members.filter(on_duty).only("username", "first_name", "last_name").distinct()


def _names_of(user: Any) -> list[str]:
    return [name for name in (user.get_username(), user.get_full_name()) if name]
