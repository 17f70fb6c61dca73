"""Which articles an editor should look at again, by what editors keep of versions and hosts."""

from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Replace, StrIndex
from django.utils import timezone

from gotchas.models.gotcha import TEXTS, Gotcha, GotchaQuerySet
from gotchas.models.source import DeadHost, Source, SupportedVersion

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
    """Those whose `field` names no supported version, nor a release of one: "9.4.0.5 on AIX" is of 9.4."""
    today = timezone.localdate()
    supported = SupportedVersion.objects.filter(Q(supported_until=None) | Q(supported_until__gte=today))
    wanted = Concat(Value("."), F("version"), Value("."))
    named = supported.alias(at=StrIndex(OuterRef("_said"), wanted)).filter(at__gt=0)
    said = Concat(Value("."), Replace(field, Value(" "), Value(".")), Value("."))
    return Gotcha.objects.filter(state=Gotcha.State.PUBLISHED).alias(_said=said).exclude(Exists(named))
