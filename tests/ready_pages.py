"""Pages whose script has run: it runs behind the first picture, and a journey is quicker than a reader."""

from playwright.sync_api import Page, expect


def ready(page: Page) -> Page:
    """Wait until the script of the page has run: what it makes stands in the footer then."""
    expect(page.locator("#keys button")).to_be_attached()
    return page


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    return ready(page)
