"""The law that a team works under: chosen by its owner, for what begins from then on, never for what holds already."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.access.addresses import contents_of
from tests.factories import make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, says, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import PersonFacts, add_candidate
from xinqiao.capabilities.consent import restriction, separate
from xinqiao.domain.separate_consents import Purpose
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
FEBRUARY = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def form(workspace: Workspace, **values: Any) -> dict[str, Any]:
    required = {"display_name": "顾言", "language": "zh-hans", "source": "own_contact"}
    return {**required, "legal_basis": "legitimate_interest", "owner": owner_of(workspace).public_id, **values}


def test_the_owner_alone_switches_and_can_switch_back(workspace: Workspace) -> None:
    desk = Desk(owner_of(workspace))
    page = words(desk.get("law"))
    assert "In force: China (PIPL)" in page
    assert "PIPL art. 23" in page
    assert desk.post("law_switch", "eu").status_code == 303
    page = desk.get("law")
    assert "In force: European Union (GDPR)" in words(page)
    assert "put the team under another law" in words(desk.get("audit"))
    desk.submit(desk.undo_of_last_toast(page))
    assert "In force: China (PIPL)" in words(desk.get("law"))
    assert desk.post("law_switch", "mars").status_code == 404
    for role in (Role.ADMIN, Role.RECRUITER):
        member = Desk(make_member(workspace, role))
        assert (member.get("law").status_code, member.post("law_switch", "eu").status_code) == (403, 403)


def test_new_records_begin_on_a_ground_that_the_law_knows(workspace: Workspace) -> None:
    desk = Desk(owner_of(workspace))
    assert desk.post("candidate_add", **form(workspace)).status_code == 422
    public = make_candidate(workspace)
    desk.post("law_switch", "eu")
    assert desk.post("candidate_add", **form(workspace)).status_code == 302
    refused = desk.post("candidate_add", **form(workspace, display_name="林一", legal_basis="lawfully_public"))
    assert refused.status_code == 422
    # Who is here keeps theirs, also through a change of the record.
    page = desk.get("candidate_edit", public.public_id).content.decode()
    assert '<option value="lawfully_public" selected' in page


def test_a_switch_touches_nothing_that_holds_for_somebody(workspace: Workspace) -> None:
    person, owner = make_candidate(workspace), owner_of(workspace)
    says(person, "stopped")
    with scope(workspace.pk):
        facts = PersonFacts("顾言", "public_profile", "lawfully_public")
        add_candidate(facts, owner=owner, by=owner, now=FEBRUARY, told=False)
        separate.write_down(person, Purpose.RECORDING, yes=False, proof="电话 · 不", by=owner, now=FEBRUARY)
        restriction.restrict(person, language="en", now=FEBRUARY)
    before = contents_of(workspace.pk)
    desk = Desk(owner)
    desk.post("law_switch", "eu")
    assert contents_of(workspace.pk) == before
    desk.post("law_switch", "cn")
    assert contents_of(workspace.pk) == before


@pytest.mark.parametrize(("law", "day"), [("cn", 3), ("eu", 1)])
def test_the_clock_for_telling_follows_the_law(workspace: Workspace, law: str, day: int) -> None:
    owner = owner_of(workspace)
    Desk(owner).post("law_switch", law)
    with scope(workspace.pk):
        facts = PersonFacts("顾言", "public_profile", "consent")
        add_candidate(facts, owner=owner, by=owner, now=FEBRUARY, told=False)
        assert Candidate.objects.get().notice_due_at == datetime(2027, 3, day, 9, tzinfo=UTC)
