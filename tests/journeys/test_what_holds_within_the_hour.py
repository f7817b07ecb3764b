"""A text copied again, or a second call, within the hour is the same ask; whatever else holds still holds for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import answers, says
from xinqiao.capabilities.candidates.models import Candidate, HandOver
from xinqiao.capabilities.candidates.operations import Contact, answer_hand_over, hand_over, open_link
from xinqiao.capabilities.consent import gate
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.domain.send_facts import Rule
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.journeys.contacts import log, start_call
from xinqiao.journeys.steps import hand_out_link

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=20)


def granted() -> tuple[Candidate, Member, Member]:
    workspace = make_workspace()
    person = make_candidate(workspace, email="shen@home.example")
    says(person, "granted", now=NOW - timedelta(days=40))
    return person, owner_of(workspace), make_member(workspace)


def logged(person: Candidate, outcome: Outcome, *, at: timedelta = SOON / 2) -> None:
    log(person, Contact("phone", Began.US, outcome, NOW + at), proof="", by=person.owner, now=NOW + at)


def rule_of(person: Candidate, by: Member, *, door: str, after: timedelta = SOON) -> Rule | None:
    try:
        if door == "call":
            start_call(person, by=by, now=NOW + after)
        else:
            hand_out_link(person, door, by=by, now=NOW + after)
    except gate.Refused as refused:
        return refused.decision.rule
    return None


@pytest.mark.parametrize("door", ["call", "questionnaire"])
def test_a_no_said_meanwhile_holds(door: str) -> None:
    person, owner, _ = granted()
    with scope(person.workspace_id):
        assert rule_of(person, owner, door=door, after=timedelta()) is None
        assert rule_of(person, owner, door=door, after=SOON / 3) is None
        logged(person, Outcome.NO)
        assert rule_of(person, owner, door=door) is Rule.AFTER_A_NO


@pytest.mark.parametrize("door", ["call", "questionnaire"])
def test_whoever_does_not_keep_the_relationship_gets_no_second_try(door: str) -> None:
    person, owner, colleague = granted()
    with scope(person.workspace_id):
        logged(person, Outcome.TALKED, at=timedelta(days=-30))
        assert rule_of(person, owner, door=door, after=timedelta()) is None
        assert rule_of(person, colleague, door=door) is Rule.HELD_BY_COLLEAGUE
        hand_over(person, colleague, by=owner, now=NOW)
        answer_hand_over(HandOver.objects.get(), "refused", now=NOW)
        assert rule_of(person, colleague, door=door) is Rule.HANDOVER_REFUSED
        assert rule_of(person, owner, door=door) is None


@pytest.mark.parametrize("door", ["call", "questionnaire", "permission"])
def test_the_evening_comes_all_the_same(door: str) -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    if door != "permission":
        says(person, "granted", now=NOW - timedelta(days=40))
    with scope(workspace.pk):
        # 19:55 where they live; their day ends at 20:00.
        assert rule_of(person, owner, door=door, after=timedelta(hours=2, minutes=55)) is None
        assert rule_of(person, owner, door=door, after=timedelta(hours=3, minutes=5)) is Rule.NOT_THEIR_DAYTIME


def test_a_second_call_does_not_take_another_request_off_the_count() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    with scope(workspace.pk):
        assert rule_of(person, owner, door="call", after=timedelta()) is None
        logged(person, Outcome.NOT_NOW)
        assert rule_of(person, owner, door="call") is Rule.REMINDER_TOO_SOON


def test_whoever_answered_within_the_hour_is_not_asked_once_more() -> None:
    person, owner, _ = granted()
    with scope(person.workspace_id):
        assert rule_of(person, owner, door="questionnaire", after=timedelta()) is None
    answers(person, now=NOW + SOON / 2)
    with scope(person.workspace_id):
        assert rule_of(person, owner, door="questionnaire") in (Rule.TOO_SOON, Rule.ANSWERED_LATELY)


def test_a_second_copy_leads_to_the_same_link_for_whoever_may_not_know_of_answers() -> None:
    person, owner, colleague = granted()
    with scope(person.workspace_id):
        first = hand_out_link(person, "questionnaire", by=colleague, now=NOW)
    answers(person, now=NOW + SOON / 2)
    with scope(person.workspace_id):
        assert hand_out_link(person, "questionnaire", by=colleague, now=NOW + SOON).token == first.token
        assert open_link(person, "questionnaire", by=owner, now=NOW + SOON).pk != first.link.pk
