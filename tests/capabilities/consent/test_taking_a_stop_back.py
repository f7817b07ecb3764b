"""A stop taken back brings the former yes back, and is no new yes: it lifts nothing that was said before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_workspace
from tests.web.recruiter.desk import says
from xinqiao.capabilities.candidates.operations import Contact, log_contact
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent.operations import undo_decision
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.domain.send_facts import Rule
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "rule"),
    [(Outcome.NO, Rule.AFTER_A_NO), (Outcome.TALKED, Rule.TOO_SOON), (Outcome.WROTE, Rule.OPEN_ASK)],
)
def test_what_held_before_a_stop_holds_after_its_undo(outcome: Outcome, rule: Rule) -> None:
    person = make_candidate(make_workspace())
    says(person, "granted", now=NOW - timedelta(days=40))
    with scope(person.workspace_id):
        yesterday = NOW - timedelta(days=1)
        log_contact(person, Contact("phone", Began.US, outcome, yesterday), by=person.owner, now=yesterday)

        def holds() -> Rule | None:
            return gate.check_copy(person, gate.Copy("questionnaire", by=person.owner_id), now=NOW).rule

        assert holds() is rule
        says(person, "stopped", now=NOW - timedelta(hours=2))
        assert holds() is Rule.STOPPED
        undo_decision(person, expected="stopped", language="en", now=NOW - timedelta(hours=1))
        assert holds() is rule
