"""What the head of a public page says: a title of its own, its one address, and what a link to it shows."""

import datetime
import html
import re
from collections import Counter
from types import SimpleNamespace as Site
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from comments import paging
from comments.tests.factories import make_comment
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform
from gotchas.views import lists
from tests.full_site import make_site
from tests.page_kinds import CODES, HISTORY, LOGS, READING, Kind
from tests.page_kinds_corrections import CORRECTIONS

pytestmark = pytest.mark.django_db

PUBLIC = [
    kind
    for kind in [*READING, *CODES, *HISTORY, *LOGS, *CORRECTIONS]
    if kind.address and kind.status == 200 and kind.go.__qualname__.startswith("at.")
]
"""Pages that a stranger comes to by an address."""

LED_TO = {
    "collections": "Collections",
    "platforms": "Platforms",
    "families": "Message codes",
    "log": "Paste your log",
}


def pages(client: Client, site: Site) -> list[tuple[Kind, HttpResponse]]:
    found = []
    for kind in PUBLIC:
        assert kind.address
        answer = client.get(kind.address(site), follow=True)
        assert answer.status_code == 200, kind
        found.append((kind, answer))
    return found


def head_of(answer: HttpResponse) -> str:
    return answer.content.decode().partition("</head>")[0]


def title_of(answer: HttpResponse) -> str:
    return html.unescape(re.findall(r"<title>(.*?)</title>", head_of(answer), re.DOTALL)[0])


def said(head: str, name: str) -> list[str]:
    return re.findall(rf'(?:property|name)="{name}" content="([^"]+)"', head)


def faults_of(head: str, address: str) -> list[str]:
    """What is missing in a head: either robots are kept off, or all is said that a link to it shows."""
    canonical = re.findall(r'rel="canonical" href="([^"]+)"', head)
    if said(head, "robots") == ["noindex"]:
        return ["both an address and noindex"] if canonical else []
    needed = ("og:title", "og:url", "og:image", "og:site_name", "og:type")
    faults = [name for name in needed if len(said(head, name)) != 1]
    if canonical != [f"{settings.SITE_URL}{address}"] or said(head, "og:url") != canonical:
        faults.append(f"the address {canonical}")
    return faults


def address_of(answer: HttpResponse) -> str:
    """Its path, and which page of a list it is; all else asked for is the same page."""
    request = answer.wsgi_request
    page = request.GET.get("page", "")
    return f"{request.path}?page={page}" if page else request.path


def loaded_by(answer: HttpResponse) -> list[str]:
    """What a browser asks for besides the page itself."""
    tags = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]*>', answer.content.decode())
    addresses = [found for tag in tags for found in re.findall(r'(?:href|src)="([^"]+)"', tag)]
    return [address for address in addresses if not address.startswith("data:")]


def dead_ends_of(answer: HttpResponse) -> set[str]:
    """Places on the page itself that a link of it names, and that are not there."""
    page = answer.content.decode()
    return set(re.findall(r' href="#([^"]+)"', page)) - set(re.findall(r' id="([^"]+)"', page))


def test_every_public_page_says_where_it_stands_and_its_links_down_the_page_hold(client: Client) -> None:
    found = pages(client, make_site())
    told = {kind.state: faults_of(head_of(row), address_of(row)) for kind, row in found}
    assert {state: faults for state, faults in told.items() if faults} == {}
    dead = {kind.state: dead_ends_of(row) for kind, row in found}
    assert {state: ends for state, ends in dead.items() if ends} == {}
    titles = {address_of(row): title_of(row) for _, row in found if 'rel="canonical"' in head_of(row)}
    assert [title for title, times in Counter(titles.values()).items() if times > 1] == []
    assert all(title.endswith(" – Gotchas") for path, title in titles.items() if path != "/")


def test_a_page_asks_for_three_things_at_most_also_with_a_form_and_its_script(client: Client) -> None:
    """Every one is a way to the server and back, on a phone a slow one."""
    gotcha = make_gotcha()
    addresses = [reverse("about"), reverse("log"), reverse("new"), gotcha.get_absolute_url()]
    addresses += [f"{gotcha.get_absolute_url()}{form}" for form in ("comment/", "correct/?part=problem")]
    told = {address: len(loaded_by(client.get(address))) for address in addresses}
    assert list(told.values()) == [2, 3, 3, 2, 3, 3], told


def test_later_pages_of_every_list_say_which_they_are(client: Client, monkeypatch: Any) -> None:
    """Search too, which cuts its pages itself."""
    monkeypatch.setattr(lists, "PER_PAGE", 1)
    monkeypatch.setattr("gotchas.answers.found.PER_PAGE", 1)
    code, platform, collection = make_code("QQQ1234"), make_platform(), make_collection()
    make_code("QQQ1235", family=code.family)
    for _ in range(2):
        gotcha = make_gotcha(collection=collection, codes=[code], platforms=[platform], title="A queue")
    Gotcha.objects.filter(pk=gotcha.pk).update(cause="Another one.")
    gotcha.refresh_from_db()
    gotcha.record(note="Another cause.")
    make_collection()
    lists_of_pages = [
        reverse("collections"),
        *(row.get_absolute_url() for row in (collection, platform, code, code.family)),
        reverse("gotcha_history", args=[collection.number, gotcha.position]),
        f"{reverse('search')}?q=queue",
    ]
    for address in lists_of_pages:
        first = client.get(address)
        second = client.get(f"{address}{'&' if '?' in address else '?'}page=2")
        assert title_of(second) != title_of(first), address
        assert ", page 2" in title_of(second), address


@pytest.mark.parametrize("name", LED_TO)
def test_the_navigation_says_where_the_reader_is(client: Client, name: str) -> None:
    page = client.get(reverse(name)).content.decode()
    here = re.findall(r'<a href="([^"]+)" aria-current="page">([^<]+)</a>', page.partition("<main")[0])
    assert here == [(reverse(name), LED_TO[name])]


def test_later_pages_of_a_thread_say_where_they_begin(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(paging, "PAGE", 1)
    merged = make_gotcha()
    of_merged = reverse("gotcha_comments", args=[merged.collection.number, merged.position])
    times = [datetime.datetime(2007, 7, day, 1, 38, tzinfo=datetime.UTC) for day in (4, 5)]
    for target in (make_collection(), make_gotcha(), make_code("QQQ1234"), merged):
        _, last = (make_comment(on=target, posted_at=time) for time in times)
        elsewhere = make_comment()
        Gotcha.objects.filter(pk=merged.pk).update(state="merged", successor=make_gotcha())
        address = of_merged if target is merged else target.get_absolute_url()
        first = title_of(client.get(address))
        assert "comments from" not in first
        later = title_of(client.get(f"{address}?from={last.pk}"))
        assert later == first.replace(" – Gotchas", ", comments from 5 July 2007, 01:38 – Gotchas")
        strange = [elsewhere.pk, "x", "-1", "9" * 40, "\u0663"]
        assert {title_of(client.get(f"{address}?from={begin}")) for begin in strange} == {first}


def test_later_pages_of_questions_and_corrections_say_where_they_begin(client: Client) -> None:
    row = make_comment(on=make_collection(), kind="question")
    at = row.posted_at.strftime("%-d %B %Y, %H:%M")
    assert title_of(client.get(f"/questions/?from={row.pk}")) == f"Open questions, from {at} – Gotchas"
    assert title_of(client.get("/questions/?order=oldest")) == "Open questions, oldest first – Gotchas"
    assert title_of(client.get("/corrections/?before=12")) == "Corrections, before 12 – Gotchas"
