"""Passkeys for real: Chromium with a virtual authenticator, under the product's content security policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.server import Server
from tests.e2e.chromium import open_context
from tests.web.sign_in.door import NEW_PASSWORD, create_first_account

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(context: BrowserContext, page: Page) -> str:
    """Gives the browser a fingerprint reader; returns its id."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return str(added["authenticatorId"])


def add_passkey(page: Page, base: str) -> None:
    page.goto(f"{base}/account/two-step/passkeys/add/")
    page.fill("[name=password]", NEW_PASSWORD)
    page.click("button.btn-primary")
    page.fill("[name=name]", "Work laptop")
    page.click("#passkey_add")
    page.wait_for_url("**/recovery-codes/")


def sign_out(page: Page, base: str) -> None:
    page.goto(f"{base}/account/logout/")
    page.click("main button.btn-primary")
    page.wait_for_url("**/account/login/")


def test_a_passkey_signs_in_alone_and_as_second_step(server: Server, browser: Browser) -> None:
    base = f"http://localhost:{server.port}"
    context = open_context(browser, language="en", width=1440)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with_device(context, page)

    create_first_account(page, base)
    add_passkey(page, base)
    page.goto(f"{base}/account/two-step/passkeys/")
    expect(page.locator("table")).to_contain_text("Work laptop")
    expect(page.locator("table")).to_contain_text("signs in alone")

    sign_out(page, base)
    page.click("#passkey_sign_in")
    page.wait_for_url("**/w/yanchuan/")

    sign_out(page, base)
    page.fill("[name=login]", "zhou@example.test")
    page.fill("[name=password]", NEW_PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url("**/two-step/authenticate/")
    page.click("#passkey_use")
    page.wait_for_url("**/w/yanchuan/")
    assert complaints == []
    context.close()


def test_a_closed_dialogue_is_said_in_words(server: Server, browser: Browser) -> None:
    base = f"http://localhost:{server.port}"
    context = open_context(browser, language="en", width=375)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
    page.goto(f"{base}/account/login/")
    page.click("#passkey_sign_in")
    expect(page.locator("[data-passkey-trouble]")).to_be_visible()
    context.close()
