"""A team of invented people in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOW, make_candidate, make_opening, make_workspace
from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, Sign, TimelineEntry
from xinqiao.capabilities.candidates.queries import sample_count
from xinqiao.capabilities.consent.allowed import PURPOSES
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.capabilities.consent.queries import permission_counts
from xinqiao.capabilities.engagement.queries import totals
from xinqiao.demo.operations import ensure_demo, remove_samples, set_demo_password
from xinqiao.demo.people import invented_people
from xinqiao.demo.queries import demo_owner, demo_workspace
from xinqiao.demo.stories import STORIES
from xinqiao.domain.levels import Level, level_of, level_probabilities
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.content.queries import openings
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def team(django_db_setup: None, django_db_blocker: Any) -> Iterator[Workspace]:
    """Made once: each test's own transaction lies inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert ensure_demo(now=NOW, password="a demo password")
        workspace = demo_workspace()
        assert workspace is not None
        with django_db_blocker.block():
            yield workspace
        transaction.set_rollback(True)


def test_the_people_stand_in_every_state(team: Workspace) -> None:
    with scope(team.pk):
        assert Candidate.objects.filter(is_sample=True).count() == len(STORIES) >= 60
        permissions = set(ContactTerms.objects.values_list("permission", flat=True))
        asked = [len(asks) for asks in ContactTerms.objects.values_list("permission_asks", flat=True)]
        assert permissions == {"none", "granted", "later", "stopped"}
        assert {1, 2} <= set(asked)
        assert Candidate.objects.filter(terms=None).exists()
        assert set(Response.objects.values_list("state", flat=True)) == set(Response.State.values)
        assert ContactTerms.objects.exclude(pace="").exists()
        assert Sign.objects.exists()
        assert TimelineEntry.objects.filter(kind="note").exists()
        assert {"outreach", "building", "validation", "conversion", "joined", "paused"} <= set(
            Candidate.objects.values_list("stage", flat=True)
        )
        assert ConsentEvent.objects.filter(channel="by_hand").exists()
        separate = ConsentEvent.objects.filter(purpose__in=PURPOSES)
        assert set(separate.values_list("purpose", "decision")) == {
            ("recording", "granted"),
            ("voice", "refused"),
            ("stories", "granted"),
        }
        assert separate.values("candidate").distinct().count() == 2
        # Enough of one kind for figures, and a kind that waits for more.
        assert [(one.occasion, one.cards, one.waiting) for one in totals(samples=True)] == [
            ("light_talk", 5, 1),
            ("sharing_session", 0, 2),
        ]


def test_shared_answers_reach_every_level_also_uncertain_and_with_one_missing(team: Workspace) -> None:
    with scope(team.pk):
        shared = Score.objects.filter(scoring_key="tos5-keyed-1", response__state=Response.State.SHARED)
        totals = list(shared.values_list("total", "variance"))
        assert {level_of(total) for total, _ in totals} == set(Level)
        assert any(max(level_probabilities(total, variance).values()) < 0.6 for total, variance in totals)
        assert [score for score in shared if "one_missing" in score.flags]


def test_two_openings_have_fact_sheets_with_a_drawback(team: Workspace) -> None:
    with scope(team.pk):
        rows = openings()
        assert len(rows) == 2
        assert all(row.is_sample and row.drawback and row.pay_range for row in rows)


def test_nothing_lies_in_the_future_and_everything_is_in_order(team: Workspace) -> None:
    with scope(team.pk):
        for person in Candidate.objects.all():
            entries = list(TimelineEntry.objects.filter(candidate=person).order_by("id"))
            assert entries[0].kind == "added"
            assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        for model, field in ((TimelineEntry, "at"), (AuditEntry, "at"), (CandidateLink, "created_at")):
            assert not model.objects.filter(**{f"{field}__gt": NOW}).exists()


def test_making_it_twice_changes_nothing(team: Workspace) -> None:
    assert not ensure_demo(now=NOW + timedelta(days=1), password="another")
    with scope(team.pk):
        assert sample_count() == len(STORIES)


def test_its_owner_can_sign_in_and_reaches_nothing_else(team: Workspace) -> None:
    owner = demo_owner()
    assert owner is not None
    assert owner.check_password("a demo password")
    set_demo_password("quite another one")
    owner.refresh_from_db()
    assert owner.check_password("quite another one")


def test_sample_people_are_in_no_statistic(team: Workspace) -> None:
    with scope(team.pk):
        assert permission_counts() == {}


def test_the_first_steps_are_left_to_the_visitor(team: Workspace) -> None:
    assert Workspace.objects.get(pk=team.pk).first_run == {}


def test_one_act_removes_people_links_and_openings_and_leaves_real_ones(team: Workspace) -> None:
    owner = Member.objects.select_related("user", "workspace").get(workspace=team, role="owner")
    real = make_candidate(team, "真人", email="real@example.test")
    with scope(team.pk):
        told_of = openings()[0]
        Candidate.objects.filter(pk=real.pk).update(opening=told_of)
        assert remove_samples(by=owner, now=NOW) == len(STORIES)
        assert list(Candidate.objects.values_list("display_name", flat=True)) == ["真人"]
        assert list(Opening.objects.values_list("pk", flat=True)) == [told_of.pk]
        assert not Response.objects.exists()
    assert not LinkAddress.objects.filter(workspace_id=team.pk).exists()
    assert not ensure_demo(now=NOW, password="x")


def test_a_real_workspace_called_demo_is_left_alone(team: Workspace) -> None:
    Workspace.objects.filter(pk=team.pk).update(slug="not-a-demo", is_demo=False)
    mine = make_workspace(slug="demo")
    make_opening(mine)
    assert ensure_demo(now=NOW, password="a demo password")
    made = demo_workspace()
    assert made is not None
    assert made.slug != "demo"


def test_the_same_seed_gives_the_same_people_and_nobody_twice() -> None:
    people = invented_people(7, 200)
    assert people == invented_people(7, 200)
    assert people != invented_people(8, 200)
    assert len({person.display_name for person in people}) == 200
    addresses = [person.email for person in people if person.email]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.test") for address in addresses)
    assert all(person.phone.startswith("129 0000 ") for person in people if person.phone)
    assert all(person.email or person.phone for person in people)
