"""Stop, from every page and at once; and deleting what was answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, owner_of
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.candidates.models import TimelineEntry
from xinqiao.capabilities.candidates.operations import open_link, token_of
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
    phone.post("undo", decision="stopped")
    assert phone.terms().permission == "granted"


def test_after_7_days_only_the_person_can_open_the_door_again(later: Clock) -> None:
    phone = make_phone("permission")
    phone.post("stop")
    later(timedelta(days=8))
    assert "您已经请我们停下" in words_on(phone.get("door"))
    phone.post("undo", decision="stopped")
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


STOPS = [("permission", "stop"), ("begin", "stop"), ("stop", "")]


@pytest.mark.parametrize(("page", "choice"), STOPS)
def test_every_stop_deletes_each_answer_that_was_not_shared(page: str, choice: str) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="keep_private")
    second = other_link(phone)
    assert "已经停下" in words_on(second.post(page, choice=choice))
    assert phone.terms().permission == "stopped"
    assert phone.filling() is None


@pytest.mark.parametrize(("page", "choice"), STOPS)
def test_a_stop_in_another_browser_keeps_a_shared_result_and_says_so(page: str, choice: str) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    words = words_on(other_link(phone).post(page, choice=choice))
    assert "分享过的结果" in words
    assert "回答也删除" not in words
    assert phone.terms().permission == "stopped"
    assert phone.filling() is not None
    assert "把回答也删除" in words_on(phone.get("stop"))
    assert "回答已删除" in words_on(phone.post("stop"))
    assert phone.filling() is None
    with scope(phone.workspace.pk):
        assert TimelineEntry.objects.filter(kind="took_back_result").count() == 1


def test_stopping_in_the_browser_that_answered_deletes_a_shared_result_too() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    assert "删除回答，并停止联系" in words_on(phone.get("stop"))
    phone.post("stop")
    assert phone.filling() is None
    with scope(phone.workspace.pk):
        assert not readings_of(phone.candidate)


def test_whoever_got_the_link_passed_on_stops_contact_but_deletes_no_shared_result() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    phone.post("decide", choice="share_result")
    stranger = phone.forwarded()
    words = words_on(stranger.get("stop"))
    assert "结果会保留" in words
    assert "删除回答，并停止联系" not in words
    stranger.post("stop")
    assert phone.terms().permission == "stopped"
    with scope(phone.workspace.pk):
        assert readings_of(phone.candidate)


def other_link(phone: Phone) -> Phone:
    """A further link of the same person, in another browser."""
    with scope(phone.workspace.pk):
        link = open_link(phone.candidate, "permission", by=owner_of(phone.workspace), now=NOW)
        return Phone(phone.workspace, phone.candidate, token_of(link))


def test_deleting_only_the_answers_does_not_say_that_contact_stopped() -> None:
    phone = make_phone(language="en")
    phone.answer(2, 3)
    words = words_on(phone.post("delete_answers"))
    assert "Your answers are deleted." in words
    assert "Stopped" not in words


def test_leaving_shows_an_empty_page_without_sender_or_name() -> None:
    phone = make_phone()
    words = words_on(phone.get("leave"))
    assert "砚川科技" not in words
    assert "沈知遥" not in words
