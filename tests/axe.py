"""What axe finds against the page that a browser shows, in the colours of day and night."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import axe_playwright_python
from playwright.sync_api import Page

SCRIPT: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LAY_OUT: Final = """for (const element of document.querySelectorAll("main *"))
  if (getComputedStyle(element).contentVisibility === "auto") element.style.contentVisibility = "visible";"""
"""What stands far below the window has no place of its own yet, and seems to lie over other things."""

RUN: Final = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"], preload: false});
  return violations.map(({id, nodes}) => [id, nodes.length, nodes[0].html.slice(0, 200)]);
}"""

TRANSITIONS: Final = """Promise.race([new Promise((done) => setTimeout(done, 1000)),
  Promise.allSettled(document.getAnimations().map((one) => one.finished))]).then(() => 0)"""
"""Over when colours are what they will be; some animations never end."""

PHONE_BY_DAY: Final = ("light", 390, 800)
DESK_BY_NIGHT: Final = ("dark", 1280, 800)


def barriers(page: Page) -> list[Any]:
    """Rule, number of places and the first of them, for each rule that the page breaks as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
        page.evaluate(LAY_OUT)
    return page.evaluate(RUN)


def show(page: Page, look: tuple[Any, int, int]) -> None:
    """`look` is a colour scheme, a width and a height in pixels; colours have changed when this returns.

    The page has come whole by then: a click returns when the next one begins.
    """
    scheme, width, height = look
    page.wait_for_load_state()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(TRANSITIONS)


def barriers_in(page: Page, looks: Iterable[tuple[Any, int, int]]) -> list[Any]:
    """What breaks a rule in one of the looks, or is wider than the window."""
    found = []
    for look in looks:
        show(page, look)
        found += [(look, *barrier) for barrier in barriers(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((look, "wider than the window"))
    return found
