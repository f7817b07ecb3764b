"""Names, how candidates check the sender, sample people, and the end of a workspace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse

from tests.factories import NOW, make_candidate, make_member, make_opening, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import PersonFacts, add_many, add_note, add_sign, open_link
from xinqiao.demo.openings import sample_openings
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.content.operations import add_opening
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db

VALUES = {
    "name": "砚川科技",
    "team_name": "人才团队",
    "switchboard": "0571-8888 6666",
    "public_page": "https://yanchuan.example/talent",
    "icp_number": "浙ICP备00000000号-1",
}


def save(desk: Desk, **changed: str) -> Any:
    """Submits the whole form, with these fields otherwise."""
    # Not `desk.post`: its own first argument is called name as well.
    with mock.patch("django.utils.timezone.now", return_value=desk.now):
        return desk.browser.post(desk.address("settings"), {**VALUES, **changed})


def actions(workspace: Workspace) -> list[str]:
    with scope(workspace.pk):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
def test_owners_and_admins_change_it(role: Role) -> None:
    workspace = make_workspace()
    answer = save(Desk(make_member(workspace, role)))
    assert answer.headers["Location"] == reverse("settings", args=[workspace.slug])
    workspace.refresh_from_db()
    assert {name: getattr(workspace, name) for name in VALUES} == VALUES
    assert actions(workspace)[-1] == "workspace_changed"


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER])
def test_others_read_it_only(role: Role) -> None:
    workspace = make_workspace(name="砚川科技")
    desk = Desk(make_member(workspace, role))
    answer = save(desk, name="别的名字")
    workspace.refresh_from_db()
    assert workspace.name == "砚川科技"
    assert 'name="switchboard"' not in answer.content.decode()
    assert reverse("workspace_delete", args=[workspace.slug]) not in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "砚川\n科技"),
        ("team_name", "人才\u2028团队"),
        ("public_page", "http://yanchuan.example"),
        ("public_page", "javascript:alert(1)"),
        ("switchboard", "call me"),
        ("icp_number", "x" * 41),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_kept(field: str, value: str) -> None:
    workspace = make_workspace(name="砚川科技")
    answer = save(Desk(owner_of(workspace)), **{field: value})
    assert answer.context["form"].errors.keys() == {field}
    kept = "name" if field != "name" else "team_name"
    assert VALUES[kept] in answer.content.decode()
    workspace.refresh_from_db()
    assert workspace.switchboard == ""


# Sample people


def sample_people(workspace: Workspace) -> None:
    owner = owner_of(workspace)
    with scope(workspace.pk):
        facts = [PersonFacts(f"示例 {n}", "public_profile", "lawfully_public") for n in range(3)]
        for person in add_many(facts, owner=owner, now=NOW, is_sample=True):
            add_note(person, "写给示例的话", by=owner, now=NOW)
            add_sign(person, "prefers_text", observed_on=date(2026, 11, 1), by=owner, now=NOW)
            open_link(person, "permission", by=owner, now=NOW)


def test_the_owner_removes_all_sample_people_in_one_act() -> None:
    workspace = make_workspace()
    real = make_candidate(workspace)
    sample_people(workspace)
    with scope(workspace.pk):
        for is_sample in (True, False):
            facts = sample_openings(date(2026, 10, 20))[0]
            add_opening(by=owner_of(workspace), now=NOW, is_sample=is_sample, **facts)
    desk = Desk(owner_of(workspace))
    assert "3 invented people" in words(desk.get("settings"))
    desk.post("samples_remove")
    with scope(workspace.pk):
        assert list(Candidate.objects.values_list("pk", flat=True)) == [real.pk]
        assert list(Opening.objects.values_list("is_sample", flat=True)) == [False]
    assert actions(workspace)[-1] == "samples_removed"
    assert "invented people" not in words(desk.get("settings"))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECRUITER, Role.VIEWER])
def test_nobody_else_removes_them(role: Role) -> None:
    workspace = make_workspace()
    sample_people(workspace)
    assert Desk(make_member(workspace, role)).post("samples_remove").status_code == 403
    with scope(workspace.pk):
        assert Candidate.objects.count() == 3


# The end of a workspace


def test_deletion_closes_the_workspace_and_one_press_undoes_it() -> None:
    workspace = make_workspace()
    make_opening(workspace)
    desk = Desk(owner_of(workspace))
    ending = desk.post("workspace_delete").headers["Location"]
    workspace.refresh_from_db()
    assert workspace.delete_after == NOW + timedelta(days=7)
    assert desk.get("settings").headers["Location"] == ending
    page = desk.get("workspace_ending")
    assert "9 November 2026" in words(page)

    desk.post("workspace_keep")
    assert Workspace.objects.get(pk=workspace.pk).delete_after is None
    assert desk.get("settings").status_code == 200
    assert actions(workspace)[-2:] == ["workspace_deletion_requested", "workspace_deletion_undone"]


def test_members_see_that_it_ends_but_cannot_undo_it() -> None:
    workspace = make_workspace()
    Desk(owner_of(workspace)).post("workspace_delete")
    desk = Desk(make_member(workspace))
    page = desk.get("workspace_ending")
    assert "An owner can undo this" in words(page)
    assert reverse("workspace_keep", args=[workspace.slug]) not in page.content.decode()
    assert desk.post("workspace_keep").status_code == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECRUITER])
def test_only_an_owner_deletes(role: Role) -> None:
    workspace = make_workspace()
    assert Desk(make_member(workspace, role)).post("workspace_delete").status_code == 403
    workspace.refresh_from_db()
    assert workspace.delete_after is None


def test_the_page_of_the_end_leads_back_when_nothing_ends() -> None:
    workspace = make_workspace()
    answer = Desk(owner_of(workspace)).get("workspace_ending")
    assert answer.headers["Location"] == reverse("settings", args=[workspace.slug])


def test_open_jobs_end_with_the_workspace() -> None:
    workspace = make_workspace()
    waiting = enqueue("x:y", now=NOW, workspace_id=workspace.pk)
    running = enqueue("x:y", now=NOW, workspace_id=workspace.pk)
    Job.objects.filter(pk=running.pk).update(state=Job.State.RUNNING, attempts=1)
    other = enqueue("x:y", now=NOW, workspace_id=make_workspace().pk)
    Desk(owner_of(workspace)).post("workspace_delete")
    for job in (waiting, running, other):
        job.refresh_from_db()
    assert (waiting.state, running.cancel_requested) == (Job.State.CANCELLED, True)
    assert (other.state, other.cancel_requested) == (Job.State.WAITING, False)
