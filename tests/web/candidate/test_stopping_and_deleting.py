"""Stop, from every page and at once; and deleting what was answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, make_phone, words_on
from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.candidates.models import TimelineEntry
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def test_looking_at_the_stop_page_stops_nothing() -> None:
    phone = make_phone()
    assert "停止联系" in words_on(phone.get("stop"))
    assert phone.terms().permission == "granted"


def test_a_stop_is_one_tap_and_deletes_the_answers() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    assert "删除回答，并停止联系" in words_on(phone.get("stop"))
    assert "已经停下" in words_on(phone.post("stop"))
    assert phone.filling() is None
    with scope(phone.workspace.pk):
        assert ConsentEvent.objects.filter(decision="stopped", text_version="stop-1").count() == 1


def test_after_a_stop_the_door_is_calm_and_offers_only_the_way_back() -> None:
    phone = make_phone()
    phone.post("stop")
    page = phone.get("door")
    assert "已经停下" in words_on(page)
    assert page.content.decode().count('class="choice"') == 1
    for name in ("questions", "facts", "permission"):
        assert phone.address(name) not in page.content.decode()
    phone.post("undo")
    assert phone.terms().permission == "granted"


def test_after_7_days_only_the_person_can_open_the_door_again(later: Clock) -> None:
    phone = make_phone("permission")
    phone.post("stop")
    later(timedelta(days=8))
    assert "您已经请我们停下" in words_on(phone.get("door"))
    phone.post("undo")
    assert phone.terms().permission == "stopped"
    phone.post("permission", choice="allow")
    assert phone.terms().permission == "granted"


def test_only_the_answers_can_be_deleted() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    page = phone.post("delete_answers")
    assert "没有人看到过" in words_on(page)
    assert phone.filling() is None
    assert phone.terms().permission == "granted"


def test_deleting_a_shared_result_takes_it_from_staff_and_says_so() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    page = phone.post("delete_answers")
    assert "没有人看到过" not in words_on(page)
    assert "团队不再能看到您的结果" in words_on(page)
    with scope(phone.workspace.pk):
        assert not readings_of(phone.candidate)
        assert TimelineEntry.objects.filter(kind="took_back_result").count() == 1


def test_deleting_what_was_not_shared_leaves_no_trace_for_staff() -> None:
    phone = make_phone()
    with scope(phone.workspace.pk):
        before = TimelineEntry.objects.count()
    phone.answer(*KEYED_16)
    phone.post("delete_answers")
    phone.post("delete_answers")
    with scope(phone.workspace.pk):
        assert TimelineEntry.objects.count() == before


def test_answers_can_still_be_deleted_after_a_stop() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("permission", choice="stop")
    page = phone.get("stop")
    assert phone.address("delete_answers") in page.content.decode()
    assert "回答已删除" in words_on(phone.post("delete_answers"))
    assert phone.filling() is None


def test_leaving_shows_an_empty_page_without_sender_or_name() -> None:
    phone = make_phone()
    words = words_on(phone.get("leave"))
    assert "砚川科技" not in words
    assert "沈知遥" not in words
