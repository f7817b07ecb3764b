"""The person's own choice of pace, ways, times and topics; and the card to take away."""

from __future__ import annotations

import pytest

from tests.web.candidate.phone import make_phone, words_on

pytestmark = pytest.mark.django_db

CHOICE = {
    "pace": "monthly",
    "channels": ["email", "wechat"],
    "day_parts": ["weekday_evening"],
    "topics": ["team"],
    "reach_note": "请先发文字。",
}


def test_the_choice_holds_at_once_and_is_shown_again() -> None:
    phone = make_phone()
    page = phone.post("reach", **CHOICE)
    assert "已经存好" in words_on(page)
    terms = phone.terms()
    assert (terms.pace, terms.channels, terms.reach_note) == ("monthly", ["email", "wechat"], "请先发文字。")
    html = page.content.decode()
    assert 'value="monthly" checked' in html
    assert html.count(" checked") == 5


def test_everything_may_stay_empty() -> None:
    phone = make_phone()
    assert "已经存好" in words_on(phone.post("reach"))
    assert phone.terms().pace == ""


def test_too_long_a_line_is_said_and_nothing_typed_is_lost() -> None:
    phone = make_phone()
    page = phone.post("reach", **{**CHOICE, "reach_note": "好" * 301})
    assert page.status_code == 422
    assert "300 个字" in words_on(page)
    assert "好" * 301 in words_on(page)
    assert 'value="monthly" checked' in page.content.decode()
    assert phone.terms().pace == ""


def test_a_pace_that_is_none_of_ours_is_refused() -> None:
    phone = make_phone()
    assert phone.post("reach", pace="hourly").status_code == 422
    assert phone.terms().pace == ""


def test_the_card_is_portable_plain_text_in_the_pages_language() -> None:
    phone = make_phone()
    phone.post("reach", **CHOICE)
    card = phone.get("reach_text")
    assert card.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in card.headers["Content-Disposition"]
    lines = card.content.decode().splitlines()
    assert lines[0] == "怎样联系我：沈知遥"
    assert "多久联系一次：每月一次" in lines
    assert "可以用什么找我：邮件，微信" in lines
    assert "请先发文字。" in lines
    assert "How often: Once a month" in phone.get("reach_text", lang="en").content.decode()


def test_without_a_choice_there_is_no_card_yet() -> None:
    phone = make_phone()
    assert phone.get("reach_text").redirect_chain[-1][0] == phone.address("reach")
