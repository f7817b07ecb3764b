"""`make shots`: every page, zh and en, 375 and 1440 px, into var/shots; those of the README into docs/images."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from bench.server import Server
from tests.e2e import pages, steps
from tests.e2e.chromium import chromium, open_context
from tests.e2e.product import places_of, running_product
from tests.e2e.test_people_walk import CONNECTIONS, SALON, csv_file

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "shots"
README = (
    "people-{}-1440", "import-preview-{}-1440", "import-result-{}-1440", "record-{}-1440",
    "trust-curve-{}-1440", "strategy-map-{}-1440",
    "today-{}-1440", "reach-{}-375", "intro-{}-375", "item-{}-375", "result-{}-375",
)  # fmt: skip
LANGUAGES = ("zh-hans", "en")
# Flat colours: a palette of these differs by less than an eye sees, and takes a third of the room.
COLOURS = 128


def main() -> int:
    """Renders the pages; `--only NAME` limits them."""
    parser = argparse.ArgumentParser(prog="shots", description=__doc__)
    parser.add_argument("--only", action="append", default=[])
    args = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)

    def shoot(browser: Browser, language: str, width: int, signed_in: bool) -> None:
        places = places_of(product)
        context = open_context(browser, language=language, width=width)
        page = context.new_page()
        if signed_in:
            pages.sign_in(page, product)
        wanted = (
            pages.desk_pages(places) if signed_in else [*pages.signed_out_pages(places), *pages.phone_pages(places)]
        )
        for place in wanted:
            if args.only and place.name not in args.only and place.prepare is None:
                continue
            pages.visit(page, product, place, language=language)
            draw(page, f"{place.name}-{language}-{width}")
        context.close()

    with running_product() as product, chromium() as browser:
        for language in LANGUAGES:
            for width in (1440, 375):
                for signed_in in (False, True):
                    shoot(browser, language, width, signed_in)
        for language in LANGUAGES:
            tell_of_people(browser, product, language)
    keep_for_the_readme()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")
    return 0


def tell_of_people(browser: Browser, product: Server, language: str) -> None:
    """The list with a quick look, and a list on its way in, as the README shows them."""
    context = open_context(browser, language=language, width=1440)
    page = context.new_page()
    pages.sign_in(page, product)
    page.goto(f"http://localhost:{product.port}/w/demo/candidates/")
    page.locator("tr[data-row]:has(.level-open) [data-peek]").first.click()
    page.locator("#peek h2").wait_for()
    page.screenshot(path=FOLDER / f"people-{language}-1440.png")
    chinese = csv_file("沙龙报名.csv", SALON.encode("gb18030"))
    steps.upload_list(
        page, product, chinese if language == "zh-hans" else csv_file("Connections.csv", CONNECTIONS.encode())
    )
    draw(page, f"import-preview-{language}-1440")
    steps.start_import(page)
    # By then the toast is gone.
    page.reload()
    draw(page, f"import-result-{language}-1440")
    context.close()


def keep_for_the_readme() -> None:
    """Copies its pictures, smaller. (Pillow comes with WeasyPrint.)"""
    for name in [name.format(language) for name in README for language in LANGUAGES]:
        if not (FOLDER / f"{name}.png").exists():
            continue
        with Image.open(FOLDER / f"{name}.png") as picture:
            small = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            small.save(ROOT / "docs" / "images" / f"{name}.png", optimize=True)


def draw(page: Page, name: str) -> None:
    """The whole page, on a screen that is tall enough, so that the navigation reaches its foot."""
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**size, "height": max(size["height"], height)})
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    page.set_viewport_size(size)


if __name__ == "__main__":
    sys.exit(main())
