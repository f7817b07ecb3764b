"""Adding and changing a record: source and legal basis required, nothing lost, no second record of one address."""

from __future__ import annotations

import pytest

from tests.factories import make_candidate, make_member, make_opening, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import people as saving
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


def facts(keeper: Member, **values: str) -> dict[str, str]:
    return {
        "display_name": "沈知遥",
        "language": "zh-hans",
        "source": "met_at_event",
        "legal_basis": "consent",
        "owner": keeper.public_id,
        **values,
    }


def people(workspace: Workspace) -> list[Candidate]:
    with scope(workspace.pk):
        return list(Candidate.objects.select_related("owner", "opening").order_by("id"))


def test_a_member_adds_a_person_with_source_basis_and_opening() -> None:
    workspace = make_workspace()
    opening = make_opening(workspace)
    member = make_member(workspace)
    desk = Desk(member)
    answer = desk.post("candidate_add", **facts(member, title="架构师", opening=opening.public_id, seniority="senior"))
    [person] = people(workspace)
    assert answer["Location"] == desk.address("candidate", person.public_id)
    assert (person.owner, person.opening, person.seniority) == (member, opening, "senior")
    assert kinds(person) == ["added"]
    assert "沈知遥 has been added." in words(desk.open(answer["Location"]))


@pytest.mark.parametrize("missing", ["display_name", "source", "legal_basis"])
def test_without_name_source_or_basis_nothing_is_stored_and_nothing_typed_is_lost(missing: str) -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    answer = Desk(owner).post("candidate_add", **facts(owner, company="砚川", **{missing: ""}))
    assert answer.status_code == 422
    assert 'value="砚川"' in answer.content.decode()
    assert people(workspace) == []


def test_another_source_needs_words() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    assert Desk(owner).post("candidate_add", **facts(owner, source="other")).status_code == 422
    assert people(workspace) == []


@pytest.mark.parametrize(("field", "value"), [("email", "shen at home"), ("phone", "call me")])
def test_an_address_that_cannot_be_one_is_named_at_its_field(field: str, value: str) -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    answer = Desk(owner).post("candidate_add", **facts(owner, **{field: value}))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert people(workspace) == []


def test_a_known_address_leads_to_the_record_that_has_it() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    known = make_candidate(workspace, "沈一", email="shen@example.test")
    answer = Desk(owner).post("candidate_add", **facts(owner, email="Shen@Example.test"))
    assert answer.status_code == 422
    assert f"/candidates/{known.public_id}/" in answer.content.decode()
    assert len(people(workspace)) == 1


def test_a_change_replaces_the_facts_and_stands_on_the_timeline() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    person = make_candidate(workspace, email="shen@example.test", city="杭州")
    desk = Desk(owner)
    assert 'value="杭州"' in desk.get("candidate_edit", person.public_id).content.decode()
    desk.post("candidate_edit", person.public_id, **facts(owner, city="上海", email="shen@example.test"))
    [changed] = people(workspace)
    assert (changed.city, changed.source) == ("上海", "met_at_event")
    assert kinds(person) == ["added", "changed"]


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_readers_may_not_add_or_change(role: Role) -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    reader = make_member(workspace, role)
    desk = Desk(reader)
    for name, args in (("candidate_add", ()), ("candidate_edit", (person.public_id,))):
        assert desk.get(name, *args).status_code == 403
        assert desk.post(name, *args, **facts(reader)).status_code == 403
    assert kinds(person) == ["added"]


def test_another_workspaces_opening_or_member_cannot_be_chosen() -> None:
    workspace, other = make_workspace(), make_workspace()
    owner = owner_of(workspace)
    theirs = make_opening(other)
    desk = Desk(owner)
    assert desk.post("candidate_add", **facts(owner, opening=theirs.public_id)).status_code == 422
    assert desk.post("candidate_add", **facts(owner_of(other))).status_code == 422
    assert people(workspace) == []


@pytest.mark.parametrize("page", ["candidate_add", "candidate_edit"])
def test_of_two_colleagues_at_the_same_moment_the_second_is_shown_the_record(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace()
    make_candidate(workspace, email="shen@example.test")
    args = [make_candidate(workspace, "王二").public_id] if page == "candidate_edit" else []
    looks = iter([lambda candidate, points: None])
    look = saving._same_contact
    # As if the colleague stored theirs between our look and our saving.
    monkeypatch.setattr(saving, "_same_contact", lambda candidate, points: next(looks, look)(candidate, points))
    values = facts(owner_of(workspace), display_name="王二", email="shen@example.test")
    answer = Desk(owner_of(workspace)).post(page, *args, **values)
    assert answer.status_code == 422
    assert "沈知遥" in words(answer)
    with scope(workspace.pk):
        assert Candidate.objects.filter(email="shen@example.test").count() == 1
