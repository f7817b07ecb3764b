"""A job is due, runs once, and its end is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.factories import NOW, make_workspace
from tests.foundation.jobs.small_tasks import named
from tests.import_lists import worker
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.jobs import queries
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue, forget_finished, request_cancel
from xinqiao.foundation.jobs.runner import load_task
from xinqiao.foundation.jobs.schedule import SCHEDULE, enqueue_periodic
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def add(workspace: Workspace | None, function: str, **values: Any) -> Job:
    arguments = {"mark": "marked"} if function != "refuse" else {}
    values = {"workspace_id": workspace.pk if workspace else None, "arguments": arguments, **values}
    return enqueue(named(function), now=NOW, **values)


def marks(workspace: Workspace) -> int:
    with scope(workspace.pk):
        return AuditEntry.objects.filter(action="marked").count()


def test_a_due_job_runs_in_its_workspace_and_keeps_its_result(workspace: Workspace) -> None:
    job = add(workspace, "leave_a_mark")
    assert worker().run_once()
    job.refresh_from_db()
    assert (job.state, job.result, job.done_count, job.finished_at) == ("done", {"marks": 1}, 1, NOW)
    assert not worker().run_once()
    assert marks(workspace) == 1


def test_a_job_of_the_future_waits(workspace: Workspace) -> None:
    add(workspace, "leave_a_mark", due_at=NOW + timedelta(minutes=1))
    assert not worker().run_once()
    assert worker(NOW + timedelta(minutes=1)).run_once()


def test_the_same_key_makes_one_job(workspace: Workspace) -> None:
    first = add(workspace, "leave_a_mark", unique_key="once")
    assert add(workspace, "leave_a_mark", unique_key="once") == first


def test_a_failed_try_leaves_nothing_and_comes_again_later_and_later(workspace: Workspace) -> None:
    job = add(workspace, "stumble")
    waits = []
    now = NOW
    while job.state == "waiting":
        assert worker(now).run_once()
        job.refresh_from_db()
        waits.append(round((job.due_at - now).total_seconds()))
        now = max(now, job.due_at)
    assert waits[:-1] == [5, 10, 20, 40, 80, 160, 320]
    assert (job.state, job.error, job.attempts) == ("failed", "ConnectionResetError", 8)
    assert marks(workspace) == 0


def test_unusable_input_is_not_tried_again(workspace: Workspace) -> None:
    job = add(workspace, "refuse")
    worker().run_once()
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == ("failed", "too_odd", 1)


def test_a_task_that_does_not_exist_is_tried_again_as_after_an_upgrade(workspace: Workspace) -> None:
    job = enqueue("xinqiao.no_such_module:task", now=NOW)
    worker().run_once()
    job.refresh_from_db()
    assert (job.state, job.error) == ("waiting", "ModuleNotFoundError")


def test_a_waiting_job_is_stopped_at_once_and_never_runs(workspace: Workspace) -> None:
    job = add(workspace, "leave_a_mark")
    request_cancel(job, now=NOW)
    job.refresh_from_db()
    assert (job.state, worker().run_once(), marks(workspace)) == ("cancelled", False, 0)


def test_a_running_job_stops_at_its_next_transaction_and_keeps_the_one_before(workspace: Workspace) -> None:
    job = add(workspace, "be_stopped")
    worker().run_once()
    job.refresh_from_db()
    assert (job.state, marks(workspace)) == ("cancelled", 1)


def test_an_ended_job_cannot_be_stopped(workspace: Workspace) -> None:
    job = add(workspace, "leave_a_mark")
    worker().run_once()
    request_cancel(job, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == ("done", False)


def test_a_job_interrupted_by_a_lost_worker_is_taken_up_at_the_end_of_its_lease(workspace: Workspace) -> None:
    job = add(workspace, "leave_a_mark")
    Job.objects.filter(pk=job.pk).update(
        state="running", lease_owner="lost", lease_until=NOW + timedelta(seconds=60), fence=1, attempts=1
    )
    assert not worker(NOW + timedelta(seconds=60)).run_once()
    assert worker(NOW + timedelta(seconds=61)).run_once()
    job.refresh_from_db()
    assert (job.state, job.fence, job.attempts) == ("done", 2, 2)


def test_every_periodic_task_exists() -> None:
    assert [load_task(periodic.task) for periodic in SCHEDULE]


@pytest.mark.parametrize("has_mail", [True, False])
def test_a_slot_of_the_schedule_makes_one_job_each(settings: Settings, has_mail: bool) -> None:
    settings.MAIL_CONFIGURED = has_mail
    planned = [one for one in SCHEDULE if has_mail or not one.needs_mail]
    assert (len(planned) == len(SCHEDULE)) is has_mail
    for seconds in (0, 1, 30):
        enqueue_periodic(now=NOW + timedelta(seconds=seconds))
    assert Job.objects.count() == len(planned)
    enqueue_periodic(now=NOW + timedelta(days=1))
    assert Job.objects.count() == 2 * len(planned)


def test_jobs_are_seen_by_their_own_workspace_only(workspace: Workspace) -> None:
    job = add(workspace, "leave_a_mark", shown=True)
    hidden = add(workspace, "leave_a_mark")
    other = make_workspace()
    assert queries.tray(workspace.pk) == [job]
    assert (queries.tray(other.pk), queries.running_count(other.pk)) == ([], 0)
    assert queries.shown_job(other.pk, job.public_id) is None
    assert queries.shown_job(workspace.pk, hidden.public_id) is None


def test_ended_jobs_are_forgotten_and_open_ones_never(workspace: Workspace) -> None:
    add(workspace, "leave_a_mark")
    worker().run_once()
    waiting = add(workspace, "leave_a_mark", due_at=NOW + timedelta(days=900))
    assert forget_finished(before=NOW + timedelta(days=1)) == 1
    assert list(Job.objects.all()) == [waiting]
