"""Which articles an editor should look at again, by what editors keep of versions and hosts."""

from collections import defaultdict
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Replace
from django.utils import timezone

from gotchas.models.gotcha import TEXTS, Gotcha, GotchaQuerySet
from gotchas.models.gotcha_code import GotchaCode
from gotchas.models.source import DeadHost, Source, SupportedVersion

_NONE = Q(pk__in=())
MOST_HOSTS = 200
"""Hosts known dead that articles are looked through for, those that were put down last."""


def verified_on_none() -> GotchaQuerySet:
    """Published articles that were not verified on any version that is supported today."""
    return _of_no_supported("verified_release")


def for_old_versions() -> GotchaQuerySet:
    """Published articles that apply only up to a version that nobody supports any more: historic, perhaps."""
    return _of_no_supported("applies_to").exclude(applies_to="")


def with_dead_links() -> GotchaQuerySet:
    """Readable articles that link to a host known dead, in their texts or as a source."""
    hosts = list(DeadHost.objects.order_by("-pk").values_list("host", flat=True)[:MOST_HOSTS])
    if not hosts:
        return Gotcha.objects.none()
    in_texts = [Q(**{f"{part}__icontains": f"//{host}"}) for part in TEXTS for host in hosts]
    dead = [Q(address__istartswith=host) | Q(address__icontains=f"//{host}") for host in hosts]
    cited = Gotcha.sources.through.objects.filter(
        gotcha=OuterRef("pk"), source__in=Source.objects.filter(reduce(or_, dead))
    )
    return Gotcha.objects.published().filter(reduce(or_, in_texts) | Exists(cited))


def _of_no_supported(field: str) -> GotchaQuerySet:
    """Those whose `field` names no supported version, nor a release of one: "9.4.0.5 on AIX" is of 9.4.

    Compared with the versions of its own product alone, and with those that are said of no product. An
    article of whose product no version is kept is none of them.
    """
    said = Concat(Value("."), Replace(field, Value(" "), Value(".")), Value("."))
    concerned, is_fine = _NONE, _NONE
    for families, versions in _kept_versions().items():
        of_them = _about(families) if families else ~_NONE
        concerned |= of_them
        is_fine |= of_them & reduce(or_, (Q(_said__contains=f".{version}.") for version in versions), _NONE)
    return Gotcha.objects.filter(state=Gotcha.State.PUBLISHED).alias(_said=said).filter(concerned, ~is_fine)


def _kept_versions() -> dict[frozenset[int], list[str]]:
    """The versions that are supported today, by the families whose articles they are for: none for all.

    Families all of whose versions have run out are there, without any.
    """
    families, versions = defaultdict[int, set[int]](set), {}
    for pk, version, until, family in SupportedVersion.objects.values_list(
        "pk", "version", "supported_until", "families"
    ):
        versions[pk] = version, until
        families[pk] |= {family} - {None}
    today, kept = timezone.localdate(), defaultdict[frozenset[int], list[str]](list)
    for pk, (version, until) in versions.items():
        kept[frozenset(families[pk])] += [version] if until is None or until >= today else []
    return kept


def _about(families: frozenset[int]) -> Q:
    """The condition that an article is about one of these, by itself or by a code of it."""
    coded = GotchaCode.objects.filter(gotcha=OuterRef("pk"), code__family__in=families)
    return Q(family__in=families) | Q(Exists(coded))
