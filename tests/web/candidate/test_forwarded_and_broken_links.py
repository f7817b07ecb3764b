"""Links that were forwarded, forged, cut off, are past their date or were taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, make_phone, words_on
from xinqiao.capabilities.candidates.operations import revoke_links
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def test_a_forwarded_link_shows_neither_answers_nor_result() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    other = phone.forwarded()
    for name, args in (("door", ()), ("question", (1,)), ("finish", ()), ("result", ())):
        page = other.get(name, *args)
        assert page.status_code == 403
        assert "另一个浏览器" in words_on(page)
        assert "16 分" not in words_on(page)
        assert other.address("stop") in page.content.decode()
        assert other.address("reach") in page.content.decode()


def test_a_forwarded_link_can_neither_answer_nor_decide_nor_delete() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    other = phone.forwarded()
    assert other.post("begin", choice="start").status_code == 403
    assert other.post("question", 3, answer=5).status_code == 403
    assert other.post("decide", choice="share_result").status_code == 403
    other.post("delete_answers")
    filling = phone.filling()
    assert filling is not None
    assert filling.answers == [2, 3, None, None, None]
    assert phone.get("door").redirect_chain[-1][0].startswith(phone.address("question", 3))


def test_the_browsers_secret_is_kept_from_scripts_and_other_links() -> None:
    phone = make_phone()
    phone.post("begin", choice="start")
    cookie = phone.browser.cookies["browser"]
    assert cookie["httponly"]
    assert cookie["path"] == phone.address("door")
    assert cookie["samesite"] == "Lax"
    filling = phone.filling()
    assert filling is not None
    assert cookie.value not in filling.browser_key


@pytest.mark.parametrize("damage", ["cut", "forged", "foreign"])
def test_an_unknown_link_is_404_in_both_languages(damage: str) -> None:
    phone = make_phone()
    token = {
        "cut": phone.token[:-3],
        "forged": phone.token[:-1] + ("A" if phone.token[-1] != "A" else "B"),
        "foreign": phone.token[:15] + ("Z" if phone.token[15] != "Z" else "Y") + phone.token[16:],
    }[damage]
    browser = Client()
    chinese, english = browser.get(f"/c/{token}/"), browser.get(f"/c/{token}/?lang=en")
    assert chinese.status_code == english.status_code == 404
    assert "这个链接打不开" in words_on(chinese)
    assert "This link does not open" in words_on(english)
    assert browser.post(f"/c/{token}/stop/").status_code == 404


def test_after_30_wrong_links_it_asks_to_wait() -> None:
    browser = Client()
    for number in range(30):
        assert browser.get(f"/c/nothing-{number}/").status_code == 404
    refused = browser.get("/c/nothing-31/")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]


@pytest.mark.parametrize(("how", "words"), [("expired", "过期"), ("revoked", "收回")])
def test_an_ended_link_still_offers_pace_and_stop(how: str, words: str, later: Clock) -> None:
    phone = make_phone()
    if how == "expired":
        later(timedelta(days=31))
    else:
        with scope(phone.workspace.pk):
            revoke_links(phone.candidate, by=owner_of(phone.workspace), now=NOW)
    page = phone.get("door")
    assert page.status_code == 410
    assert words in words_on(page)
    assert phone.address("stop") in page.content.decode()
    assert phone.post("begin", choice="start").status_code == 410
    assert phone.get("facts").status_code == 410
    assert phone.get("reach").status_code == 200
    phone.post("reach", pace="monthly")
    assert phone.terms().pace == "monthly"
    assert "已经停下" in words_on(phone.post("stop"))
    assert phone.terms().permission == "stopped"
    assert "已经恢复" in words_on(phone.post("undo", decision="stopped"))
    assert phone.terms().permission == "granted"


def test_one_teams_link_never_shows_another_teams_person() -> None:
    phone = make_phone(name="沈知遥")
    neighbour = make_workspace("别处公司")
    make_candidate(neighbour, name="单若谷")
    words = words_on(phone.get("door")) + words_on(phone.get("held")) + words_on(phone.get("why"))
    assert "单若谷" not in words
    assert "别处公司" not in words


def test_a_link_of_a_team_about_to_be_deleted_still_offers_pace_and_stop() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    phone.workspace.delete_after = NOW + timedelta(days=7)
    phone.workspace.save(update_fields=["delete_after"])
    page = phone.get("door")
    assert page.status_code == 410
    assert phone.address("stop") in page.content.decode()
    assert phone.post("permission", choice="allow").status_code == 410
    phone.post("reach", pace="monthly")
    assert "已经停下" in words_on(phone.post("stop"))
    assert phone.filling() is None
    assert "已经恢复" in words_on(phone.post("undo", decision="stopped"))
    phone.post("stop")
    phone.workspace.delete_after = None
    phone.workspace.save(update_fields=["delete_after"])
    assert (phone.terms().permission, phone.terms().pace) == ("stopped", "monthly")
