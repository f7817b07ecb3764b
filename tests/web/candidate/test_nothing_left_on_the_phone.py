"""An answer that waited for the network leaves the device with a stop or a deletion."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route

from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.browser

ORIGIN = "http://localhost"
SCRIPT = Path(settings.ROOT) / "static" / "js" / "candidate.js"


def with_a_waiting_answer(browser: Browser, body: str) -> Page:
    """The page with the product's script, in a browser that kept an answer and something of another site's own."""
    page = browser.new_page()

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=body, content_type="text/html")

    page.route("**/*", answer)
    page.add_init_script("localStorage.setItem('kept:abc-2', '4'); localStorage.setItem('other', 'stays')")
    page.goto(f"{ORIGIN}/page/")
    return page


def left(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(localStorage).sort()")
    return found


def body_of(template: str) -> str:
    texts = playbook().candidate_pages
    words = {"stopped": texts.contact_stopped, "deleted": texts.answers_deleted, "cannot_stop": texts.cannot_stop}
    return render_to_string(template, {"token": "abc", "language": "en", **words})


@pytest.mark.parametrize("template", ["candidate/stop/stopped.html", "candidate/stop/deleted.html"])
def test_after_a_stop_or_a_deletion_nothing_is_kept(browser: Browser, template: str) -> None:
    page = with_a_waiting_answer(browser, body_of(template))
    assert left(page) == ["other"]
    page.close()


def test_on_any_other_page_it_waits(browser: Browser) -> None:
    page = with_a_waiting_answer(browser, body_of("candidate/stop/stop.html"))
    assert left(page) == ["kept:abc-2", "other"]
    page.close()
