"""The files at the top of the site. None of them needs a database."""

from __future__ import annotations

import pytest
from django.test import Client


def test_nothing_is_for_search_engines() -> None:
    answer = Client().get("/robots.txt")
    assert answer.content.decode() == "User-agent: *\nDisallow: /\n"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "信桥"), ("en", "Xinqiao")])
def test_an_installed_page_has_name_and_icons_in_the_readers_language(language: str, name: str) -> None:
    answer = Client(headers={"Accept-Language": language}).get("/manifest.webmanifest")
    content = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert content["name"] in (name, "Xinqiao")
    assert {icon["sizes"] for icon in content["icons"]} == {"192x192", "512x512"}
    assert all(icon["src"].startswith("/static/img/icon-") for icon in content["icons"])


def test_the_icon_is_found_under_the_name_that_browsers_ask_for() -> None:
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, "/static/img/favicon.ico")
