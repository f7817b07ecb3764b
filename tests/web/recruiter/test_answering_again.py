"""A second answer: when it is proposed, the new link, and the two readings side by side."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.candidate.phone import Phone, words_on
from tests.web.recruiter.desk import Desk, answers, says, words
from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import set_stage
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


def test_a_person_answers_a_second_time_through_a_new_link() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    first = answers(person, now=NOW - timedelta(days=40))
    page = words(desk.get("candidate", person.public_id))
    assert "Answers once more possible now" in page
    assert "After 30 days the last answers no longer serve" in page

    text = desk.post("candidate_copy", person.public_id, "questionnaire", headers=JSON).json()["text"]
    assert "再看一次" in text
    found = re.search(r"/c/(\w+)/", text)
    assert found
    with scope(workspace.pk):
        assert found.group(1) != first.link.public_id
    page = words(desk.get("candidate", person.public_id))
    assert "An invitation is open" in page
    assert "possible now" not in page

    phone = Phone(workspace, person, found.group(1))
    assert "再看" not in words_on(phone.get("door"))
    phone.answer(2, 2, 2, 2, 4)
    phone.post("decide", choice="share_result")
    with scope(workspace.pk):
        assert [(one.total, one.hollow, one.doubtful) for one in readings_of(person)] == [
            (16, False, False),
            (20, False, False),
        ]
    assert "20 ± 4.3" in words(desk.get("candidate", person.public_id))


def test_a_stage_that_ended_is_a_reason_after_a_week() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    answers(person, now=NOW - timedelta(days=12))
    with scope(workspace.pk):
        set_stage(person, "building", by=owner_of(workspace), now=NOW - timedelta(days=5))
    page = words(Desk(owner_of(workspace)).get("candidate", person.public_id))
    assert "from 4 November on" in page
    later = Desk(owner_of(workspace), now=NOW + timedelta(days=2))
    page = words(later.get("candidate", person.public_id))
    assert "possible now Since the last answers the stage has changed" in page


def test_their_pace_a_stop_and_resting_stages_come_first() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    slow, begins, stopped = (make_candidate(workspace, name) for name in ("甲", "乙", "丙"))
    for person in (slow, begins, stopped):
        answers(person, now=NOW - timedelta(days=40))
    with scope(workspace.pk):
        choose_reach(begins, Reach(pace="only_when_i_ask"), now=NOW)
        set_stage(slow, "paused", by=owner_of(workspace), now=NOW)
    says(stopped, "stopped")
    assert "they begin, or nobody does" in words(desk.get("candidate", begins.public_id))
    assert "Not while the stage is paused" in words(desk.get("candidate", slow.public_id))
    assert "Answers once more" not in words(desk.get("candidate", stopped.public_id))
    assert desk.post("candidate_copy", stopped.public_id, "questionnaire", headers=JSON).status_code == 409


def test_what_no_button_offers_the_send_check_refuses() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    person = make_candidate(workspace)
    answers(person, now=NOW - timedelta(days=5))

    def copied(**later: int) -> tuple[int, str]:
        desk = Desk(owner, now=NOW + timedelta(**later))
        answer = desk.post("candidate_copy", person.public_id, "questionnaire", headers=JSON)
        return answer.status_code, answer.json()["reason"]

    status, reason = copied()
    assert status == 409
    assert "Too soon to ask for answers once more" in reason
    assert "From 4 Nov" in reason
    assert copied(days=2) == (200, "")
    # The same ask within the hour; a day later it would be a reminder.
    assert copied(days=2, minutes=30)[0] == 200
    assert copied(days=3)[0] == 409
    # A colleague who may not see that there are answers is told of none either: to them the question is still open.
    other = Desk(make_member(workspace), now=NOW + timedelta(days=3))
    refused = other.post("candidate_copy", person.public_id, "questionnaire", headers=JSON)
    assert "Something is already asked of them" in refused.json()["reason"]


def test_who_may_not_see_the_score_learns_nothing_of_earlier_answers() -> None:
    workspace = make_workspace()
    person: Candidate = make_candidate(workspace)
    answers(person, now=NOW - timedelta(days=40))
    other = Desk(make_member(workspace))
    assert "Answers once more" not in words(other.get("candidate", person.public_id))
    assert (
        "再看一次" not in other.post("candidate_copy", person.public_id, "questionnaire", headers=JSON).json()["text"]
    )


def test_answers_nobody_shared_count_for_no_plan() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    answers(person, now=NOW - timedelta(days=40), decision="private")
    assert "Answers once more" not in words(desk.get("candidate", person.public_id))
