"""Pictures of the pages for the documents, from a throw-away site with the starter content: docs/*.png."""

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from scripts.throw_away import throw_away_site

DOCS = Path(__file__).resolve().parent.parent / "docs"
LARGEST = 200_000
"""Bytes of a picture: these lie in the repository for ever."""


class Picture(NamedTuple):
    """A page in a window of `width` and `height` pixels, scrolled to the element that `at` names."""

    path: str
    width: int
    height: int
    dark: bool = False
    at: str = ""


PAGES = {
    "gotcha": Picture("/1.2/", 1280, 1100),
    "thread": Picture("/1/", 1280, 700, at=".comments"),
    "code-dark": Picture("/codes/ibm-mq-amq/AMQ9637/", 1280, 1000, dark=True),
    "phone": Picture("/1.2/", 390, 844),
}
"""Name of the file to what it shows."""


def main() -> None:
    with throw_away_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        for name, picture in PAGES.items():
            page = browser.new_page(
                viewport={"width": picture.width, "height": picture.height},
                locale="en-GB",
                color_scheme="dark" if picture.dark else "light",
            )
            page.goto(site.url + picture.path)
            if picture.at:
                page.locator(picture.at).evaluate("element => element.scrollIntoView()")
            file = DOCS / f"{name}.png"
            page.screenshot(path=file)
            page.close()
            size = file.stat().st_size
            if size > LARGEST:
                raise SystemExit(
                    f"{file.name} has {size:,} bytes; at most {LARGEST:,}. Show less of the page."
                )
            print(f"docs/{file.name}: {size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
