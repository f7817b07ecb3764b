"""The person's own answers over time: theirs in the browser that gave them, nobody else's, and to take along."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.factories import owner_of
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from xinqiao.capabilities.candidates.operations import open_link, token_of
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

# Keyed: 24 - 16 + 2 = 10.
KEYED_10 = (4, 4, 4, 4, 2)


def next_link(phone: Phone, *, now: datetime, browser: Any = None) -> Phone:
    """A further questionnaire link of the same person, opened in the same browser unless said otherwise."""
    with scope(phone.workspace.pk):
        link = open_link(phone.candidate, "questionnaire", by=owner_of(phone.workspace), now=now)
    other = Phone(phone.workspace, phone.candidate, token_of(link))
    other.browser = browser or phone.browser
    return other


def answered_again(phone: Phone, later: Clock, *given: tuple[int, ...], choice: str = "share_result") -> Phone:
    """A first answer of 16, then these, five weeks apart, each behind a link of its own."""
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    for number, one in enumerate(given, start=1):
        phone = next_link(phone, now=later(timedelta(days=35 * number)))
        phone.answer(*one)
        phone.post("decide", choice=choice)
    return phone


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("zh-hans", "目前只有一次回答", "两次回答相差 6 分，比偶然常有的差别大"),
        ("en", "One answer so far", "6 points apart"),
    ],
)
def test_it_says_in_kind_words_what_the_answers_carry(language: str, first: str, second: str, later: Clock) -> None:
    phone = make_phone(language=language)
    phone.answer(*KEYED_16)
    assert phone.address("answers") in phone.get("result").content.decode()
    page = phone.get("answers")
    assert first in words_on(page)
    assert page.content.decode().count("curve-bar") == 1
    phone = next_link(phone, now=later(timedelta(days=35)))
    phone.browser.cookies["django_language"] = language
    phone.answer(*KEYED_10)
    page = phone.get("answers")
    assert second in words_on(page)
    assert "curve-line" not in page.content.decode()


def test_three_answers_have_a_line_and_say_who_can_see_each(later: Clock) -> None:
    phone = answered_again(make_phone(), later, KEYED_10, KEYED_10, choice="keep_private")
    page = phone.get("answers")
    body = page.content.decode()
    assert body.count("curve-bar") == 3
    assert 'class="curve-line"' in body
    # Where it happened is less likely than not, so no two days are named.
    assert "这段时间里，您的回答低了 6 分" in words_on(page)
    assert "节奏由您定" in words_on(page)
    # Newest first; what was not shared says when it goes. The first came in November.
    lines = body.split('<ul class="rows">')[1].split("</ul>")[0].split("</li>")
    assert ["没有分享" in line for line in lines[:3]] == [True, True, False]
    assert "1 月 18 日删除" in lines[0]
    assert "您已分享" in lines[2]


def test_they_can_take_a_table_and_the_drawing_along(later: Clock) -> None:
    phone = answered_again(make_phone(), later, KEYED_10)
    table = phone.get("answers_table")
    assert table["Content-Disposition"] == 'attachment; filename="answers.csv"'
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert rows == [
        ["日期", "分数", "大约从", "大约到", "已分享"],
        ["2026-11-02", "16", "11.7", "20.3", "是"],
        ["2026-12-07", "10", "5.7", "14.3", "是"],
    ]
    drawing = phone.get("answers_drawing")
    assert drawing["Content-Disposition"] == 'attachment; filename="answers.svg"'
    picture = ElementTree.fromstring(drawing.content)
    assert len(picture.findall(".//{*}g[@class='curve-mark']")) == 2
    assert "两次回答相差 6 分" in drawing.content.decode()


def test_a_forwarded_link_shows_none_of_it(later: Clock) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    for name in ("answers", "answers_table", "answers_drawing"):
        assert phone.forwarded().get(name).status_code == 403
    # A link that somebody else opens and answers shows what they answered themselves, and nothing earlier.
    stranger = next_link(phone, now=later(timedelta(days=35)), browser=phone.forwarded().browser)
    stranger.answer(*KEYED_10)
    page = stranger.get("answers")
    assert page.content.decode().count("curve-bar") == 1
    assert "16" not in words_on(page).split("逐次查看")[1].split("这里是您")[0]
    table = stranger.get("answers_table").content.decode()
    assert "2026-12-07" in table
    assert "2026-11-02" not in table


def test_the_cookie_that_joins_their_links_names_nobody_and_goes_with_a_stop() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    (name,) = [name for name in phone.browser.cookies if name.startswith("own-")]
    cookie = phone.browser.cookies[name]
    assert phone.candidate.public_id not in name
    assert cookie["httponly"]
    assert cookie["path"] == "/c/"
    other = make_phone(workspace=phone.workspace, name="程一")
    other.browser = phone.browser
    other.answer(*KEYED_10)
    assert other.get("answers").content.decode().count("curve-bar") == 1
    assert len([one for one in phone.browser.cookies if one.startswith("own-")]) == 2
    phone.post("stop")
    assert phone.browser.cookies[name].value == ""


def test_without_answers_or_without_a_result_it_leads_on() -> None:
    fresh = make_phone()
    assert fresh.browser.get(fresh.address("answers")).headers["Location"] == fresh.address("door")
    half = make_phone()
    half.answer(2, 3)
    assert half.browser.get(half.address("answers")).headers["Location"] == half.address("door")
    skipped = make_phone()
    skipped.answer(2, None, 3, None, 4)
    skipped.finish()
    assert skipped.browser.get(skipped.address("answers")).headers["Location"] == skipped.address("result")
    assert skipped.address("answers") not in skipped.get("result").content.decode()


def test_the_number_of_queries_does_not_grow_with_answers(later: Clock, django_assert_max_num_queries: Any) -> None:
    def asked(phone: Phone) -> int:
        # PostgreSQL is told of the transaction and the team besides.
        with django_assert_max_num_queries(7) as seen:
            assert phone.browser.get(phone.address("answers")).status_code == 200
        return len(seen.captured_queries)

    few = make_phone()
    few.answer(*KEYED_16)
    first = asked(few)
    assert asked(answered_again(make_phone(), later, KEYED_10, KEYED_16, KEYED_10)) == first
