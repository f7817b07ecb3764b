"""The result goes to the person first; staff see only what was shared, and only while it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from xinqiao.capabilities.assessments.queries import answered_recently, readings_of
from xinqiao.capabilities.assessments.standings import newest_of
from xinqiao.capabilities.candidates.models import TimelineEntry
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def seen_by_staff(phone: Phone) -> bool:
    with scope(phone.workspace.pk):
        readings = bool(readings_of(phone.candidate))
        assert readings == bool(newest_of([phone.candidate.pk]))
        assert readings == bool(answered_recently(since=phone.candidate.created_at))
        return readings


def kinds(phone: Phone) -> list[str]:
    with scope(phone.workspace.pk):
        return list(TimelineEntry.objects.order_by("id").values_list("kind", flat=True))


def state(phone: Phone) -> str:
    filling = phone.filling()
    assert filling is not None
    return filling.state


def test_the_words_are_kind_and_the_percentages_add_up_to_100() -> None:
    phone = make_phone()
    words = words_on(phone.answer(*KEYED_16))
    assert "最像“先看再试”" in words
    assert "12 到 20 之间" in words
    assert (
        sum(int(share) for share in re.findall(r"试 (\d+) %|解 (\d+) %|急 (\d+) %", words) for share in share if share)
        == 100
    )
    assert "至少隔" in words
    assert "还没有人看到您的回答" in words


@pytest.mark.parametrize(("answers", "total"), [((1, 1, 1, 1, 5), "25"), ((5, 5, 5, 5, 1), "5"), (KEYED_16, "16")])
def test_every_total_is_shown_as_a_plain_number(answers: tuple[int, ...], total: str) -> None:
    assert f"{total} 分（5 到 25）" in words_on(make_phone().answer(*answers))


def test_the_three_choices_are_equal_and_say_what_follows() -> None:
    page = make_phone().answer(*KEYED_16).content.decode()
    assert page.count('<button class="choice" name="choice"') == 3
    assert page.count('aria-describedby="what-') == 3


def test_until_they_decide_staff_see_nothing_not_even_that_it_happened() -> None:
    phone = make_phone()
    before = kinds(phone)
    phone.answer(*KEYED_16)
    assert not seen_by_staff(phone)
    assert kinds(phone) == before


def test_sharing_shows_the_reading_and_notes_it_on_the_timeline() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    page = phone.post("decide", choice="share_result")
    assert "已经分享" in words_on(page)
    assert seen_by_staff(phone)
    assert kinds(phone)[-1] == "shared_result"


@pytest.mark.parametrize(
    ("choice", "stored", "words"),
    [("contact_only", "contact_only", "只告诉怎样联系"), ("keep_private", "private", "只有您知道")],
)
def test_what_is_not_shared_stays_invisible_but_visible_to_the_person(choice: str, stored: str, words: str) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    page = phone.post("decide", choice=choice)
    assert words in words_on(page)
    assert "16 分" in words_on(page)
    assert state(phone) == stored
    assert not seen_by_staff(phone)


def test_sharing_only_the_way_before_choosing_one_leads_to_the_card() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    words = words_on(phone.post("decide", choice="contact_only"))
    assert "先选一下怎样联系您" in words
    assert "按您选的节奏" not in words
    phone.post("reach", pace="monthly", channels=["email"])
    words = words_on(phone.get("result"))
    assert "先选一下怎样联系您" not in words
    assert "按您选的节奏" in words


@pytest.mark.parametrize(("pace", "line"), [("monthly", "至少隔 30 天"), ("only_when_i_ask", "等您开口")])
def test_a_pace_of_their_own_stands_in_place_of_ours(pace: str, line: str) -> None:
    phone = make_phone()
    phone.post("reach", pace=pace)
    words = words_on(phone.answer(*KEYED_16))
    assert line in words
    assert "至少隔 7 天" not in words


def test_sharing_can_be_taken_back_and_given_again() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    page = phone.post("decide", choice="keep_private")
    assert "没有人能看到您的结果" in words_on(page)
    assert not seen_by_staff(phone)
    assert kinds(phone)[-1] == "took_back_result"
    phone.post("decide", choice="share_result")
    assert seen_by_staff(phone)


def test_the_same_choice_twice_is_one_entry() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    phone.post("decide", choice="share_result")
    assert kinds(phone).count("shared_result") == 1


@pytest.mark.parametrize("choice", ["", "keep_private", "contact_only"])
def test_what_is_not_shared_is_deleted_after_7_days_by_the_schedule(choice: str, later: Clock) -> None:
    cache.clear()
    phone = make_phone()
    phone.answer(*KEYED_16)
    if choice:
        phone.post("decide", choice=choice)
    run_schedule(later(timedelta(days=6, hours=23)))
    assert phone.filling() is not None
    run_schedule(later(timedelta(days=7, hours=2)))
    assert phone.filling() is None
    assert "开始，约 1 分钟" in words_on(phone.get("door"))


def test_what_is_shared_outlives_the_7_days(later: Clock) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    run_schedule(later(timedelta(days=8)))
    assert seen_by_staff(phone)


def test_half_an_answer_is_deleted_after_7_days_too(later: Clock) -> None:
    phone = make_phone()
    phone.answer(2, 3)
    run_schedule(later(timedelta(days=7, hours=2)))
    assert phone.filling() is None


def test_deciding_before_the_end_or_nonsense_changes_nothing() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    phone.post("decide", choice="share_result")
    phone.post("decide", choice="keep_private")
    assert state(phone) == "draft"
    for item, answer in enumerate(KEYED_16[2:], start=3):
        phone.post("question", item, answer=answer)
    phone.post("decide", choice="publish")
    assert state(phone) == "answered"


def run_schedule(now: object) -> None:
    """Everything that the schedule makes due at that moment."""
    worker = Worker(clock=lambda: now)  # type: ignore[arg-type,return-value]
    while worker.run_once():
        pass
