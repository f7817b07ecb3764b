"""After an interview nothing leaves by any door for 24 hours; only they begin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.recruiter.desk import says
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.candidates.operations import Contact, take_back_contact
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.promises.operations import Given, make
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.domain.send_facts import Decision, Instead, Rule
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys.contacts import log, start_call
from xinqiao.journeys.promises import hand_out_promises
from xinqiao.journeys.steps import hand_out_card, hand_out_link
from xinqiao.privacy.merging import merge

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def card(person: Candidate, now: datetime) -> None:
    day = date(2026, 10, 30)
    hand_out_card(person, "light_talk", happened_on=day, zone="Asia/Shanghai", by=person.owner, now=now)


DOORS: dict[str, Callable[[Candidate, datetime], object]] = {
    "questionnaire": lambda person, now: hand_out_link(person, "questionnaire", by=person.owner, now=now),
    "call": lambda person, now: start_call(person, by=person.owner, now=now),
    "card": card,
    "promises": lambda person, now: hand_out_promises(person, by=person.owner, now=now),
}


def granted() -> Candidate:
    person = make_candidate(make_workspace())
    says(person, "granted", now=NOW - timedelta(days=40))
    return person


def interviewed(person: Candidate, *, ago: timedelta = timedelta(hours=1)) -> TimelineEntry:
    contact = Contact("phone", Began.THEM, Outcome.INTERVIEWED, NOW - ago)
    return log(person, contact, proof="", by=person.owner, now=NOW)


def refused_by(person: Candidate, door: str, *, now: datetime = NOW) -> Decision | None:
    try:
        DOORS[door](person, now)
    except gate.Refused as refused:
        return refused.decision
    return None


@pytest.mark.parametrize("door", DOORS)
def test_every_door_waits_for_the_end_of_the_quiet_day_unless_the_interview_is_taken_back(door: str) -> None:
    person = granted()
    with scope(person.workspace_id):
        make(person, Given("反馈面谈结果", date(2026, 11, 20)), owner=person.owner, by=person.owner, now=NOW)
        entry = interviewed(person)
        instead = Instead.LEAVE_IT_IN_THE_PORTAL if door == "promises" else Instead.ANSWER_IF_THEY_WRITE
        assert refused_by(person, door) == Decision(False, Rule.QUIET_DAY, entry.at + DAY, instead)
        if door == "call":
            take_back_contact(entry, by=person.owner, now=NOW)
            assert refused_by(person, door) is None
        else:
            assert refused_by(person, door, now=NOW + DAY) is None


def test_of_two_records_the_later_quiet_day_holds() -> None:
    workspace = make_workspace()
    keep, other = make_candidate(workspace, "沈知遥"), make_candidate(workspace, "沈知远")
    for person in (keep, other):
        says(person, "granted", now=NOW - timedelta(days=40))
    with scope(workspace.pk):
        interviewed(keep, ago=timedelta(hours=20))
        later = interviewed(other).at
        merge(keep, other, by=owner_of(workspace), now=NOW)
        decision = refused_by(keep, "questionnaire")
        assert decision is not None
        assert (decision.rule, decision.until) == (Rule.QUIET_DAY, later + DAY)
