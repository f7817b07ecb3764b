"""The day by keys alone: done, back again, put off, left out; and a name asked about in three places."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.server import Server
from tests.e2e.chromium import open_context
from tests.e2e.pages import sign_in
from tests.e2e.steps import troubles_of

pytestmark = pytest.mark.browser


def on_desk(page: Page) -> list[str]:
    return page.locator(".today-row:has(.today-acts) [data-open]").all_text_contents()


def press(page: Page, *keys: str) -> None:
    """The last of these keys sends a form: what it did stands in a toast of the next page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])
    expect(page.locator("[data-toast]")).to_be_visible()


def test_a_day_by_keys_alone(product: Server, browser: Browser, places: dict[str, Any]) -> None:
    context = open_context(browser, language="en", width=1440)
    page = context.new_page()
    troubles = troubles_of(page)
    sign_in(page, product)
    today = f"http://localhost:{product.port}/w/demo/"
    page.goto(today)
    before = on_desk(page)
    done_here = page.locator(".today-row:has(button[data-row-key=d]) [data-open]").first.text_content()
    assert done_here is not None
    down = ["j"] * (before.index(done_here) + 1)
    press(page, *down, "d")
    assert on_desk(page) == [name for name in before if name != done_here]
    press(page, "z")
    assert on_desk(page) == before

    for key in [*down, "s"]:
        page.keyboard.press(key)
    expect(page.locator("button[value=tomorrow]:focus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu[open]")).to_have_count(0)
    # Words in a field and words of an input method are no keys.
    page.locator("#may-i-name").fill("x")
    page.locator("#may-i-name").press("x")
    page.locator("h1").click()
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'x', isComposing: true, bubbles: true}))"
    )
    assert on_desk(page) == before
    page.goto(today)
    press(page, *down, "s", "Enter")
    expect(page.locator("[data-toast]")).to_contain_text("It comes back on")
    press(page, "j", "x")
    expect(page.locator("[data-toast]")).to_contain_text("Left out")
    assert len(on_desk(page)) == len(before) - 2

    ask_in_three_places(page, today, done_here)
    assert troubles == []
    context.close()


def ask_in_three_places(page: Page, today: str, name: str) -> None:
    page.locator("#may-i-name").fill(name)
    page.locator("#may-i-name").press("Enter")
    expect(page.locator("#may-i-answer")).to_contain_text("What this looked at")
    assert page.url.split("#")[0] == today
    page.locator("h1").click()
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/may-i/\?q="))
    expect(page.locator("#may-i-answer")).to_contain_text("What this looked at")
