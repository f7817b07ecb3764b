"""`make shots`: every page, zh and en, 375 and 1440 px, into var/shots; those of the README into docs/images."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e import pages
from tests.e2e.chromium import chromium, open_context
from tests.e2e.product import places_of, running_product

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "shots"
README = (
    "record-zh-hans-1440", "intro-zh-hans-375", "item-zh-hans-375", "result-zh-hans-375",
    "intro-en-375", "item-en-375", "result-en-375",
)  # fmt: skip


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
            page.screenshot(path=FOLDER / f"{place.name}-{language}-{width}.png", full_page=True)
        context.close()

    with running_product() as product, chromium() as browser:
        for language in ("zh-hans", "en"):
            for width in (1440, 375):
                for signed_in in (False, True):
                    shoot(browser, language, width, signed_in)
    for name in README:
        if (FOLDER / f"{name}.png").exists():
            shutil.copy(FOLDER / f"{name}.png", ROOT / "docs" / "images" / f"{name}.png")
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
