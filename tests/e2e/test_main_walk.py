"""The product's main job, whole: sign in → import a list → ask leave → yes → five answers → share → type → stop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.server import Server
from tests.e2e.chromium import open_context
from tests.e2e.pages import sign_in
from tests.e2e.steps import make_it_daytime, open_record, start_import, upload_list

pytestmark = pytest.mark.browser

LIST = Path(__file__).parents[1] / "samples" / "importing" / "walk_list.csv"

# What a reader of each language looks for on the way.
WORDS = {
    "zh-hans": {"type": "谨慎型", "stopped": "停下", "strategy": "策略"},
    "en": {"type": "cautious", "stopped": "Stopped", "strategy": "Strategy"},
}


@pytest.mark.parametrize(
    ("language", "name", "script"),
    [("zh-hans", "闻人若谷", True), ("en", "Ingrid Halvard", True), ("zh-hans", "宿知行", False)],
)
def test_from_a_list_to_a_shared_result_and_a_stop(
    product: Server, browser: Browser, language: str, name: str, script: bool
) -> None:
    desk_context = open_context(browser, language=language, width=1440)
    phone_context = open_context(browser, language=language, width=375, script=script)
    desk, phone, words = desk_context.new_page(), phone_context.new_page(), WORDS[language]
    sign_in(desk, product)

    upload_list(desk, product, LIST)
    start_import(desk)
    make_it_daytime(product, name)
    open_record(desk, product, name)
    link = copied_link(desk, "permission")

    # The record's language is the first guess; the visitor chooses.
    phone.goto(f"{link}?lang={language}")
    phone.locator("button[value=allow]").click()
    phone.goto(f"{link}questions/")
    phone.locator("button[value=start]").click()
    answer(phone, [3, 3, 3, 2, 4])
    expect(phone.locator("main")).to_contain_text("17")
    assert not phone.locator("main").get_by_text(re.compile("谨慎型|阈值|threshold")).count()

    desk.reload()
    expect(desk.locator("main")).not_to_contain_text(words["type"])
    phone.locator("button[value=share_result]").click()
    expect(phone.locator("main")).to_contain_text("17")

    # Nobody reads five statements in a moment, so somebody has to say that they stand.
    desk.reload()
    desk.locator("form[action$='/accepted/'] button").click()
    expect(desk.locator("main")).to_contain_text(words["type"])
    expect(desk.locator("main")).to_contain_text(words["strategy"])
    expect(desk.locator("main")).to_contain_text("17 ± 6.1")

    phone.goto(f"{link}stop/")
    phone.locator("form[action$='/stop/'] button").click()
    expect(phone.locator("main")).to_contain_text(words["stopped"])

    desk.reload()
    assert desk.locator("[data-copy-check]").count() == 0
    assert refused(desk)
    phone_context.close()
    desk_context.close()


def copied_link(desk: Page, purpose: str) -> str:
    """Copies the text for this purpose and returns the link in it."""
    with desk.expect_response(f"**/copy/{purpose}/") as answer:
        desk.locator(f"form[action$='/copy/{purpose}/'] button").click()
    text = answer.value.json()["text"]
    found = re.search(r"http://localhost:\d+/c/\w+/", text)
    assert found, text
    return found.group(0)


def answer(phone: Page, answers: list[int]) -> None:
    """One statement a screen."""
    for item, value in enumerate(answers, start=1):
        phone.wait_for_url(f"**/q/{item}/")
        phone.locator(f"label.answer:has(input[value='{value}'])").click()
        if phone.locator("button.next").is_visible():
            phone.locator("button.next").click()
    phone.wait_for_url("**/one-more/")
    phone.locator("button[value=growth]").click()
    phone.wait_for_url("**/result/")


def refused(desk: Page) -> bool:
    """Asks for the text all the same, as a colleague with an old page would."""
    status = desk.evaluate(
        """async () => {
            const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
            const body = new URLSearchParams({csrfmiddlewaretoken: token});
            const answer = await fetch(location.pathname + 'copy/permission/',
                {method: 'POST', body, headers: {Accept: 'application/json'}});
            return [answer.status, (await answer.json()).text];
        }"""
    )
    return bool(status == [409, ""])
