"""Who belongs to the workspace, in which role, and how that changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_member, make_user, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db

CHANGES = ("member_role", "member_remove", "member_restore")


def last_action(workspace: Workspace) -> str:
    with scope(workspace.pk):
        return AuditEntry.objects.order_by("-id")[0].action


def test_every_member_sees_everyone_with_role() -> None:
    workspace = make_workspace()
    viewer = make_member(workspace, Role.VIEWER, make_user(name="白鹭"))
    page = Desk(viewer).get("members")
    assert "白鹭" in words(page)
    assert "What the roles mean" in words(page)
    assert reverse("member_invite", args=[workspace.slug]) not in page.content.decode()


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER])
def test_only_owners_and_admins_change_members(role: Role) -> None:
    workspace = make_workspace()
    other = make_member(workspace)
    desk = Desk(make_member(workspace, role))
    for name in CHANGES:
        assert desk.post(name, other.public_id, role="admin").status_code == 403
    assert desk.post("member_invite", role="viewer").status_code == 403
    other.refresh_from_db()
    assert (other.role, other.left_at) == (Role.RECRUITER, None)


def test_an_admin_gives_another_role() -> None:
    workspace = make_workspace()
    other = make_member(workspace)
    Desk(make_member(workspace, Role.ADMIN)).post("member_role", other.public_id, role="viewer")
    other.refresh_from_db()
    assert other.role == Role.VIEWER
    assert last_action(workspace) == "role_changed"


def test_an_admin_neither_makes_nor_unmakes_owners() -> None:
    workspace = make_workspace()
    admin = make_member(workspace, Role.ADMIN)
    desk = Desk(admin)
    assert desk.post("member_role", admin.public_id, role="owner").status_code == 403
    assert desk.post("member_role", owner_of(workspace).public_id, role="viewer").status_code == 403
    assert desk.post("member_remove", owner_of(workspace).public_id).status_code == 403
    assert desk.post("member_invite", role="owner").status_code == 200
    assert owner_of(workspace).left_at is None


def test_an_unknown_role_is_refused() -> None:
    workspace = make_workspace()
    other = make_member(workspace)
    assert Desk(owner_of(workspace)).post("member_role", other.public_id, role="god").status_code == 403


@pytest.mark.parametrize("act", ["step down", "be taken out", "leave"])
def test_the_last_owner_stays_and_is_told_why(act: str) -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    desk = Desk(owner)
    answer = {
        "step down": lambda: desk.post("member_role", owner.public_id, role="admin"),
        "be taken out": lambda: desk.post("member_remove", owner.public_id),
        "leave": lambda: desk.post("member_leave"),
    }[act]()
    assert answer.status_code == 409
    assert "Make somebody else owner first" in words(answer)
    owner.refresh_from_db()
    assert (owner.role, owner.left_at) == (Role.OWNER, None)


def test_with_a_second_owner_the_first_can_leave() -> None:
    workspace = make_workspace()
    first = owner_of(workspace)
    make_member(workspace, Role.OWNER)
    desk = Desk(first, now=NOW + timedelta(days=1))
    assert desk.post("member_leave").headers["Location"] == reverse("home")
    assert desk.get("members").status_code == 404
    assert last_action(workspace) == "member_left"


def test_taking_out_can_be_undone() -> None:
    workspace = make_workspace()
    desk, other = Desk(owner_of(workspace)), make_member(workspace)
    desk.post("member_remove", other.public_id)
    other.refresh_from_db()
    assert other.left_at == NOW
    assert Desk(other).get("members").status_code == 404

    desk.submit(desk.undo_of_last_toast(desk.get("members")))
    assert Member.objects.get(pk=other.pk).left_at is None
    assert last_action(workspace) == "member_restored"


def test_restoring_somebody_who_never_left_finds_nobody() -> None:
    workspace = make_workspace()
    other = make_member(workspace)
    assert Desk(owner_of(workspace)).post("member_restore", other.public_id).status_code == 404


def test_members_of_another_workspace_are_out_of_reach() -> None:
    mine, theirs = make_workspace(), make_workspace()
    stranger = make_member(theirs)
    desk = Desk(owner_of(mine))
    for name in CHANGES:
        assert desk.post(name, stranger.public_id, role="viewer").status_code == 404
    assert Member.objects.get(pk=stranger.pk).role == Role.RECRUITER


def test_the_list_costs_the_same_for_many() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    with CaptureQueriesContext(connection) as few:
        desk.get("members")
    for _ in range(12):
        make_member(workspace)
    with CaptureQueriesContext(connection) as many:
        desk.get("members")
    assert len(many) == len(few)
