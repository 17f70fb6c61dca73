"""Readers who post comments by the real form of a running site, each sent twice at once as by a double click.

What the site acknowledged is remembered, so that afterwards each can be looked for: there, and there once.
"""

import json
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from http.cookiejar import CookieJar
from typing import IO

import html5lib

from scripts.throw_away import ROOT, Site

FORM = "/1.15/comment/"
TEXTS = (
    "import json; from comments.models import Comment;"
    " print(json.dumps(list(Comment.objects.published().values_list('text', flat=True))))"
)
PATIENCE = 120.0
"""Seconds until a post counts as not answered: two hundred at once wait for each other on a busy machine."""

ACKNOWLEDGED = 302


@dataclass
class Posted:
    """The texts that were acknowledged, what came instead of an acknowledgement, and the longest silence."""

    acknowledged: list[str] = field(default_factory=list)
    others: Counter[int | str] = field(default_factory=Counter)
    silence: float = 0.0


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer here: it is how a post is acknowledged."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


class Poster:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.browser = urllib.request.build_opener(
            _Stay, urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({})
        )

    def fill(self, text: str) -> dict[str, str]:
        """The fields of a fresh form, with that text; OSError where the site does not answer."""
        with self.browser.open(self.site.url + FORM, timeout=PATIENCE) as answer:
            page = html5lib.parse(answer.read(), namespaceHTMLElements=False)
        form = next(one for one in page.iter("form") if one.get("action") == FORM)
        inputs = ((one.get("name") or "", one.get("value") or "") for one in form.iter("input"))
        fields = {name: value for name, value in inputs if name}
        return fields | {"author_name": "Poster", "kind": "other", "text": text}

    def send(self, fields: dict[str, str]) -> int | str:
        """The status of the answer, or what came instead of one."""
        body = urllib.parse.urlencode(fields).encode()
        address = self.site.url + FORM
        request = urllib.request.Request(address, body, {"Referer": address})  # noqa: S310 - our own site
        try:
            with self.browser.open(request, timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except (OSError, HTTPException) as error:
            return type(error).__name__


def post_for(site: Site, seconds: float, posters: int = 8) -> Posted:
    """So many readers post one comment after the other for that time."""
    posted, end = _Tally(), time.monotonic() + seconds

    def run() -> None:
        poster = Poster(site)
        while time.monotonic() < end:
            text = new_text()
            with suppress(OSError, HTTPException, StopIteration):
                posted.note(text, _twice(poster, poster.fill(text)))

    _all_at_once(posters, run)
    return posted


def post_at_once(site: Site, count: int) -> Posted:
    """So many readers, with the filled form before them, send one comment each at the same moment."""
    posted, ready = _Tally(), threading.Barrier(count)
    filled = [(poster, poster.fill(new_text())) for poster in (Poster(site) for _ in range(count))]
    waiting = iter(filled)

    def run() -> None:
        poster, fields = next(waiting)
        ready.wait()
        posted.note(fields["text"], _twice(poster, fields))

    _all_at_once(count, run)
    return posted


def new_text() -> str:
    return f"Drill {uuid.uuid4().hex}."


def texts_of(site: Site) -> Counter[str]:
    """How often each published comment stands in the database."""
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", TEXTS],
        cwd=ROOT,
        env=site.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Counter(json.loads(said.stdout))


class _Tally(Posted):
    """What several threads note."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.last = time.monotonic()

    def note(self, text: str, answers: list[int | str]) -> None:
        with self.lock:
            self.others.update(one for one in answers if one != ACKNOWLEDGED)
            if ACKNOWLEDGED in answers:
                self.acknowledged.append(text)
                now = time.monotonic()
                self.silence, self.last = max(self.silence, now - self.last), now


def _all_at_once(count: int, run: Callable[[], None]) -> None:
    with ThreadPoolExecutor(count) as readers:
        for done in [readers.submit(run) for _ in range(count)]:
            done.result()


def _twice(poster: Poster, fields: dict[str, str]) -> list[int | str]:
    with ThreadPoolExecutor(2) as clicks:
        return list(clicks.map(poster.send, [fields, fields]))
