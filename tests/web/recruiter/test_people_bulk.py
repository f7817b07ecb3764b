"""One act on many people: what it does, whom it leaves alone, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, words
from tests.web.recruiter.people import fresh, last_act, pools_of, run_jobs, send, tag, tags_of, untold
from xinqiao.capabilities.candidates.models import Candidate, PoolMember, Tag
from xinqiao.capabilities.candidates.operations import PoolFacts, add_pool, bulk, set_stage
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


def act(desk: Desk, kind: str, people: list[Candidate], **values: str) -> Any:
    ids = [one.public_id for one in people]
    return send(desk, "bulk_start", act=kind, id=ids, **values)


def undo(desk: Desk, workspace: Workspace) -> Any:
    return send(desk, "bulk_undo", last_act(workspace).public_id)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def test_a_tag_is_put_on_and_taken_off_and_undo_restores_exactly(workspace: Workspace) -> None:
    first, second = make_candidate(workspace, "安一"), make_candidate(workspace, "白二")
    desk = Desk(owner_of(workspace))
    tag(workspace, "架构", first)
    page = words(act(desk, "tag_add", [first, second], tag="架构"))
    assert "1 person. 1 was so already." in page
    assert (tags_of(first), tags_of(second)) == (["架构"], ["架构"])
    undo(desk, workspace)
    assert (tags_of(first), tags_of(second)) == (["架构"], [])
    act(desk, "tag_remove", [first, second], tag="架构")
    assert tags_of(first) == []
    undo(desk, workspace)
    assert (tags_of(first), tags_of(second)) == (["架构"], [])
    assert kinds(second) == ["added", "tagged", "tagged"]


def test_people_who_were_never_told_get_no_tag_and_the_page_says_so(workspace: Workspace) -> None:
    told, not_told = make_candidate(workspace, "安一"), untold(make_candidate(workspace, "白二"))
    page = words(act(Desk(owner_of(workspace)), "tag_add", [told, not_told], tag="架构"))
    assert "1 has not been told of us yet." in page
    assert tags_of(not_told) == []


def test_pools_are_filled_and_emptied_and_undo_keeps_who_put_them_in(workspace: Workspace) -> None:
    owner, colleague = owner_of(workspace), make_member(workspace)
    person = make_candidate(workspace)
    with scope(workspace.pk):
        pool = add_pool(PoolFacts("平台架构"), by=owner, now=NOW)
        PoolMember.objects.create(pool=pool, candidate=person, added_by=colleague, added_at=NOW - timedelta(days=9))
    desk = Desk(owner)
    act(desk, "pool_remove", [person], pool=pool.public_id)
    assert pools_of(person) == []
    undo(desk, workspace)
    with scope(workspace.pk):
        row = PoolMember.objects.get(pool=pool)
        assert (row.added_by_id, row.added_at) == (colleague.pk, NOW - timedelta(days=9))
    other = make_candidate(workspace, "白二")
    assert "1 was so already" in words(act(desk, "pool_add", [person, other], pool=pool.public_id))
    undo(desk, workspace)
    assert (pools_of(person), pools_of(other)) == (["平台架构"], [])


def test_the_stage_is_set_and_undo_leaves_alone_whoever_moved_on(workspace: Workspace) -> None:
    owner = owner_of(workspace)
    first, second = make_candidate(workspace, "安一"), make_candidate(workspace, "白二")
    desk = Desk(owner)
    act(desk, "stage", [first, second], stage="building")
    assert (fresh(first).stage, fresh(second).stage) == ("building", "building")
    assert kinds(first) == ["added", "stage_changed"]
    with scope(workspace.pk):
        set_stage(fresh(second), "validation", by=owner, now=NOW)
    assert "1 person was changed since and stays so." in words(undo(desk, workspace))
    assert (fresh(first).stage, fresh(second).stage) == ("outreach", "validation")
    assert kinds(first) == ["added", "stage_changed", "stage_changed"]


def test_a_recruiter_hands_over_only_their_own_people(workspace: Workspace) -> None:
    mine, colleague = make_member(workspace), make_member(workspace)
    own, others = make_candidate(workspace, "安一", owner=mine), make_candidate(workspace, "白二")
    page = words(act(Desk(mine), "owner", [own, others], owner=colleague.public_id))
    assert "1 is kept by a colleague." in page
    assert (fresh(own).owner_id, fresh(others).owner_id) == (colleague.pk, owner_of(workspace).pk)
    undo(Desk(mine), workspace)
    assert fresh(own).owner_id == mine.pk


def test_nobody_is_handed_over_to_a_reader(workspace: Workspace) -> None:
    viewer, person = make_member(workspace, Role.VIEWER), make_candidate(workspace)
    page = words(act(Desk(owner_of(workspace)), "owner", [person], owner=viewer.public_id))
    assert "Nothing was changed" in page
    assert fresh(person).owner_id == owner_of(workspace).pk


def test_the_whole_list_is_meant_when_everybody_is_chosen(workspace: Workspace) -> None:
    inside = [make_candidate(workspace, name, company="砚川") for name in ("安一", "白二")]
    outside = make_candidate(workspace, "蔡三", company="别处")
    act(Desk(owner_of(workspace)), "stage", [], stage="building", everyone="1", list="q=砚川")
    assert [fresh(one).stage for one in inside] == ["building", "building"]
    assert fresh(outside).stage == "outreach"


def test_many_people_are_a_job_with_progress_that_can_be_taken_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "BLOCK", 2)
    people = [make_candidate(workspace, f"人{n}") for n in range(5)]
    desk = Desk(owner_of(workspace))
    page = words(act(desk, "stage", people, stage="building"))
    assert "0 / 5" in page
    assert "Change to many people" in words(desk.get("jobs"))
    run_jobs()
    assert {fresh(one).stage for one in people} == {"building"}
    assert "5 people." in words(desk.get("bulk_act", last_act(workspace).public_id))
    undo(desk, workspace)
    run_jobs()
    assert {fresh(one).stage for one in people} == {"outreach"}
    assert Job.objects.filter(state="done").count() == 2


def test_a_stopped_job_leaves_the_rest_alone_and_can_be_taken_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    monkeypatch.setattr(bulk, "BLOCK", 1)
    people = [make_candidate(workspace, f"人{n}") for n in range(3)]
    desk = Desk(owner_of(workspace))
    act(desk, "stage", people, stage="building")
    with scope(workspace.pk):
        bulk.go_on(last_act(workspace).pk, now=NOW)
    Job.objects.update(state="cancelled", finished_at=NOW)
    undo(desk, workspace)
    run_jobs()
    assert {fresh(one).stage for one in people} == {"outreach"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"act": "tag_add", "tag": "架构"}, "Nobody was chosen"),
        ({"act": "tag_add", "tag": "  "}, "Choose a tag"),
        ({"act": "tag_add", "tag": "很" * 41}, "at most 40 characters"),
        ({"act": "pool_add", "pool": "nowhere"}, "Choose a tag"),
        ({"act": "stage", "stage": "nowhere"}, "Choose a tag"),
        ({"act": "score", "score": "1"}, "Choose a tag"),
        ({"act": "owner", "owner": "\x00"}, "Choose a tag"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    workspace: Workspace, values: dict[str, str], said: str
) -> None:
    make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    assert said in words(send(desk, "bulk_start", **values))
    with scope(workspace.pk):
        assert not Tag.objects.exists()


def test_a_list_with_endless_filters_is_still_a_list(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    junk = "&".join(f"a{number}=1" for number in range(150))
    send(Desk(owner_of(workspace)), "bulk_start", act="stage", stage="building", everyone="1", list=junk)
    assert fresh(person).stage == "building"


def test_more_than_ten_thousand_people_are_refused(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    with mock.patch("xinqiao.capabilities.candidates.operations.bulk.AT_MOST", 0):
        assert "Narrow the list" in words(act(Desk(owner_of(workspace)), "stage", [person], stage="building"))
    assert fresh(person).stage == "outreach"


def test_undo_works_from_the_history_for_seven_days(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    owner = owner_of(workspace)
    act(Desk(owner), "stage", [person], stage="building")
    one = last_act(workspace).public_id
    assert "Take back" in words(Desk(owner, now=NOW + timedelta(days=6)).get("bulk_acts"))
    late = Desk(owner, now=last_act(workspace).done_at + timedelta(days=7))
    assert "can no longer be taken back" in words(send(late, "bulk_undo", one))
    assert fresh(person).stage == "building"
    with scope(workspace.pk):
        bulk.forget_old(now=late.now + timedelta(seconds=1))
        assert last_act(workspace).before == {}
    assert late.get("bulk_act", one).status_code == 200


def test_only_whoever_did_it_or_runs_the_workspace_takes_it_back(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    act(Desk(owner_of(workspace)), "stage", [person], stage="building")
    one = last_act(workspace).public_id
    assert Desk(make_member(workspace)).post("bulk_undo", one).status_code == 403
    assert Desk(make_member(workspace, Role.ADMIN)).post("bulk_undo", one).status_code == 302
    assert fresh(person).stage == "outreach"


def test_a_hand_over_is_taken_back_only_by_whoever_gave_or_owns_the_workspace(workspace: Workspace) -> None:
    former, new = make_member(workspace, Role.ADMIN), make_member(workspace)
    person = make_candidate(workspace, owner=former)
    act(Desk(owner_of(workspace)), "owner", [person], owner=new.public_id)
    one = last_act(workspace).public_id
    # Who keeps a record sees its score: an administrator does not fetch it back.
    assert Desk(former).post("bulk_undo", one).status_code == 403
    assert Desk(owner_of(workspace)).post("bulk_undo", one).status_code == 302
    assert fresh(person).owner_id == former.pk


@pytest.mark.parametrize("name", ["架构", " "])
def test_taking_off_a_tag_that_nobody_has_makes_none(workspace: Workspace, name: str) -> None:
    page = words(act(Desk(owner_of(workspace)), "tag_remove", [make_candidate(workspace)], tag=name))
    assert "Choose a tag, a pool, a stage or a keeper first. Nothing was changed." in page
    with scope(workspace.pk):
        assert not Tag.objects.exists()


def test_readers_have_no_bar_and_cannot_send_one(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    for role in (Role.INTERVIEWER, Role.VIEWER):
        reader = Desk(make_member(workspace, role))
        assert "data-batch" not in reader.get("candidates").content.decode()
        assert reader.post("bulk_start", act="stage", stage="building", id=person.public_id).status_code == 403


def test_another_workspaces_people_are_never_touched(workspace: Workspace) -> None:
    theirs = make_candidate(make_workspace())
    assert "Nobody was chosen" in words(act(Desk(owner_of(workspace)), "stage", [theirs], stage="building"))
    assert fresh(theirs).stage == "outreach"


def test_every_act_stands_in_the_audit_log(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    act(desk, "stage", [person], stage="building")
    undo(desk, workspace)
    with scope(workspace.pk):
        actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions[-2:] == ["bulk_stage", "bulk_undone"]
    assert "moved many people to another stage" in words(desk.get("audit"))
