"""At the desk: what another scoring key would change, switching and back; and a sheet of paper typed in."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.server import Server
from tests.e2e.chromium import open_context
from tests.e2e.pages import sign_in
from tests.e2e.steps import troubles_of, until

pytestmark = pytest.mark.browser


def key_page(desk: Page, product: Server) -> None:
    """From the settings to the key."""
    desk.goto(f"http://localhost:{product.port}/w/demo/settings/")
    desk.locator("a[href$='/scoring-key/']").click()
    expect(desk.locator("main table")).to_be_visible()


def switch(desk: Page, in_force: str) -> None:
    """Presses the one button and waits for the worker."""
    desk.locator("form[action*='/scoring-key/tos5-'] button").click()
    heading = desk.locator("main h2").first
    until(desk, lambda: desk.locator("main progress").count() == 0)
    expect(heading).to_have_text(in_force)


def type_sheet(desk: Page, first: str, second: str) -> None:
    """Ten figures, a day, and how they agreed."""
    for item, (one, other) in enumerate(zip(first, second, strict=True), start=1):
        desk.locator(f"[name=first{item}]").fill(one)
        desk.locator(f"[name=second{item}]").fill(other)
    desk.locator("[name=answered_on]").fill("2026-01-12")
    desk.locator("[name=agreed_on]").fill("2026-01-12")
    desk.locator("[name=words]").fill("在问卷末尾勾了“可以分享”")
    desk.locator(".paper-form .btn-primary").click()


def test_a_key_is_tried_and_a_sheet_typed_in(product: Server, browser: Browser, places: dict[str, Any]) -> None:
    context = open_context(browser, language="zh-hans", width=1440)
    desk = context.new_page()
    troubles = troubles_of(desk)
    sign_in(desk, product)

    key_page(desk, product)
    expect(desk.locator("main")).to_contain_text("人的类型会变")
    expect(desk.locator("main")).to_contain_text("任何人的节奏都不会变快")
    switch(desk, "现在使用：直接相加")
    desk.goto(f"http://localhost:{product.port}/w/demo/candidates/{places['shared']}/")
    expect(desk.locator("main")).to_contain_text("用直接相加的方式计分")
    key_page(desk, product)
    switch(desk, "现在使用：反向计分")

    desk.goto(f"http://localhost:{product.port}/w/demo/candidates/{places['granted']}/")
    desk.get_by_role("link", name="录入纸质问卷").click()
    type_sheet(desk, "23344", "23354")
    expect(desk.locator(".paper-form")).to_contain_text("两次录入不一样")
    assert desk.locator("[name=first3]").input_value() == "3"
    # The answer of 422 is the form coming back, not a trouble.
    assert [trouble for trouble in troubles if "422" not in trouble] == []
    troubles.clear()
    type_sheet(desk, "23344", "23344")
    desk.wait_for_url(f"**/candidates/{places['granted']}/")
    expect(desk.locator("main")).to_contain_text("16 ± 4.3")
    expect(desk.locator("#answers")).to_contain_text("纸笔")
    desk.locator("[data-undo]").click()
    expect(desk.locator("#answers")).not_to_contain_text("纸笔")
    context.close()
    assert troubles == []


def test_the_same_pages_in_english_on_a_phone(product: Server, browser: Browser, places: dict[str, Any]) -> None:
    context = open_context(browser, language="en", width=375)
    desk = context.new_page()
    troubles = troubles_of(desk)
    sign_in(desk, product)
    key_page(desk, product)
    expect(desk.locator("main")).to_contain_text("would read as another level")
    desk.goto(f"http://localhost:{product.port}/w/demo/candidates/{places['granted']}/answers-from-paper/")
    expect(desk.locator(".paper-items li")).to_have_count(5)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert troubles == []
