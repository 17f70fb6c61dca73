"""Atom feeds of what changes in articles: corrections that readers proposed, and every new revision."""

from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from gotchas import access
from gotchas.answers.marks import what_changed
from gotchas.feeds import NEWEST, Atom
from gotchas.models import Correction, Gotcha, Notice, Revision
from gotchas.models.correction import CorrectionQuerySet, NoticeQuerySet
from gotchas.views.corrections import with_changes


@require_safe
@conditional_page
def corrections_feed(request: HttpRequest) -> HttpResponse:
    feed = Atom("Corrections", path=request.path, about=reverse("corrections"))
    return _of_corrections(feed, access.public_corrections(), Notice.objects.all())


@require_safe
@conditional_page
def collection_corrections_feed(request: HttpRequest, number: int) -> HttpResponse:
    collection = access.collection_or_404(number)
    feed = Atom(f"Corrections: {collection.title}", path=request.path, about=collection.get_absolute_url())
    notices = Notice.objects.filter(gotcha__collection=collection)
    return _of_corrections(feed, access.public_corrections().filter(collection=collection), notices)


@require_safe
@conditional_page
def gotcha_corrections_feed(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    gotcha = access.readable_gotcha_or_404(request, collection, position)
    feed = Atom(f"Corrections: {gotcha}", path=request.path, about=_history(gotcha))
    return _of_corrections(feed, access.public_corrections().filter(gotcha=gotcha), gotcha.notices.all())


@require_safe
@conditional_page
def revisions_feed(request: HttpRequest) -> HttpResponse:
    feed = Atom("Changes of gotchas", path=request.path, about=reverse("home"))
    return _of_revisions(feed, Revision.objects.all())


@require_safe
@conditional_page
def collection_revisions_feed(request: HttpRequest, number: int) -> HttpResponse:
    collection = access.collection_or_404(number)
    feed = Atom(f"Changes: {collection.title}", path=request.path, about=collection.get_absolute_url())
    return _of_revisions(feed, Revision.objects.filter(gotcha__collection=collection))


@require_safe
@conditional_page
def gotcha_revisions_feed(request: HttpRequest, collection: int, position: int) -> HttpResponse:
    gotcha = access.readable_gotcha_or_404(request, collection, position)
    feed = Atom(f"Changes: {gotcha}", path=request.path, about=_history(gotcha))
    return _of_revisions(feed, Revision.objects.filter(gotcha=gotcha))


def _history(gotcha: Gotcha) -> str:
    return reverse("gotcha_history", args=[gotcha.collection.number, gotcha.position])


def _of_corrections(feed: Atom, rows: CorrectionQuerySet, notices: NoticeQuerySet) -> HttpResponse:
    """What readers proposed and what editors warn of, that first of which something was heard last."""
    notices = notices.on_readable().newest_news_first().select_related("gotcha__collection")
    entries = [
        _of_correction(row) for row in with_changes(rows.naming_deciders().newest_news_first()[:NEWEST])
    ]
    entries += [_of_notice(row) for row in notices[:NEWEST]]
    for entry in sorted(entries, key=itemgetter("updated"), reverse=True)[:NEWEST]:
        feed.add_entry(**entry)
    return feed.response()


def _of_correction(row: Correction) -> dict[str, Any]:
    state = row.verdict.lower()
    return {
        "title": f"Correction {row.pk} of {row.gotcha or 'a new gotcha'}: {state}",
        "path": reverse("correction", args=[row.pk]),
        "author": row.proposer_name or "A reader",
        "published": row.created_at,
        "updated": max(row.created_at, row.decided_at or row.created_at),
        "html": render_to_string("gotchas/_feed_correction.html", {"correction": row}),
    }


def _of_notice(row: Notice) -> dict[str, Any]:
    word = "Lifted" if row.ended_at else row.get_level_display()
    return {
        "title": f"{word} on {row.gotcha.number}: {row.text}",
        "path": f"{_history(row.gotcha)}#notice-{row.pk}",
        "author": "An editor",
        "published": row.created_at,
        "updated": row.news_at,
        "html": render_to_string("gotchas/_feed_notice.html", {"notice": row}),
    }


def _of_revisions(feed: Atom, rows: "QuerySet[Revision]") -> HttpResponse:
    rows = rows.filter(gotcha__state__in=Gotcha.READABLE).order_by("-created_at", "-pk")
    rows = rows.select_related("gotcha__collection", "base", "correction").defer("content", "base__content")
    for row in rows[:NEWEST]:
        context = {"revision": row, "address": what_changed(row.gotcha, row)}
        feed.add_entry(
            f"{row.gotcha}, version {row.number}",
            path=row.get_absolute_url(),
            author=row.author_name or "Gotchas",
            published=row.created_at,
            updated=row.created_at,
            html=render_to_string("gotchas/_feed_revision.html", context),
        )
    return feed.response()
