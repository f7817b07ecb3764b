"""The permission link: three equal answers, each undoable for 7 days, without an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from tests.factories import make_opening
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import make_phone, words_on
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

CHOICES = [("allow", "granted"), ("later", "later"), ("stop", "stopped")]


def test_it_says_who_asks_from_where_and_how_to_check() -> None:
    phone = make_phone("permission", said="")
    phone.workspace.switchboard = "0571-8888 0000"
    phone.workspace.public_page = "https://yanchuan.example/team"
    phone.workspace.team_name = "平台组"
    phone.workspace.save(update_fields=["switchboard", "public_page", "team_name"])
    words = words_on(phone.get("door"))
    assert "砚川科技 · 平台组" in words
    assert "我是砚川科技的林未" in words
    assert "您公开的职业资料" in words
    assert "0571-8888 0000" in words
    assert "https://yanchuan.example/team" in words
    assert "身份证" in words


def test_the_three_answers_are_equal_buttons() -> None:
    page = make_phone("permission", said="").get("door").content.decode()
    assert page.count('<button class="choice" name="choice"') == 3


@pytest.mark.parametrize(("choice", "state"), CHOICES)
def test_each_choice_is_stored_with_text_and_language_and_can_be_undone(choice: str, state: str) -> None:
    phone = make_phone("permission", said="", language="en")
    page = phone.post("permission", choice=choice)
    assert page.status_code == 200
    assert phone.terms().permission == state
    with scope(phone.workspace.pk):
        event = ConsentEvent.objects.get(candidate=phone.candidate)
        assert (event.text_version, event.language, event.channel) == ("permission-1", "en", "link")
        assert AuditEntry.objects.filter(action=f"consent_{state}", actor_kind="candidate").exists()
    assert "Change my mind" in words_on(page)
    page = phone.post("undo", decision=state)
    assert phone.terms().permission == "none"
    assert "as if you had not chosen" in words_on(page) or "as it was before you stopped" in words_on(page)


@pytest.mark.parametrize(("choice", "state"), CHOICES)
def test_after_7_days_a_choice_cannot_be_undone(choice: str, state: str, later: Clock) -> None:
    phone = make_phone("permission", said="")
    phone.post("permission", choice=choice)
    later(timedelta(days=7, minutes=1))
    assert "改主意" not in words_on(phone.get("door")).replace("7 天内可以改主意", "")
    page = phone.post("undo", decision=state)
    assert "7 天已过" in words_on(page)
    assert phone.terms().permission == state


def test_taking_back_a_yes_never_takes_back_a_stop_from_another_tab() -> None:
    phone = make_phone("permission", said="", language="en")
    offered = phone.post("permission", choice="allow").content.decode()
    assert '<input type="hidden" name="decision" value="granted">' in offered
    phone.post("stop")
    page = phone.post("undo", decision="granted")
    assert phone.terms().permission == "stopped"
    assert "nothing was taken back. What holds now: “Do not contact me again”" in words_on(page)


def test_taking_back_a_stop_never_takes_back_a_newer_yes() -> None:
    phone = make_phone("permission", said="", language="en")
    phone.post("permission", choice="stop")
    phone.post("permission", choice="allow")
    page = phone.post("undo", decision="stopped")
    assert phone.terms().permission == "granted"
    assert "What holds now: “Yes, you may”" in words_on(page)


@pytest.mark.parametrize("decision", ["", "everything"])
def test_an_undo_that_names_no_decision_takes_nothing_back(decision: str) -> None:
    phone = make_phone("permission", said="granted")
    phone.post("undo", decision=decision)
    assert phone.terms().permission == "granted"


def test_the_same_tap_twice_is_one_decision() -> None:
    phone = make_phone("permission", said="")
    phone.post("permission", choice="allow")
    phone.post("permission", choice="allow")
    with scope(phone.workspace.pk):
        assert ConsentEvent.objects.count() == 1
        assert TimelineEntry.objects.filter(kind="said_granted").count() == 1


def test_after_a_yes_pace_and_questions_are_links_of_their_own_choice() -> None:
    phone = make_phone("permission", said="")
    page = phone.post("permission", choice="allow").content.decode()
    for name in ("reach", "questions"):
        assert phone.address(name) in page
    assert "开始，约 1 分钟" in words_on(phone.get("questions"))


@pytest.mark.parametrize("has_opening", [True, False])
def test_facts_are_offered_only_when_there_is_an_opening(has_opening: bool) -> None:
    phone = make_phone("permission", said="")
    opening = make_opening(phone.workspace) if has_opening else None
    with scope(phone.workspace.pk):
        Candidate.objects.filter(pk=phone.candidate.pk).update(opening=opening)
    allowed = phone.post("permission", choice="allow").content.decode()
    introduction = phone.get("questions").content.decode()
    result = phone.answer(2, 3, 3, 4, 4).content.decode()
    for page in (allowed, introduction, result):
        assert (phone.address("facts") in page) == has_opening


def test_after_a_later_the_three_choices_stay_open() -> None:
    phone = make_phone("permission", said="later")
    assert phone.address("permission") in phone.get("door").content.decode()
    assert "您选的是“以后再说”" in words_on(phone.get("permission"))
    phone.post("permission", choice="allow")
    assert phone.terms().permission == "granted"


def test_without_a_yes_a_questionnaire_link_asks_leave_and_nothing_else() -> None:
    phone = make_phone("questionnaire", said="")
    assert "可以联系您吗" in words_on(phone.get("door"))
    assert "可以联系您吗" in words_on(phone.get("questions"))
    assert "可以联系您吗" in words_on(phone.post("begin", choice="start"))
    assert "可以联系您吗" in words_on(phone.post("question", 1, answer=3))
    assert phone.filling() is None


def test_a_choice_that_is_none_of_the_three_changes_nothing() -> None:
    phone = make_phone("permission", said="")
    page = phone.post("permission", choice="everything")
    assert "可以联系您吗" in words_on(page)
    with scope(phone.workspace.pk):
        assert not ConsentEvent.objects.exists()


def test_no_account_no_session_and_no_csrf_cookie_are_needed() -> None:
    phone = make_phone("permission", said="")
    phone.get("door")
    phone.post("permission", choice="allow")
    assert not phone.browser.cookies
    assert not Session.objects.exists()


def test_the_facts_come_with_or_without_answers() -> None:
    phone = make_phone("permission")
    opening = make_opening(phone.workspace)
    with scope(phone.workspace.pk):
        Candidate.objects.filter(pk=phone.candidate.pk).update(opening=opening)
    words = words_on(phone.get("facts"))
    assert "60–85 万元/年" in words
    assert "技术副总裁" in words
    assert "值班较多，每月一周" in words
