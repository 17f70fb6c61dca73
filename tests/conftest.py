"""What journeys stand on: the site on a port of its own, and a page of Debian's Chromium."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium") if Path(path).exists()),
    "/usr/bin/chromium",
)
"""The one without windows where it is installed: a page takes it half the work."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--no-opt --no-maglev",
]
"""The sandbox cannot start as root; the next ones keep a test browser from calling home. Machine code of the
better sort is never worth its making: each page starts anew, and is gone in a second."""


PATIENCE = 15_000
"""Milliseconds that a journey waits for what it expects: on a busy machine an answer takes longer."""

expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: a browser leaves an event loop behind, which Django refuses to query beside."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: looking through it for garbage takes seconds there."""
    gc.freeze()


@dataclass
class Complaints:
    """What the browser said against a page: scripts that failed, and what the policy kept out."""

    found: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.found.append(message.text)

    def hear_error(self, error: Error) -> None:
        self.found.append(str(error))


@pytest.fixture(scope="session")
def browser(live_server) -> Iterator[Browser]:
    """The site starts before it and stops after it: Playwright's event loop runs in between.

    Django refuses to query beside such a loop, for fear of other tasks on the same connection. Beside it
    Django would also make connections of its own, which know nothing of the rows that tests bring back.
    """
    known = {alias: connections[alias] for alias in connections}
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        for alias, connection in known.items():
            connections[alias] = connection
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, live_server, django_db_serialized_rollback) -> Iterator[BrowserContext]:
    """A visitor with cookies and storage of its own; addresses are relative to the site.

    `django_db_serialized_rollback` brings back what migrations filled in, which the clearing up after each
    journey removes.
    """
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of that visitor; the journey fails if a script broke or the policy kept anything out."""
    complaints = Complaints()
    context.on("console", complaints.hear)
    context.on("weberror", lambda error: complaints.hear_error(error.error))
    yield context.new_page()
    assert complaints.found == []
