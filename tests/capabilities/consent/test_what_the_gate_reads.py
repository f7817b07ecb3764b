"""The send check reads a fixed number of rows and queries, and two records made one keep what held for either."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import says
from xinqiao.capabilities.candidates.models import Candidate, HandOver
from xinqiao.capabilities.candidates.operations import Contact, hand_over, log_contact
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent.between import between_many
from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.domain.send_facts import Rule
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.privacy.merging import merge, unmerge

pytestmark = pytest.mark.django_db


def talked(person: Candidate, outcome: Outcome = Outcome.TALKED, *, days: int = 30) -> None:
    with scope(person.workspace_id):
        contact = Contact("phone", Began.THEM, outcome, NOW - timedelta(days=days))
        log_contact(person, contact, by=person.owner, now=NOW)


def test_one_decision_and_a_whole_page_take_as_many_queries_whatever_happened() -> None:
    workspace = make_workspace()
    owner, colleague = owner_of(workspace), make_member(workspace)
    people = [make_candidate(workspace, f"沈知{name}", email=f"{n}@home.example") for n, name in enumerate("遥远近")]
    counts = []
    for _ in range(2):
        with scope(workspace.pk):
            copy = gate.Copy("questionnaire", "email", by=colleague.pk)
            terms = terms_by_candidate([one.pk for one in people])
            with CaptureQueriesContext(connection) as page:
                between_many(people, terms, by=colleague.pk, now=NOW)
            with CaptureQueriesContext(connection) as one:
                gate.check_copy(people[0], copy, now=NOW)
        counts.append((len(page), len(one)))
        for person in people:
            says(person, "granted", now=NOW - timedelta(days=40))
            for outcome in (Outcome.TALKED, Outcome.WROTE, Outcome.ASKED):
                talked(person, outcome)
            with scope(workspace.pk):
                hand_over(person, colleague, by=owner, now=NOW)
    assert counts == [(4, 7), (4, 7)]


def test_merged_records_keep_contacts_hand_overs_and_what_follows_from_them() -> None:
    workspace = make_workspace()
    owner, colleague, third = owner_of(workspace), make_member(workspace), make_member(workspace)
    keep, other = make_candidate(workspace, "沈知遥"), make_candidate(workspace, "沈知远")
    for person in (keep, other):
        says(person, "granted", now=NOW - timedelta(days=40))
    talked(other)
    with scope(workspace.pk):
        hand_over(other, colleague, by=owner, now=NOW)
        HandOver.objects.filter(candidate=other).update(answer="refused", answered_at=NOW)

        def rule(person: Candidate, by: int) -> Rule | None:
            return gate.check_copy(person, gate.Copy("questionnaire", by=by), now=NOW).rule

        assert (rule(keep, colleague.pk), rule(keep, third.pk)) == (None, None)
        merged = merge(keep, other, by=owner, now=NOW)
        assert (rule(keep, colleague.pk), rule(keep, third.pk)) == (Rule.HANDOVER_REFUSED, Rule.HELD_BY_COLLEAGUE)
        again = unmerge(merged, by=owner, now=NOW)
        assert (rule(keep, third.pk), rule(again, colleague.pk)) == (None, Rule.HANDOVER_REFUSED)
