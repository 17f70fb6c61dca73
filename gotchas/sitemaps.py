"""The sitemap, and what robots are told.

The index names sections of at most SECTION addresses, cut at fixed ids: a section costs the same at a million
rows as at a hundred, and a page stays in its section however many come after it.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from gotchas.addresses import whole
from gotchas.models import CodeFamily, Collection, Gotcha, MessageCode, Platform
from gotchas.structured import moment

SECTION = 5_000
"""Ids in a section, written in about half a second; the protocol allows 50,000 addresses."""

AT_ONCE = 500
"""Sections that one query asks about: a query may have some 1,600 columns."""

PAGES = (
    "home", "collections", "platforms", "families", "log", "questions", "unanswered", "corrections",
    "programs", "about", "privacy", "licence",
)  # fmt: skip
"""Pages without a row of their own."""

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /search/
Disallow: /*/comment/
Disallow: /*/reply/
Disallow: /subscriptions/
Allow: /

Sitemap: {sitemap}
"""

Entry = tuple[str, datetime.datetime | None]
"""A path and when the page last changed, when that is known."""


@dataclass(frozen=True)
class Kind:
    """Pages that each stand for a row: the rows a stranger may read, and when one changed."""

    rows: Callable[[], QuerySet[Any]]
    changed: Callable[[Any], datetime.datetime | None]
    path: Callable[[Any], str] = lambda row: row.get_absolute_url()

    def section(self, number: int) -> QuerySet[Any]:
        return self.rows().filter(pk__gt=(number - 1) * SECTION, pk__lte=number * SECTION)

    def entries(self, number: int) -> Iterator[Entry]:
        for row in self.section(number).order_by("pk").iterator(chunk_size=1_000):
            yield self.path(row), self.changed(row)

    def sections(self) -> Iterator[int]:
        """The sections that have rows; each costs one look into the primary key."""
        last = self.rows().order_by("-pk").values_list("pk", flat=True).first()
        numbers = range(1, (last - 1) // SECTION + 2) if last else range(0)
        for begin in range(0, len(numbers), AT_ONCE):
            some = numbers[begin : begin + AT_ONCE]
            one_row = self.rows().filter(pk=last).order_by()
            asked = one_row.values_list(*(Exists(self.section(number)) for number in some))
            yield from (number for found in asked for number, there in zip(some, found, strict=True) if there)


def with_timeline() -> QuerySet[Collection]:
    """Collections in which something has happened that a stranger can see."""
    shown = Gotcha.objects.published().filter(collection=OuterRef("pk"))
    return Collection.objects.filter(Q(comment_count__gt=0) | Exists(shown)).only("number")


KINDS = {
    "collections": Kind(lambda: Collection.objects.only("number", "changed_at"), lambda row: row.changed_at),
    "timelines": Kind(with_timeline, lambda row: None, lambda row: reverse("timeline", args=[row.number])),
    "gotchas": Kind(
        lambda: (
            Gotcha.objects.published()
            .select_related("collection")
            .only("position", "created_at", "edited_at", "collection__number")
        ),
        lambda row: row.edited_at or row.created_at,
    ),
    "families": Kind(lambda: CodeFamily.objects.only("slug", "changed_at"), lambda row: row.changed_at),
    "codes": Kind(
        lambda: MessageCode.objects.select_related("family").only("slug", "changed_at", "family__slug"),
        lambda row: row.changed_at,
    ),
    "platforms": Kind(lambda: Platform.objects.only("slug"), lambda row: None),
}


@require_safe
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index. It has no times: the newest change of each section would cost a look at every row."""
    sections = [("pages", 1), *((name, n) for name, kind in KINDS.items() for n in kind.sections())]
    paths = (reverse("sitemap_section", args=section) for section in sections)
    return _xml("sitemapindex", "sitemap", ((path, None) for path in paths))


@require_safe
@conditional_page
def sitemap_section(request: HttpRequest, kind: str, section: int) -> HttpResponse:
    entries: list[Entry] = []
    if kind in KINDS:
        entries = list(KINDS[kind].entries(section))
    elif (kind, section) == ("pages", 1):
        entries = [(reverse(name), None) for name in PAGES]
    if not entries:
        raise Http404("There is no such section of the sitemap.")
    return _xml("urlset", "url", entries)


@require_safe
@conditional_page
def robots(request: HttpRequest) -> HttpResponse:
    """Pages may be read; forms, the admin and results of searches are for people."""
    text = ROBOTS.format(sitemap=whole(reverse("sitemap")))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _xml(root: str, element: str, entries: Iterable[Entry]) -> HttpResponse:
    """As https://www.sitemaps.org/protocol.html says."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for path, changed in entries:
        lastmod = f"<lastmod>{moment(changed)}</lastmod>" if changed else ""
        lines.append(f"<{element}><loc>{escape(whole(path))}</loc>{lastmod}</{element}>")
    lines.append(f"</{root}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
