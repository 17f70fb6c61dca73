"""Every kind of page in each of its states, seen on a phone by day and on a desk by night."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pprint import pformat
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import ConsoleMessage, Error, Page, Response

from comments.tests.factories import make_comment
from gotchas.models import Rule
from gotchas.tests.factories import make_code, make_gotcha
from gotchas.tests.page_checks import TIME
from kbsite.urls import urlpatterns
from tests.axe import DESK_BY_NIGHT, PHONE_BY_DAY, barriers_in
from tests.full_site import make_site
from tests.page_kinds import KINDS, NOT_PAGES, ONLY_LEAD_ON, ONLY_POSTED, Kind

NARROWEST = 320
HEADINGS = """[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""

TIMES = re.compile(r' datetime="([^"]*)"')


class Ear:
    """What the browser says against the page it shows."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", self.hear)
        page.on("pageerror", self.hear_error)

    def hear(self, message: ConsoleMessage) -> None:
        """Browsers also call it an error that a page itself is, say, a 404; that is looked at elsewhere."""
        of_the_page = (
            message.text.startswith("Failed to load resource")
            and message.location["url"] == message.page.url.partition("#")[0]
        )
        if message.type in ("error", "warning") and not of_the_page:
            self.heard.append(message.text)

    def hear_error(self, error: Error) -> None:
        self.heard.append(str(error))


@pytest.mark.journey
@pytest.mark.looks
@pytest.mark.parametrize("part", KINDS)
def test_a_page_has_no_fault_in_any_state(page: Page, settings: Any, part: str) -> None:
    settings.ROOT_URLCONF = "tests.page_kinds"
    settings.LIMITS = False
    Rule.objects.create(kind="word", value="casino")
    Rule.objects.create(kind="word", value="sweepstake", verdict=Rule.Verdict.PROOF)
    site, ear = make_site(), Ear(page)
    told = {kind.state: list(faults(page, ear, kind, site)) for kind in KINDS[part]}
    found = {state: faults for state, faults in told.items() if faults}
    assert not found, pformat(found, width=110)


def faults(page: Page, ear: Ear, kind: Kind, site: Any) -> Iterator[object]:
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    ear.heard.clear()
    response = kind.go(page, site)
    assert response is not None
    if response.status != kind.status:
        yield f"answered {response.status}"
    if view_at(response.url) != kind.view:
        yield f"another page: {response.url}"
    yield from parse_errors(response)
    yield from (
        f"no time of HTML: {time}" for time in TIMES.findall(response.text()) if not TIME.fullmatch(time)
    )
    yield from faults_of_outline(page.evaluate(HEADINGS))
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield f"wider than {NARROWEST} px"
    yield from barriers_in(page, [PHONE_BY_DAY, DESK_BY_NIGHT])
    yield from ear.heard


def view_at(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def parse_errors(response: Response) -> Iterator[object]:
    parser = html5lib.HTMLParser()
    parser.parse(response.text())
    return (("not HTML", place, error) for place, error, _ in parser.errors)


def faults_of_outline(levels: list[int]) -> Iterator[str]:
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of level 1"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"a level is skipped: {levels}"


# The list of kinds is whole


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all addresses but those of admin, which are Django's."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from () if str(pattern.pattern) == "admin/" else named(pattern.url_patterns)
        elif str(pattern.pattern) != "admin/login/":
            yield pattern.name or f"without a name: {pattern.pattern}"


def test_every_address_of_a_page_is_in_the_list_of_kinds() -> None:
    listed = {kind.view for kinds in KINDS.values() for kind in kinds}
    assert set(named(urlpatterns)) - NOT_PAGES - ONLY_LEAD_ON - ONLY_POSTED - listed == set()


@pytest.mark.django_db
def test_what_is_left_out_of_that_list_shows_no_page(client: Any) -> None:
    code = make_code()
    gotcha = make_gotcha(codes=[code])
    comment = make_comment(on=gotcha)
    values = {
        "number": gotcha.collection.number, "kind": "pages", "section": 1, "form": "json", "code": code.slug,
        "collection": gotcha.collection.number, "position": gotcha.position, "family": code.family.slug,
    }  # fmt: skip
    for name in sorted(NOT_PAGES):
        [(_, asked), *_] = get_resolver().reverse_dict.getlist(name)[0][0]
        answer = client.get(reverse(name, kwargs={key: values[key] for key in asked}), follow=True)
        # a 404 would be a page
        assert not answer["Content-Type"].startswith("text/html"), (name, answer.status_code)
    for name in ONLY_LEAD_ON:
        [(_, asked), *_] = get_resolver().reverse_dict.getlist(name)[0][0]
        given = {key: (values | {"number": comment.pk})[key] for key in asked}
        assert client.get(reverse(name, kwargs=given)).status_code in (301, 302), name
    for name in ONLY_POSTED:
        assert client.get(reverse(name, args=[comment.pk])).status_code == 405, name
