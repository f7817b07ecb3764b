"""Contacts past the product: logged in a few taps or read off a chat, calls, and what each does at the send check."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.access.addresses import contents_of
from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, says, terms, words
from tests.web.recruiter.people import fresh, untold
from tests.web.recruiter.test_send_check_when_copying import copied, record
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

CHAT = """\
林未 2026/11/2 15:40
知遥您好，玄武湖边那个灰度发布的例子整理好了。
沈知遥 2026/11/2 16:02
谢谢，最近没精力看，过段时间再说
"""


def log(desk: Desk, person: Candidate, outcome: str, **given: str) -> Any:
    data = {"channel": "wechat", "began": "out", "outcome": outcome, "when": "now", **given}
    return desk.post("contact_log", person.public_id, **data)


def test_a_talk_counts_for_the_pace_and_holds_the_person_for_whoever_keeps_them() -> None:
    workspace = make_workspace()
    person, owner, colleague = make_candidate(workspace), owner_of(workspace), make_member(workspace)
    says(person, "granted", now=NOW - timedelta(days=20))
    assert log(Desk(colleague), person, "talked", began="in").status_code == 303
    assert kinds(person)[-1] == "contact_talked"
    assert "A colleague is in contact with them" in copied(colleague, person, "questionnaire")["reason"]
    assert copied(owner, person, "questionnaire")["ok"]
    page = record(colleague, person)
    assert "Held back" in page
    assert "Talked (WeChat)" in page


def test_what_we_began_by_hand_keeps_the_next_request_at_a_distance_until_it_is_taken_back() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    says(person, "granted", now=NOW - timedelta(days=20))
    desk = Desk(owner)
    page = desk.open(log(desk, person, "wrote")["Location"])
    refused = copied(owner, person, "questionnaire")
    assert not refused["ok"]
    assert "From 16 Nov" in refused["reason"]
    desk.submit(desk.undo_of_last_toast(page))
    assert kinds(person)[-1] == "contact_taken_back"
    assert "contact_wrote" not in kinds(person)
    assert copied(owner, person, "questionnaire")["ok"]


def test_another_day_wants_its_date_and_a_stop_holds_at_once() -> None:
    workspace = make_workspace()
    person, desk = make_candidate(workspace), Desk(owner_of(workspace))
    assert log(desk, person, "talked", when="day").status_code == 422
    assert log(desk, person, "talked", when="day", day="2026-11-03").status_code == 422
    assert log(desk, person, "talked", when="day", day="2026-10-30").status_code == 303
    log(desk, person, "stop", note="请不要再联系")
    assert terms(person).permission == "stopped"
    assert "Asked us to stop" in words(desk.get("candidate", person.public_id))
    # Their stop is theirs: no member takes it back.
    assert "data-undo" not in desk.get("candidate", person.public_id).content.decode()


def test_somebody_never_told_gets_no_note_but_a_call_in_which_they_were_told_counts() -> None:
    workspace = make_workspace()
    person, desk = untold(make_candidate(workspace)), Desk(owner_of(workspace))
    assert log(desk, person, "talked", note="聊得不错").status_code == 422
    assert log(desk, person, "talked", channel="phone", note="聊得不错", told="on").status_code == 303
    assert fresh(person).notice_due_at is None
    assert kinds(person)[-2:] == ["told", "contact_talked"]


def test_a_pasted_chat_fills_the_form_and_is_found_nowhere_afterwards(caplog: pytest.LogCaptureFixture) -> None:
    workspace = make_workspace()
    person, desk = make_candidate(workspace), Desk(owner_of(workspace), language="zh-hans")
    page = desk.post("contact_paste", person.public_id, chat=CHAT).content.decode()
    assert "灰度发布" not in page
    assert "1 条" in page
    chosen = [part.split(">")[0] for part in page.split("<input")[1:] if "checked" in part.split(">")[0]]
    assert [part.split('value="')[1].split('"')[0] for part in chosen] == ["wechat", "out", "not_now", "earlier"]
    log(desk, person, "not_now", when="earlier", pasted="True")
    assert "玄武湖" not in repr(contents_of(workspace.pk)) + caplog.text
    assert desk.post("contact_paste", person.public_id, chat="你好").status_code == 422


def test_a_call_asks_the_send_check_first_and_counts_as_the_request_without_a_yes() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace, phone="+86 120 0013 7001"), owner_of(workspace)
    page = words(Desk(owner).post("candidate_call", person.public_id))
    assert "120 0013 7001" in page
    assert "asks for permission" in page
    assert len(terms(person).permission_asks) == 1
    assert kinds(person)[-1] == "call_started"
    # Again within the hour it is the same call; a text a day later is too soon.
    assert Desk(owner, now=NOW + timedelta(minutes=9)).post("candidate_call", person.public_id).status_code == 200
    assert kinds(person).count("call_started") == 1
    assert not copied(owner, person, "permission", now=NOW + timedelta(days=1))["ok"]
    assert Desk(owner, now=NOW + timedelta(days=1)).post("candidate_call", person.public_id).status_code == 409


def test_an_address_that_came_back_is_used_no_more_until_it_works() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace, email="shen@home.example"), owner_of(workspace)
    desk = Desk(owner)
    page = desk.get("candidate", person.public_id).content.decode()
    path = page.split('/came-back/"')[0].split('action="')[-1] + "/came-back/"
    page = desk.open(desk.submit(path)["Location"].split("#")[0])
    assert "what was sent there came back" in words(page)
    assert "does not work" in copied(owner, person, "permission", variant="mail")["reason"]
    with scope(workspace.pk):
        assert ContactPoint.objects.get(candidate=person).dead_at == NOW
    # Saving the record anew leaves it dead.
    desk.submit(desk.undo_of_last_toast(page))
    assert copied(owner, person, "permission", variant="mail")["ok"]


def test_after_a_no_ninety_days_and_a_named_reason_that_stays_on_the_timeline() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    says(person, "granted", now=NOW - timedelta(days=120))
    log(Desk(owner, now=NOW - timedelta(days=100)), person, "no")
    assert "signed reason" in record(owner, person)
    desk = Desk(owner)
    answer = desk.post("candidate_copy", person.public_id, "questionnaire", variant="wechat")
    assert answer.status_code == 409
    assert "Go on for this reason" in words(answer)
    answer = desk.post(
        "candidate_copy", person.public_id, "questionnaire", variant="wechat", reason="他上周说新岗位有变化"
    )
    assert answer.status_code == 200
    assert kinds(person)[-2:] == ["went_on", "questionnaire_invited"]
    assert "他上周说新岗位有变化" in record(owner, person)


def test_the_search_before_logging_finds_people_and_nobody_elses() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "沈知遥", company="云帆科技")
    make_candidate(make_workspace(), "沈知遥二")
    page = words(Desk(owner_of(workspace)).get("contact_find", q="沈知遥"))
    assert "云帆科技" in page
    assert "沈知遥二" not in page
