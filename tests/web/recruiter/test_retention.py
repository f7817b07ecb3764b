"""What is past its time: seen before it goes, kept where it has to stay, proven afterwards."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.promises import promised
from tests.rights import held, requested
from tests.web.recruiter.desk import Desk, says, words
from tests.web.recruiter.people import run_jobs, send
from xinqiao.capabilities.candidates.blocking import is_blocked
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.consent.models import LegalHold, RetentionRun
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=731)
TASK = "xinqiao.privacy.tasks:run_retention"


def silent_since(workspace: Workspace, name: str, *, days: int = 731, **facts: str) -> Candidate:
    person = make_candidate(workspace, name, **facts)
    with scope(workspace.pk):
        Candidate.objects.filter(pk=person.pk).update(created_at=NOW - timedelta(days=days), last_contact_at=None)
    return person


def names(workspace: Workspace) -> list[str]:
    with scope(workspace.pk):
        return sorted(Candidate.objects.values_list("display_name", flat=True))


def test_the_preview_names_who_goes_and_who_stays_and_the_run_does_just_that() -> None:
    workspace = make_workspace()
    gone = silent_since(workspace, "甲一", email="a@a.example")
    says(gone, "stopped", now=LONG_AGO)
    with scope(workspace.pk):
        TimelineEntry.objects.filter(candidate=gone).delete()
        Candidate.objects.filter(pk=gone.pk).update(last_contact_at=LONG_AGO)
    owed, asks, bound = (silent_since(workspace, name) for name in ("乙二", "丙三", "丁四"))
    silent_since(workspace, "戊五", days=729)
    promised(owed, now=LONG_AGO, due_on=LONG_AGO.date())
    requested(asks, now=LONG_AGO)
    held(bound)
    desk = Desk(owner_of(workspace))
    page = words(desk.get("retention"))
    for said in ("4 people are past this time", "stays: a promise to them is open", "stays: a legal hold",
                 "stays: a request waits for its answer"):  # fmt: skip
        assert said in page
    assert "戊五" not in page
    enqueue(TASK, now=NOW)
    run_jobs()
    assert names(workspace) == ["丁四", "丙三", "乙二", "戊五"]
    with scope(workspace.pk):
        run = RetentionRun.objects.get(rule="no_contact")
        assert (run.count, run.held_back, run.days) == (1, 3, 730)
        assert run.digest == hashlib.sha256(gone.public_id.encode()).hexdigest()
        assert AuditEntry.objects.get(action="candidate_retired").detail == {"rule": "no_contact"}
        # Whoever asked us to stop does not come in again.
        assert is_blocked([("email", "a@a.example")]) == {("email", "a@a.example")}
        assert LinkAddress.objects.count() == 0
    assert run.digest[:16] in words(desk.get("retention"))


def test_a_shorter_time_is_chosen_by_the_owner_alone_and_among_what_is_offered() -> None:
    workspace = make_workspace()
    silent_since(workspace, "甲一", days=200)
    desk = Desk(owner_of(workspace))
    assert "甲一" not in words(desk.get("retention"))
    assert "甲一" in words(send(desk, "retention_choose", "no_contact", days="180"))
    for rule, days in (("no_contact", "90"), ("never_told", "30"), ("nothing", "30"), ("no_contact", "x")):
        assert desk.post("retention_choose", rule, days=days).status_code == 404
    admin = Desk(make_member(workspace, Role.ADMIN))
    assert admin.get("retention").status_code == 200
    assert admin.post("retention_choose", "no_contact", days="365").status_code == 403
    assert Desk(make_member(workspace)).get("retention").status_code == 403
    with scope(workspace.pk):
        assert AuditEntry.objects.get(action="retention_changed").detail == {
            "rule": "no_contact", "days": 180, "former": 730,
        }  # fmt: skip


def test_a_hold_needs_a_reason_and_ends_when_it_is_lifted() -> None:
    workspace = make_workspace()
    person = silent_since(workspace, "甲一")
    desk = Desk(owner_of(workspace))
    assert desk.post("legal_hold", person.public_id, reason=" ").status_code == 422
    assert "stays: a legal hold" in words(send(desk, "legal_hold", person.public_id, reason="仲裁未结"))
    with scope(workspace.pk):
        public_id = LegalHold.objects.get().public_id
    assert "stays: a legal hold" not in words(send(desk, "legal_hold_lift", public_id))
    assert desk.post("legal_hold_lift", public_id).status_code == 404
    assert Desk(make_member(workspace, Role.ADMIN)).post("legal_hold", person.public_id).status_code == 403


def test_old_entries_of_the_log_go_and_a_day_without_work_leaves_its_proof_too() -> None:
    workspace = make_workspace()
    with scope(workspace.pk):
        before = AuditEntry.objects.count()
        for days in (1096, 1094):
            AuditEntry.objects.create(at=NOW - timedelta(days=days), actor_kind="system", action="candidate_viewed")
        ids = AuditEntry.objects.order_by("id").values_list("pk", flat=True)
        # Entries are written in order of time; the factory's own come first here.
        AuditEntry.objects.filter(pk__in=list(ids[:before])).delete()
    enqueue(TASK, now=NOW)
    run_jobs()
    with scope(workspace.pk):
        assert AuditEntry.objects.filter(action="candidate_viewed").count() == 1
        assert dict(RetentionRun.objects.values_list("rule", "count")) == {"never_told": 0, "no_contact": 0, "audit": 1}
