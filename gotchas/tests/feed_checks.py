"""What every feed must be, to be asked of any response."""

from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

import html5lib
from django.http import HttpResponse

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"


@dataclass
class Entry:
    id: str
    title: str
    author: str
    html: str
    published: str
    updated: str
    answers: str

    @property
    def path(self) -> str:
        return self.id.removeprefix("https://gotchas.example.org")


def entries_of(response: HttpResponse) -> list[Entry]:
    """The entries of a valid Atom feed; the test has set SITE_URL to https://gotchas.example.org."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    _check_required(feed)
    rows = feed.findall(f"{ATOM}entry")
    for row in rows:
        _check_required(row)
    ids = [row.findtext(f"{ATOM}id") for row in rows]
    assert len(ids) == len(set(ids))
    return [_entry(row) for row in rows]


def _check_required(element: ElementTree.Element) -> None:
    """RFC 4287, 4.1: one id, title and updated, an author; links are whole addresses of this site."""
    for name in ("id", "title", "updated"):
        assert len(element.findall(f"{ATOM}{name}")) == 1
        assert element.findtext(f"{ATOM}{name}")
    assert element.findtext(f"{ATOM}author/{ATOM}name")
    assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo
    links = [link.get("href", "") for link in element.findall(f"{ATOM}link")]
    assert links
    for address in [*links, element.findtext(f"{ATOM}id", "")]:
        assert address.startswith("https://gotchas.example.org/")


def _entry(row: ElementTree.Element) -> Entry:
    content = row.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    _check_content(content.text or "")
    answers = row.find(f"{THREAD}in-reply-to")
    return Entry(
        id=row.findtext(f"{ATOM}id", ""),
        title=row.findtext(f"{ATOM}title", ""),
        author=row.findtext(f"{ATOM}author/{ATOM}name", ""),
        html=content.text or "",
        published=row.findtext(f"{ATOM}published", ""),
        updated=row.findtext(f"{ATOM}updated", ""),
        answers=answers.get("ref", "") if answers is not None else "",
    )


def _check_content(html: str) -> None:
    """Nothing that runs, and no link that only holds on the page."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in ("script", "style", "iframe", "object", "img", "form")
        assert not any(name.startswith("on") or name in ("style", "id") for name in element.attrib)
        assert element.get("href", "https:").startswith(("https:", "http:", "mailto:"))
