"""axe-core looks at every page in both languages, at desk and phone width, light and dark, and finds nothing."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Browser

from bench.server import Server
from tests.access.addresses import fill, patterns_below
from tests.e2e.chromium import open_context, violations
from tests.e2e.pages import (
    Place,
    desk_pages,
    personal_pages,
    phone_pages,
    sign_in,
    sign_in_alone,
    signed_out_pages,
    visit,
)

pytestmark = pytest.mark.axe

# Addresses that show no page of their own: acts, fragments, downloads, and pages another walk reaches.
NO_PAGE = {
    "attachment_download", "candidate_copy", "candidate_next", "candidate_previous", "export_download",
    "import_download", "import_refused", "jobs_tray", "workspace_ending",
    "printed_sheet", "paper", "answers_table", "answers_drawing", "reach_text", "questions", "finish", "delete_answers",
    "leave", "promises_copy", "sender_file", "story_video", "story_captions", "story_to_read_video",
    "story_to_read_captions", "erasure_take_back", "take_erasure_back",
    # Acts that ask for a code first, so that a bare GET is led there.
    "add_address", "object_to", "remove_address", "store_correction", "undo_correction",
}  # fmt: skip


# Each language, width and scheme is looked at; every one with every other only where there is time.
DESKS = [("zh-hans", 1440, "light"), ("en", 375, "dark")]
PHONES = [("zh-hans", "dark"), ("en", "light")]
if os.environ.get("XINQIAO_FULL") == "1":
    DESKS += [("en", 1440, "light"), ("zh-hans", 375, "dark")]
    PHONES += [("en", "dark"), ("zh-hans", "light")]


@pytest.mark.parametrize(("language", "width", "scheme"), DESKS)
def test_axe_finds_nothing_on_the_desk(
    product: Server, places: dict[str, Any], browser: Browser, language: str, width: int, scheme: str
) -> None:
    context = open_context(browser, language=language, width=width, scheme=scheme)
    page, found = context.new_page(), []
    for place in signed_out_pages(places):
        visit(page, product, place, language=language)
        found += violations(page)
    sign_in(page, product)
    for place in desk_pages(places):
        visit(page, product, place, language=language)
        found += [*violations(page), *sideways(page, place)]
    context.clear_cookies()
    sign_in_alone(page, product, places)
    for place in personal_pages():
        visit(page, product, place, language=language)
        found += [*violations(page), *sideways(page, place)]
    context.close()
    assert found == []


@pytest.mark.parametrize(("language", "scheme"), PHONES)
def test_axe_finds_nothing_on_the_phone(
    product: Server, phone_places: dict[str, Any], browser: Browser, language: str, scheme: str
) -> None:
    context = open_context(browser, language=language, width=375, scheme=scheme)
    page, found = context.new_page(), []
    for place in phone_pages(phone_places):
        visit(page, product, place, language=language)
        found += [*violations(page), *sideways(page, place)]
    context.close()
    assert found == []


def sideways(page: Any, place: Place) -> list[str]:
    """A page that scrolls sideways is broken on a phone."""
    wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{place.name} is wider than the screen"] if wider else []


def test_the_crawl_knows_every_page(product: Server, places: dict[str, Any], browser: Browser) -> None:
    visited = {place.path for place in [*desk_pages(places), *phone_pages(places)]}
    context = open_context(browser, language="en", width=1440)
    sign_in(context.new_page(), product)

    def is_act(route: str) -> bool:
        path = fill(route, slug=places["slug"], token=places["permission_link"])
        return context.request.get(f"http://localhost:{product.port}{path}").status == 405

    missing = [
        f"{pattern.name}: {route}"
        for prefix in ("w/", "c/")
        for route, pattern in patterns_below(prefix)
        # The questions and the result are reached by answering.
        if pattern.name not in NO_PAGE | {"question", "result"}
        and not any(matches(route, path) for path in visited)
        and not is_act(route)
    ]
    context.close()
    assert missing == []


def matches(route: str, path: str) -> bool:
    """Whether a concrete path belongs to a route with arguments."""
    parts, concrete = route.split("/"), path.split("?")[0].strip("/").split("/")
    parts = [part for part in parts if part]
    return len(parts) == len(concrete) and all(
        a.startswith("<") or a == b for a, b in zip(parts, concrete, strict=True)
    )
