"""Pictures of the pages for the documents, from a throw-away site with the starter content: docs/*.png."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.throw_away import throw_away_site

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"gotcha": ("/1.2/", 1280, 1100)}
"""Name of the picture: address, width and height in pixels."""


def main() -> None:
    with throw_away_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        for name, (path, width, height) in PAGES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
            page.goto(site.url + path)
            page.screenshot(path=DOCS / f"{name}.png")
            page.close()
            print(f"docs/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
