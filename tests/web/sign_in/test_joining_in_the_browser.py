"""Inviting and joining as browsers do it, with their headers and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from bench.server import Server
from tests.e2e.chromium import open_context
from tests.web.sign_in.door import NEW_PASSWORD, create_first_account

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_a_copied_link_lets_a_newcomer_in(server: Server, browser: Browser, script: bool) -> None:
    base = f"http://localhost:{server.port}"
    owner = open_context(browser, language="zh-hans", width=1440, script=script).new_page()
    create_first_account(owner, base)
    owner.goto(f"{base}/w/yanchuan/members/")
    owner.click("#invitations .btn-primary")
    link = owner.input_value("#invitations input[readonly]")
    assert link.startswith(f"{base}/account/join/")

    newcomer = open_context(browser, language="en", width=375, script=script).new_page()
    newcomer.goto(link)
    newcomer.fill("[name=name]", "Ingrid Halvard")
    newcomer.fill("[name=email]", "ingrid@example.test")
    newcomer.fill("[name=password1]", NEW_PASSWORD)
    newcomer.click("main button.btn-primary")
    newcomer.wait_for_url("**/w/yanchuan/")

    owner.reload()
    expect(owner.locator("main")).to_contain_text("Ingrid Halvard")
    expect(owner.locator("#invitations input[readonly]")).to_have_count(0)
