"""The picture that others show beside a link to the site, from static/social.svg: static/social.png.

Who reads OpenGraph takes no SVG. Run it after a change of the drawing: `python scripts/social_picture.py`.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "static"
WIDTH, HEIGHT = 1200, 630
"""Pixels; what OpenGraph readers show whole."""

COLOURS = 32
"""Enough for a drawing of six colours with soft edges; the file is a fifth of what it would be else."""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto((STATIC / "social.svg").as_uri())
        picture = Image.open(BytesIO(page.screenshot()))
        browser.close()
    picture.convert("RGB").quantize(COLOURS).save(STATIC / "social.png", optimize=True)
    print("static/social.png")


if __name__ == "__main__":
    main()
