"""A page's thread, comments elsewhere that speak of it, the newest on a collection's gotchas."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator

from comments import access, authors, marking, paging
from comments.models import Comment, Thread
from comments.own import own_comments
from comments.places import Place, Target, form_address, zone_of
from comments.rows import Viewer, rows_of
from gotchas import markup
from gotchas.intake import mail
from gotchas.models import Collection, Correction, Gotcha, MessageCode, UnansweredCode

register = template.Library()

EXCERPT = 240
"""Characters of a comment that stand where another page mentions it."""

NEWEST = 10
"""Comments on its gotchas that a collection's page lists."""

SPEAKERS = 5
"""Comments that are named beside one gotcha of a list."""


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def thread(context: dict[str, Any], target: Target) -> dict[str, Any]:
    """The thread section of a page, with the page of it that `?from=` asks for."""
    stored = access.thread_on(target)
    place = Place(target, stored or Thread())
    closed = access.why_closed(place)
    shared = {"place": place, "closed": closed, "zone": zone_of(target), "follow": _follow(place, closed)}
    shared["on_code"] = isinstance(
        target, MessageCode | UnansweredCode
    )  # there is nothing that may have worked
    if successor := _successor(target):
        shared |= {"successor": successor, "write_there": form_address(successor)}
    if stored is None:
        return shared
    request = context["request"]
    page = access.thread_page(request, stored, request.path)
    comments, editor = list(paging.flat(page.nodes)), marking.is_editor(request)
    viewer = Viewer(
        zone=zone_of(target),
        shown=page.shown,
        own=frozenset(own_comments(request)) & page.shown,
        answerable=marking.answerable(request, comments, editor),
        editor=editor,
        is_open=not closed,
        on=target if isinstance(target, Gotcha) and target.is_readable else None,
    )
    return shared | {
        "thread": stored,
        "page": page,
        "rows": rows_of(page.nodes, viewer, goes_on=page.goes_on),
        "inferred": any(comment.parent_is_proposed for comment in comments if comment.parent),
        "shown": viewer.shown,
        "own": viewer.own,
        "answerable": viewer.answerable,
        "editor": editor,
    }


@register.simple_tag(takes_context=True)
def later_comments(context: dict[str, Any], target: Target) -> str:
    """Of a later page of a thread for its title: ", comments from 18 October 2007, 08:19"."""
    begins = access.begins_at(context["request"], target)
    return (
        f", comments from {date_format(begins.astimezone(zone_of(target)), 'j F Y, H:i')}" if begins else ""
    )


def _successor(target: Target) -> Gotcha | None:
    """What it was merged into: there new comments are written."""
    return target.successor if isinstance(target, Gotcha) else None


def _follow(place: Place, closed: str) -> list[tuple[str, str]]:
    """Where new comments are told of: addresses and words. The feed of a collection stands on its page."""
    if isinstance(place.target, UnansweredCode) or _successor(place.target):
        return []
    by_mail = (
        [(place.subscribe_address, "New comments by mail")] if mail.is_configured() and not closed else []
    )
    if isinstance(place.target, Collection):
        return by_mail
    what = "article" if isinstance(place.target, Gotcha) else "code"
    return [*by_mail, (place.feed_address, f"Comments feed for this {what}")]


@register.inclusion_tag("comments/_own_thread.html", takes_context=True)
def own_thread(context: dict[str, Any], target: UnansweredCode) -> dict[str, Any]:
    """The thread on a code that is not stored: only who wrote a comment there, which waits, is shown it."""
    return thread(context, target) if target.pk and own_comments(context["request"]) else {}


@register.inclusion_tag("comments/_merged.html")
def merged_threads(gotcha: Gotcha) -> dict[str, Any]:
    """The ways to the threads of what was merged into a gotcha."""
    if not gotcha.absorbed:
        return {}
    threads = Thread.objects.filter(gotcha__in=gotcha.absorbed, comment_count__gt=0)
    rows = threads.select_related("gotcha__collection").order_by(
        "gotcha__collection__number", "gotcha__position"
    )
    return {"threads": rows}


@register.inclusion_tag("comments/_mentions.html", takes_context=True)
def mentions(context: dict[str, Any], target: Gotcha | MessageCode) -> dict[str, Any]:
    """Comments of other threads that speak of a gotcha or a code, newest first; `target.spoken_of` if any."""
    rows = access.mentions_of(target, context["request"].GET.get("spoken", ""))
    target.spoken_of = bool(rows)
    return {
        "comments": rows[: access.MENTIONS],
        "next": rows[access.MENTIONS] if len(rows) > access.MENTIONS else None,
        "zone": zone_of(target),
    }


@register.inclusion_tag("comments/_came_from.html")
def came_from(correction: Correction) -> dict[str, Any]:
    """The comment that became a correction, where everybody can read it."""
    rows = Comment.objects.published().on_readable().filter(became=correction)
    return {"comment": rows.only("author_name", "posted_at").order_by("pk").first()}


@register.inclusion_tag("comments/_newest.html")
def newest_on_gotchas(collection: Collection) -> dict[str, Any]:
    """The newest comments in the threads of a collection's gotchas, in one query cut from one index."""
    rows = Comment.objects.published().filter(of_collection=collection).on_readable().newest_first()
    rows = rows.select_related("thread__gotcha__collection").defer("html")
    return {"newest": rows[:NEWEST], "zone": zone_of(collection)}


@register.simple_tag
def speakers(gotchas: Sequence[Gotcha]) -> str:
    """Give each gotcha of a list `speakers`: the newest comments of other threads that name it."""
    by_pk = {gotcha.pk: gotcha for gotcha in gotchas}
    for gotcha in by_pk.values():
        gotcha.speakers = []
    numbered = (
        Comment.objects.published()
        .on_readable()
        .filter(gotchas__in=by_pk)
        .annotate(
            names=F("gotchas"),
            place=Window(RowNumber(), partition_by="gotchas", order_by=["-posted_at", "-pk"]),
        )
        .filter(place__lte=SPEAKERS)
    )
    for row in numbered.only("author_name", "posted_at").order_by("posted_at", "pk"):
        by_pk[row.names].speakers.append(row)
    return ""


@register.filter
def may_be_edited(comment: Comment) -> bool:
    """By its author, now."""
    return not authors.why_not_edited(comment)


@register.filter
def may_be_deleted(comment: Comment) -> bool:
    """By its author, now."""
    return not authors.why_not_deleted(comment)


@register.filter
def excerpt(comment: Comment) -> str:
    """The beginning of a comment as one line of plain text."""
    if comment.format == Comment.Format.MARKDOWN:
        return markup.summary(comment.text, EXCERPT)
    beginning = comment.text[: EXCERPT * 10]
    if comment.format == Comment.Format.HTML:
        beginning = strip_tags(beginning)
    return Truncator(" ".join(beginning.split())).chars(EXCERPT)


@register.filter
def percent(fraction: float) -> str:
    """0.8 as "80 %"."""
    return f"{fraction:.0%}".replace("%", " %")
