"""What the pages say of themselves to programs: plain values in the vocabulary of https://schema.org.

`page_of` gives what the head of a page holds. The comments of its thread come from the app comments, in a
block of their own that names the page by the same type and address. Nothing here asks the database.
"""

import datetime
import re
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from gotchas import markup
from gotchas.addresses import whole
from gotchas.models import CodeFamily, Collection, Gotcha, MessageCode, Platform

Page = Collection | Gotcha | CodeFamily | MessageCode | Platform
Values = dict[str, Any]

CONTEXT = "https://schema.org"
SITE = "Gotchas"
DESCRIPTION = 200
"""Characters of a description."""

_TYPES = {Gotcha: "TechArticle", Collection: "CollectionPage", MessageCode: "WebPage"}
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*;\s*|\s+&\s+")


def page_of(target: Page) -> Values:
    """The page of `target` and the way to it, without its comments."""
    about = {Gotcha: article, Collection: collection, MessageCode: code}.get(type(target))
    return {"@context": CONTEXT, "@graph": [*([about(target)] if about else []), breadcrumbs(target)]}


def named(target: Page) -> Values:
    """How a block of its own speaks of the same page."""
    return {"@type": _TYPES[type(target)], "@id": whole(target.get_absolute_url())}


def article(gotcha: Gotcha) -> Values:
    """Needs its collection, codes with their families and platforms at hand."""
    address = whole(gotcha.get_absolute_url())
    published = gotcha.published_at or gotcha.created_at
    values = {
        **named(gotcha),
        "url": address,
        "identifier": gotcha.number,
        "headline": gotcha.title,
        "description": markup.words(gotcha.problem_html, DESCRIPTION),
        "inLanguage": "en",
        "datePublished": moment(published),
        "dateModified": moment(max(published, gotcha.edited_at or published)),
        "author": authors(gotcha.collection.authors),
        "publisher": _site(),
        "isPartOf": {**named(gotcha.collection), "name": gotcha.collection.title},
        "about": [_term(row.code) for row in gotcha.gotcha_codes.all()],
        "keywords": [platform.name for platform in gotcha.platforms.all()],
        "commentCount": gotcha.comment_count,
    }
    return _without_blanks(values)


def collection(collection: Collection) -> Values:
    return _without_blanks(
        {
            **named(collection),
            "url": whole(collection.get_absolute_url()),
            "name": collection.title,
            "description": markup.words(collection.introduction_html, DESCRIPTION),
            "inLanguage": "en",
            "datePublished": (collection.published_on or collection.created_at.date()).isoformat(),
            "author": authors(collection.authors),
            "publisher": _site(),
            "commentCount": collection.comment_count,
        }
    )


def code(code: MessageCode) -> Values:
    """Needs its family at hand."""
    term = {**_term(code), "termCode": code.code, "description": code.meaning}
    term["inDefinedTermSet"] = {
        "@type": "DefinedTermSet",
        "name": code.family.name,
        "url": whole(code.family.get_absolute_url()),
    }
    return {
        **named(code),
        "url": whole(code.get_absolute_url()),
        "name": code.code,
        "inLanguage": "en",
        "mainEntity": _without_blanks(term),
        "commentCount": code.comment_count,
    }


def breadcrumbs(target: Page) -> Values:
    """The way from the list of all to the page, as the page's own breadcrumb shows it, and the page."""
    steps = [
        {"@type": "ListItem", "position": place, "name": name, "item": whole(path)}
        for place, (name, path) in enumerate(_way_to(target), 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def authors(names: str) -> Sequence[Values] | Values:
    """ "A and B" as two people; the site where nobody is named."""
    people = [name for name in _BETWEEN_NAMES.split(names.strip()) if name]
    return [{"@type": "Person", "name": name} for name in people] or _site()


def moment(at: datetime.datetime) -> str:
    """To the second, in UTC."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _way_to(target: Page) -> list[tuple[str, str]]:
    here = (str(target), target.get_absolute_url())
    if isinstance(target, Gotcha):
        return [*_way_to(target.collection), here]
    if isinstance(target, MessageCode):
        return [*_way_to(target.family), here]
    lists = {
        Collection: ("Collections", "collections"),
        CodeFamily: ("Message codes", "families"),
        Platform: ("Platforms", "platforms"),
    }
    name, address = lists[type(target)]
    return [(name, reverse(address)), here]


def _term(code: MessageCode) -> Values:
    return {"@type": "DefinedTerm", "name": code.code, "url": whole(code.get_absolute_url())}


def _site() -> Values:
    return {"@type": "Organization", "name": SITE, "url": whole("/")}


def _without_blanks(values: Values) -> Values:
    return {name: value for name, value in values.items() if value not in ("", [])}
