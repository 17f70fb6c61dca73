"""What every page must be, to be asked of any response."""

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse

from gotchas.tests.words import words_of

TIME = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d:\d\d([+-]\d{4}|Z))?)?")
"""A day or a moment; of a second HTML takes no more than thousandths."""


def text_of(response: HttpResponse) -> str:
    """The words of the page's `main`, each run of blanks as one blank."""
    html = response.content.decode()
    return words_of(html[html.index("<main") : html.index("</main>")])


def check_page(response: HttpResponse) -> None:
    """Well-formed HTML, one h1, nothing inline that the policy would block, nothing of one visitor alone."""
    html = response.content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    headings = [int(e.tag[1]) for e in elements if re.fullmatch("h[1-6]", e.tag)]
    ids = [e.get("id") for e in elements if e.get("id")]
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings)), headings
    assert len(ids) == len(set(ids)), sorted(ids)
    assert all(TIME.fullmatch(e.get("datetime", "")) for e in elements if e.tag == "time")
    assert not [e for e in elements if e.tag == "style" or (e.tag == "script" and not _may_stand_there(e))]
    assert not [e for e in elements if "style" in e.attrib or any(n.startswith("on") for n in e.attrib)]
    assert not [e for e in elements if e.get("href", "").lower().startswith("javascript:")]
    assert "csrfmiddlewaretoken" not in html
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def _may_stand_there(script: Element) -> bool:
    """A file, or data that no browser runs."""
    return bool(script.get("src")) or script.get("type") == "application/ld+json"
