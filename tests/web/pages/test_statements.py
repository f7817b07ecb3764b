"""Each team's privacy and accessibility statements: public, with its names; nobody can guess which teams there are."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.candidate.phone import make_phone, words_on
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.team_address import team_mark

pytestmark = pytest.mark.django_db
NAMES = ("privacy", "accessibility")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_of_a_person_leads_to_both_with_the_teams_own_names(language: str) -> None:
    phone = make_phone(language=language)
    phone.workspace.switchboard, phone.workspace.icp_number = "0571-8888 0000", "浙ICP备示例号"
    phone.workspace.save()
    held = phone.get("held").content.decode()
    for name in NAMES:
        address = f"/about/{team_mark(phone.workspace.slug)}/{name}/"
        assert f"{address}?lang={language}" in held
        page = Client().get(address, {"lang": language})
        words = words_on(page)
        assert "砚川科技" in words
        assert "0571-8888 0000" in words
        assert "浙ICP备示例号" in words
        assert "{" not in words
        assert playbook().forbidden_words.found_in(words) == ()


def test_nobody_can_guess_a_team() -> None:
    slug = make_phone().workspace.slug
    for mark in (slug, f"{slug}~x", team_mark("nobody")):
        assert [Client().get(f"/about/{mark}/{name}/").status_code for name in NAMES] == [404, 404]


def test_titles_and_previews_name_neither_person_nor_team() -> None:
    phone = make_phone()
    for name in ("door", "held", "reach", "code", "stop", "why"):
        head = phone.get(name).content.decode().split("</head>")[0]
        assert 'property="og:title"' in head, name
        assert not [word for word in ("砚川科技", "沈知遥", "林未") if word in head], name


def test_a_way_out_is_on_every_page() -> None:
    phone = make_phone()
    for name in ("door", "held", "reach", "code", "stop", "why", "promised", "facts"):
        assert f'data-leave="{phone.address("leave")}"' in phone.get(name).content.decode(), name
