"""From the map to a text, into the team's own words, onto a person's page, and back."""

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

OURS = "一半听，一半讲我们这一周。不看简历，到点结束。"


def test_a_small_try_in_our_own_words_and_back(product: Server, browser: Browser, places: dict[str, Any]) -> None:
    context = open_context(browser, language="zh-hans", width=1440)
    desk = context.new_page()
    troubles = troubles_of(desk)
    sign_in(desk, product)
    person = f"http://localhost:{product.port}/w/demo/candidates/{places['shared']}/"

    desk.get_by_role("link", name="策略地图").click()
    expect(desk.locator("h1")).to_have_text("触达策略地图")
    desk.get_by_label("名单").select_option(places["pool"])
    desk.get_by_role("button", name="显示").click()
    desk.wait_for_url(f"**pool={places['pool']}**")
    desk.locator("a.box", has_text="15 分钟轻量访谈").click()
    desk.wait_for_url(f"**pool={places['pool']}**node=mechanisms.light_talk**")
    expect(desk.locator("a.box[aria-current]")).to_contain_text("15 分钟轻量访谈")
    expect(desk.locator("#text .told")).to_contain_text("到点就结束")

    desk.get_by_role("link", name=re.compile("改成我们的写法.*是什么")).click()
    desk.locator("textarea[name=text]").fill(OURS)
    desk.get_by_role("button", name="看看差别").click()
    expect(desk.locator(".difference ins").first).to_contain_text("讲我们这一周")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.locator("[data-toasts]")).to_contain_text("已保存")
    text = desk.url

    assert OURS in words_on(desk, person)
    desk.goto(text)
    desk.get_by_role("button", name="换回自带写法").click()
    undo = desk.locator("[data-undo]")
    expect(undo).to_be_visible()
    desk.keyboard.press("z")
    expect(desk.locator("[data-toasts]")).to_contain_text("已撤销")
    assert OURS in words_on(desk, person)
    desk.goto(text)
    desk.get_by_role("button", name="换回自带写法").click()
    expect(desk.locator("[data-toasts]")).to_contain_text("已换回")
    assert OURS not in words_on(desk, person)
    context.close()
    assert troubles == []


def test_the_map_in_english_by_keyboard_on_a_phone(product: Server, browser: Browser) -> None:
    context = open_context(browser, language="en", width=375)
    desk = context.new_page()
    troubles = troubles_of(desk)
    sign_in(desk, product)
    desk.locator(".topbar-menu summary").click()
    desk.locator(".topbar-panel").get_by_role("link", name="Strategy map").click()
    desk.locator("a.box", has_text="Story bridging").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#text")).to_contain_text("What we tell them")
    expect(desk.locator("#text h2")).to_be_in_viewport()
    context.close()
    assert troubles == []


def words_on(desk: Page, address: str) -> str:
    desk.goto(address)
    return desk.locator("main").text_content() or ""
