"""The audit log in sentences."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import xinqiao
from tests.factories import NOW, make_candidate, make_member, make_user, make_workspace, owner_of
from tests.web.candidate.codes import let_in
from tests.web.candidate.phone import make_phone
from tests.web.recruiter.desk import Desk, answers, words
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.audit.queries import entries
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.web.recruiter.audit_log import NEVER_SHOWN, PAGE_SIZE, SENTENCES

pytestmark = pytest.mark.django_db


def many_entries(workspace: Workspace, count: int) -> None:
    owner = owner_of(workspace)
    with scope(workspace.pk):
        for number in range(count):
            subject = ("member", owner.pk)
            record(actor_of(owner), "role_changed", now=NOW, subject=subject, detail={"role": "viewer", "n": number})


def test_it_says_who_did_what_to_whom() -> None:
    workspace = make_workspace()
    admin = make_member(workspace, Role.ADMIN, make_user(name="白鹭"))
    make_candidate(workspace, name="沈知遥", owner=admin)
    page = words(Desk(admin).get("audit"))
    assert "白鹭 added a candidate: 沈知遥" in page
    assert "created the workspace" in page


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER])
def test_it_is_for_owners_and_admins(role: Role) -> None:
    assert Desk(make_member(make_workspace(), role)).get("audit").status_code == 403


def test_it_pages_without_gap_or_double_and_shows_no_running_number() -> None:
    workspace = make_workspace()
    many_entries(workspace, PAGE_SIZE * 2)
    desk = Desk(owner_of(workspace))
    seen, page = 0, desk.get("audit")
    while older := page.context["older"]:
        seen += len(page.context["rows"])
        assert not older.isdecimal()
        page = desk.get("audit", before=older)
    assert seen + len(page.context["rows"]) == PAGE_SIZE * 2 + 1


def test_a_made_up_place_begins_at_the_newest() -> None:
    desk = Desk(owner_of(make_workspace()))
    assert "created the workspace" in words(desk.get("audit", before="17"))


def test_it_costs_the_same_for_many() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    many_entries(workspace, 1)
    with CaptureQueriesContext(connection) as few:
        desk.get("audit")
    many_entries(workspace, 40)
    with CaptureQueriesContext(connection) as many:
        desk.get("audit")
    assert len(many) == len(few)


def test_what_a_person_keeps_to_themselves_does_not_show() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answers(candidate, decision="private")
    page = Desk(owner_of(workspace)).get("audit")
    assert [row for row in page.context["rows"] if row["did"] in NEVER_SHOWN] == []
    assert "result" not in words(page)


def test_their_visits_do_not_show_and_stay_on_record() -> None:
    phone = let_in(make_phone())
    page = Desk(owner_of(phone.workspace)).get("audit")
    assert "one-time code" not in words(page)
    with scope(phone.workspace.pk):
        assert {"code_asked", "code_used"} <= {entry.action for entry in entries()}


def test_every_act_that_the_code_records_has_a_sentence() -> None:
    recorded = set()
    for path in Path(xinqiao.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                recorded |= {arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)}
    assert recorded
    assert recorded - SENTENCES.keys() - NEVER_SHOWN == set()
