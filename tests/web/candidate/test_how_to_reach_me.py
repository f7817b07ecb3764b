"""The person's own choice of pace, ways, times and topics; and the card to take away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import NOW, owner_of
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import make_phone, words_on
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.consent import gate
from xinqiao.domain.send_facts import Rule
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys.steps import hand_out_link

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
    assert 'value="monthly" aria-pressed="true"' in html
    assert html.count(" checked") == 4


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
    assert 'value="team" checked' in page.content.decode()
    assert phone.terms().topics == []


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


def test_a_pace_is_one_tap_leaves_the_rest_and_can_be_taken_back_for_7_days(later: Clock) -> None:
    phone = make_phone()
    phone.post("reach", **CHOICE)
    page = phone.post("pick_pace", pace="quarterly")
    assert 'value="quarterly" aria-pressed="true"' in page.content.decode()
    assert (phone.terms().pace, phone.terms().channels) == ("quarterly", ["email", "wechat"])
    assert "已经改回" in words_on(phone.post("undo_reach"))
    assert (phone.terms().pace, phone.terms().channels) == ("monthly", ["email", "wechat"])
    assert "没有可以改回" in words_on(phone.post("undo_reach"))
    phone.post("pick_pace", pace="weekly")
    later(timedelta(days=7))
    phone.post("undo_reach")
    assert phone.terms().pace == "weekly"


@pytest.mark.parametrize(
    ("months", "day"), [(1, "2026 年 12 月 2 日"), (3, "2027 年 2 月 2 日"), (6, "2027 年 5 月 2 日")]
)
def test_a_pause_holds_asks_back_until_its_day_or_until_they_end_it(months: int, day: str, later: Clock) -> None:
    phone = make_phone()
    page = phone.post("pause", months=months)
    assert day in words_on(page)
    owner = owner_of(phone.workspace)
    with scope(phone.workspace.pk):
        person = Candidate.objects.get(pk=phone.candidate.pk)
        with pytest.raises(gate.Refused) as refused:
            hand_out_link(person, "questionnaire", by=owner, now=later(timedelta()))
        assert refused.value.decision.rule == Rule.PAUSED
        gate.require_word(person, now=later(timedelta()))
    assert "已经恢复" in words_on(phone.post("resume"))
    with scope(phone.workspace.pk):
        assert hand_out_link(person, "questionnaire", by=owner, now=later(timedelta())).token
    assert "没有在歇" in words_on(phone.post("resume"))


def test_hours_days_and_zone_hold_for_the_next_copy() -> None:
    phone = make_phone()
    phone.post("reach", hours_from="8", hours_to="10", excluded_weekdays=["0"], time_zone="Europe/London")
    owner = owner_of(phone.workspace)
    with scope(phone.workspace.pk):
        person = Candidate.objects.get(pk=phone.candidate.pk)
        # A Monday, 09:00 in London: the hour is theirs, the day is not.
        with pytest.raises(gate.Refused) as refused:
            hand_out_link(person, "questionnaire", by=owner, now=NOW)
        assert refused.value.decision.until == datetime(2026, 11, 3, 8, tzinfo=UTC)
        assert TimelineEntry.objects.filter(candidate=person, kind="corrected").exists()
    phone.post("undo_reach")
    with scope(phone.workspace.pk):
        assert Candidate.objects.get(pk=phone.candidate.pk).time_zone == ""


@pytest.mark.parametrize(
    "choice",
    [
        {"hours_from": "9"},
        {"hours_from": "12", "hours_to": "9"},
        {"hours_from": "9", "hours_to": "12", "day_parts": ["weekday_evening"]},
        {"excluded_weekdays": list("0123456")},
        {"excluded_weekdays": ["5", "6"], "day_parts": ["weekend_day"]},
    ],
)
def test_hours_that_cannot_be_are_said_and_not_stored(choice: dict[str, object]) -> None:
    phone = make_phone()
    assert phone.post("reach", **choice).status_code == 422
    assert phone.terms().chosen_at is None
