"""Debian's Chromium, driven by Playwright, with axe-core at hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 375, "height": 667}
DESK = {"width": 1440, "height": 900}
# What passed is a megabyte a page, described node by node; putting that together took most of the crawl's time.
ASK = """async rules => {
    const options = {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']};
    return (await axe.run(document, options)).violations;
}"""
# Rules of WCAG 2.0 to 2.2, levels A and AA, and axe's best practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def executable() -> str | None:
    """Where Chromium is, if anywhere."""
    return shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    """One headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


def open_context(
    browser: Browser, *, language: str, width: int, scheme: str = "light", script: bool = True
) -> BrowserContext:
    """A fresh visitor: language, screen, colour scheme, with or without script."""
    size = {"width": width, "height": 812 if width < 700 else 900}
    return browser.new_context(
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        viewport=size,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=script,
        reduced_motion="reduce",
        is_mobile=width < 700,
        has_touch=width < 700,
    )


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, a line each; empty when nothing."""
    page.evaluate(AXE.read_text())
    broken: list[dict[str, Any]] = page.evaluate(ASK, RULES)
    return [
        f"{page.url}: {found['id']} ({found['impact']}) {[node['target'] for node in found['nodes']][:3]}"
        for found in broken
    ]
