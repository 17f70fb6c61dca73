"""What readers tried of a solution: on what it worked, as facts counted, and what an editor confirmed."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Count, Exists, F, Max, Min, OuterRef

from comments.models import Comment
from comments.places import zone_of
from gotchas.models import Gotcha

register = template.Library()

SHOWN = 20
"""Versions and platforms that are listed, most often told first; and comments that were confirmed."""

SPELLINGS = 500
"""Different spellings that are read; of more, those that were told most often."""

_TIMES = {1: "once", 2: "twice"}
_WRITTEN_FOR_VERSION = re.compile(r"^(?:version|ver|v)\.?\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class Fact:
    """A version and a platform in the spelling told most often, or first, and how often in any."""

    version: str
    platform: str
    n: int


@register.inclusion_tag("comments/_worked.html")
def worked(gotcha: Gotcha, heading: str = "") -> dict[str, Any]:
    """The facts of a gotcha's thread, in two queries whatever its length; none where nobody told any.

    What worked counts too where it was said of the collection or a code, and of no other gotcha. What an
    editor confirmed counts wherever it was said, as long as it speaks of the gotcha.
    """
    published = Comment.objects.published().order_by()
    told = published.filter(kind=Comment.Kind.WORKED).exclude(worked_version="", worked_platform="")
    spelled = (
        told.on(gotcha)
        .values_list("worked_version", "worked_platform")
        .annotate(n=Count("pk"), first=Min("posted_at"), last=Max("posted_at"))
        .order_by("-n", "first", "worked_version", "worked_platform")
    )
    elsewhere = told.speaking_of(gotcha).filter(~_of_others(gotcha), thread__gotcha=None)
    confirmed = published.filter(confirmed_at__isnull=False)
    # One list from three queries: a condition with OR over two tables would read all there are.
    each = [rows.values("pk") for rows in (confirmed.on(gotcha), confirmed.speaking_of(gotcha), elsewhere)]
    rows = published.on_readable().filter(pk__in=each[0].union(*each[1:], all=True))
    rows = rows.annotate(counts=Exists(elsewhere.filter(pk=OuterRef("pk"))))
    found = list(
        rows.only(
            "author_name", "posted_at", "worked_version", "worked_platform", "confirmed_at", "confirmed_by"
        ).order_by(F("confirmed_at").asc(nulls_last=True), "pk")[: SHOWN + SPELLINGS]
    )
    once = [
        (row.worked_version, row.worked_platform, 1, row.posted_at, row.posted_at)
        for row in found
        if row.counts
    ]
    return {
        "facts": _facts([*spelled[:SPELLINGS], *once]),
        "confirmed": [row for row in found if row.confirmed_at][:SHOWN],
        "zone": zone_of(gotcha),
        "heading": heading,
    }


def _of_others(gotcha: Gotcha) -> Exists:
    """That a comment names other gotchas as well: of which one it worked nobody can tell."""
    named = Comment.gotchas.through.objects.filter(comment=OuterRef("pk"))
    return Exists(named.exclude(gotcha__in=[gotcha, *gotcha.absorbed]))


def _facts(spelled: Iterable[tuple[Any, ...]]) -> list[Fact]:
    """`spelled`: version, platform, how often, when first and last; the spelling to be shown stands first."""
    spellings: dict[tuple[str, str], tuple[str, str]] = {}
    count: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], Any] = defaultdict(lambda: None)
    for version, platform, n, _, at in spelled:
        key = folded_version(version), folded_platform(platform)
        spellings.setdefault(key, (version, platform))
        count[key] += n
        last[key] = max(last[key] or at, at)
    order = sorted(count, key=lambda key: (count[key], last[key]), reverse=True)
    return [Fact(*spellings[key], count[key]) for key in order[:SHOWN]]


def folded_version(typed: str) -> str:
    """The same for "9.3", "v9.3" and "Version 9.3"."""
    normal = unicodedata.normalize("NFKC", typed).casefold().strip()
    return " ".join(_WRITTEN_FOR_VERSION.sub("", normal).split())


def folded_platform(typed: str) -> str:
    """The same for "z/OS", "zOS" and "Z OS"."""
    normal = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(filter(str.isalnum, normal)) or normal


@register.filter
def times(number: int) -> str:
    """ "once", "twice", "3 times"."""
    return _TIMES.get(number, f"{number} times")
