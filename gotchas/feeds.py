"""Atom feeds (RFC 4287): how every one of them is written, and those of new gotchas."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import conditional_page, require_safe

from gotchas import access, markup
from gotchas.addresses import whole
from gotchas.answers import marks
from gotchas.markup.cleaning import printable
from gotchas.models import Correction, Decision, Gotcha, Notice

NEWEST = 50
"""Entries of a feed."""

LONGEST = 50_000
"""Characters of HTML that an entry holds; of a longer text it has the beginning, without markup."""

BEGINNING = 1_000
"""Characters of that beginning."""

NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""When a feed without entries changed, as it has to say something."""


_OF_IT = OuterRef("pk")
_NOTICED = Subquery(
    Notice.objects.filter(gotcha=_OF_IT).newest_news_first().values("news_at")[:1],
    output_field=DateTimeField(),
)
"""When the newest of its notices was set or lifted."""
_DISPUTED = Subquery(
    Decision.objects.filter(
        Q(before="disputed") | Q(after="disputed"),
        kind="correction",
        object_id__in=Correction.objects.filter(gotcha=OuterRef(_OF_IT)).values("pk"),
    )
    .order_by("-at")
    .values("at")[:1],
    output_field=DateTimeField(),
)
"""When it was last decided that one of its passages is disputed, or no longer is."""


class Atom(Atom1Feed):
    """A feed with whole texts, which holds no character that XML cannot; `path` is its own address.

    Controls raise an exception in Django's writer, and U+FFFE ends most readers' parsers. They are dropped
    here, whatever let them into a row.
    """

    def __init__(self, title: str, *, path: str, about: str) -> None:
        address = whole(path)
        super().__init__(
            title=printable(title),
            link=whole(about),
            description="",
            language="en",
            author_name="Gotchas",
            feed_url=address,
            feed_guid=address,
        )

    def add_entry(
        self,
        title: str,
        *,
        path: str,
        author: str,
        published: datetime.datetime,
        updated: datetime.datetime,
        html: str,
        categories: Iterable[str] = (),
        answers: str = "",
    ) -> None:
        """`path` is the permanent address of what the entry shows, `answers` of what that replies to."""
        address = whole(path)
        self.add_item(
            title=printable(title),
            link=address,
            description=None,
            unique_id=address,
            author_name=printable(author),
            pubdate=published,
            updateddate=updated,
            categories=[printable(category) for category in categories],
            content=_content(html, address),
            answers=whole(answers) if answers else "",
        )

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:thr": "http://purl.org/syndication/thread/1.0"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        if item["answers"]:
            handler.addQuickElement("thr:in-reply-to", "", {"ref": item["answers"], "href": item["answers"]})

    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else NEVER

    def response(self) -> HttpResponse:
        response = HttpResponse(self.writeString("utf-8"), content_type=self.content_type)
        newest = min(self.latest_post_date(), timezone.now())
        response.headers["Last-Modified"] = http_date(newest.timestamp())
        return response


@require_safe
@conditional_page
def gotchas_feed(request: HttpRequest) -> HttpResponse:
    feed = Atom("New gotchas", path=request.path, about=reverse("home"))
    return _of_gotchas(feed, Gotcha.objects.published().newest_first())


@require_safe
@conditional_page
def collection_gotchas_feed(request: HttpRequest, number: int) -> HttpResponse:
    collection = access.collection_or_404(number)
    feed = Atom(f"New gotchas: {collection.title}", path=request.path, about=collection.get_absolute_url())
    return _of_gotchas(feed, collection.gotchas.published().newest_first())


def _of_gotchas(feed: Atom, gotchas: QuerySet[Gotcha]) -> HttpResponse:
    rows = list(gotchas.for_rows().annotate(notice_at=_NOTICED, disputed_at=_DISPUTED)[:NEWEST])
    marks.in_list(rows)
    for gotcha in rows:
        feed.add_entry(
            str(gotcha),
            path=gotcha.get_absolute_url(),
            author=gotcha.collection.authors or "Gotchas",
            published=gotcha.published_at,
            updated=_changed_at(gotcha),
            html=render_to_string("gotchas/_feed_entry.html", {"gotcha": gotcha}),
            categories=[row.code.code for row in gotcha.gotcha_codes.all()],
        )
    return feed.response()


def _changed_at(gotcha: Gotcha) -> datetime.datetime:
    """That a notice or a dispute came or went is news of an article as well."""
    disputes = [row.decided_at for row in gotcha.disputes]  # an imported one has no log
    times = (gotcha.published_at, gotcha.edited_at, gotcha.notice_at, gotcha.disputed_at, *disputes)
    return max(at for at in times if at)


def _content(html: str, address: str) -> str:
    html = printable(html)
    if len(html) > LONGEST:
        html = f"<p>{escape(markup.words(html, BEGINNING))}</p>"
    return printable(markup.abroad(html, address))  # "&#12;" is a character only once it has been read
