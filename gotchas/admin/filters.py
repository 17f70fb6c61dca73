"""Filters of the lists that Django does not bring."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from gotchas.models import CodeFamily, Gotcha, GotchaCode, MessageCode, Platform, upkeep

YEAR = datetime.timedelta(days=365)


class PlatformFilter(admin.SimpleListFilter):
    """Of a platform and of `All`, which every platform filter includes."""

    title = "platform"
    parameter_name = "platform"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        rows = Platform.objects.all()
        return [(row.slug, f"{row.name} (named so)" if row.is_all else row.name) for row in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        platform = Platform.objects.filter(slug=self.value()).first()
        if platform is None:
            return queryset.none()
        return queryset.filter(platforms__in=Platform.objects.including(platform)).distinct()


class FamilyFilter(admin.SimpleListFilter):
    """Of a code family: by a code of it, or because the article is about its product."""

    title = "family"
    parameter_name = "family"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        with_code = GotchaCode.objects.filter(code__family=OuterRef("pk"))
        about_it = Gotcha.objects.filter(family=OuterRef("pk"))
        rows = CodeFamily.objects.filter(Exists(with_code) | Exists(about_it))
        return list(rows.order_by("name").values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        with_code = GotchaCode.objects.filter(gotcha=OuterRef("pk"), code__family__slug=self.value())
        return queryset.filter(Exists(with_code) | Q(family__slug=self.value()))


class VerifiedFilter(admin.SimpleListFilter):
    """How long ago it was verified."""

    title = "verified"
    parameter_name = "verified"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [
            ("year", "In the last year"),
            ("older", "More than a year ago"),
            ("old", "More than three years ago"),
            ("never", "Never"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        conditions: dict[str, dict[str, Any]] = {
            "year": {"verified_at__gte": today - YEAR},
            "older": {"verified_at__lt": today - YEAR},
            "old": {"verified_at__lt": today - 3 * YEAR},
            "never": {"verified_at": None},
        }
        return queryset.filter(**conditions.get(self.value() or "", {}))


class NeedsFilter(admin.SimpleListFilter):
    """What an editor should see to, as the desk counts it."""

    title = "what it needs"
    parameter_name = "needs"
    ways = {
        "verify": upkeep.verified_on_none,
        "historic": upkeep.for_old_versions,
        "dead": upkeep.with_dead_links,
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [
            ("verify", "Not verified on a supported version"),
            ("historic", "May be historic"),
            ("dead", "Links to a host known dead"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        way = self.ways.get(self.value() or "")
        return queryset.filter(pk__in=way().order_by().values("pk")) if way else queryset


class NamedFilter(admin.SimpleListFilter):
    """Whether any gotcha or message code names the platform: only one that none names can be deleted."""

    title = "named by gotchas or codes"
    parameter_name = "named"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("yes", "Named"), ("no", "Not named")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        named = Exists(Gotcha.platforms.through.objects.filter(platform=OuterRef("pk"))) | Exists(
            MessageCode.platforms.through.objects.filter(platform=OuterRef("pk"))
        )
        return queryset.filter(named if self.value() == "yes" else ~named)


def since(field: str, called: str, unset: str, is_set: str) -> type[admin.SimpleListFilter]:
    """A filter on whether the time `field` is set: open or ended, proposed or confirmed."""

    class SetFilter(admin.SimpleListFilter):
        title = called
        parameter_name = field.removesuffix("_at")

        def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
            return [("no", unset), ("yes", is_set)]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            if self.value() not in ("no", "yes"):
                return queryset
            return queryset.filter(**{f"{field}__isnull": self.value() == "no"})

    return SetFilter
