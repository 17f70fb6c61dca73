"""Names of the site's staff cannot be borrowed, nor names that look like theirs."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from gotchas.access import ROLES
from gotchas.text.names import skeleton

RESERVED = ("admin", "administrator", "editor", "moderator", "staff", "webmaster", "root", "Gotchas")
"""Names that claim an office, whoever bears it."""

_STAFF_GROUPS = tuple(role for role in ROLES if role != "reader")


def is_anothers_staff_name(name: str, user: Any) -> bool:
    """Whether `name` looks like that of a member of staff other than `user`, or claims an office.

    Case, spaces, marks, look-alike letters of other scripts and invisible characters make no difference.
    """
    looks = skeleton(name)
    own = _names_of(user) if user.is_authenticated else []
    if looks in map(skeleton, own):
        return False
    return looks in {skeleton(word) for word in RESERVED} or any(
        looks == skeleton(taken) for member in _staff() for taken in _names_of(member)
    )


def _staff() -> Any:
    members = get_user_model().objects.filter(is_active=True)
    on_duty = Q(is_staff=True) | Q(is_superuser=True) | Q(groups__name__in=_STAFF_GROUPS)
    return members.filter(on_duty).only("username", "first_name", "last_name").distinct()


def _names_of(user: Any) -> list[str]:
    return [name for name in (user.get_username(), user.get_full_name()) if name]
