"""kill -9, SIGSTOP and double starts: every job ends exactly once, whatever happens to its worker."""

from __future__ import annotations

import os
import random
import signal
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.factories import make_candidate, make_workspace
from tests.faults import counting_task
from tests.faults.processes import brief_worker, fork, kill, wait_until, worker
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.foundation.jobs import schedule
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import LeaseLost, claim_due, enqueue, finish, hold
from xinqiao.foundation.tenancy.scope import scope

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

FULL = os.environ.get("XINQIAO_FULL") == "1"
KILLS = 200 if FULL else 20
SEED = int(os.environ.get("XINQIAO_SEED", "20261123"))


def counted(candidate: Candidate) -> list[dict[str, int]]:
    with scope(candidate.workspace_id or 0):
        rows = TimelineEntry.objects.filter(candidate=candidate, kind=counting_task.KIND).order_by("id")
        return [row.data for row in rows]


def start_counting(*, upto: int, pause: float) -> tuple[Candidate, Job]:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    job = enqueue(
        counting_task.NAME,
        now=datetime.now(UTC),
        workspace_id=workspace.pk,
        arguments={"candidate_id": candidate.pk, "upto": upto, "pause": pause},
    )
    # A job gives up after its attempts; this one is meant to be killed at almost every one.
    Job.objects.filter(pk=job.pk).update(max_attempts=KILLS + 10)
    return candidate, job


def is_done(job: Job) -> bool:
    return Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists()


def test_a_job_killed_again_and_again_is_finished_once() -> None:
    dice = random.Random(SEED)
    per_run = 6
    candidate, job = start_counting(upto=KILLS * per_run, pause=0.02)
    for _ in range(KILLS):
        before = len(counted(candidate))
        pid = fork(brief_worker)
        goal = before + dice.randint(0, per_run)
        wait_until(lambda goal=goal: len(counted(candidate)) >= goal or is_done(job))  # type: ignore[misc]
        kill(pid)
    pid = fork(brief_worker)
    wait_until(lambda: is_done(job), seconds=120)
    kill(pid)
    rows = counted(candidate)
    assert [row["number"] for row in rows] == list(range(KILLS * per_run))
    fences = [row["fence"] for row in rows]
    assert fences == sorted(fences)


def test_two_workers_never_hold_one_job_at_once() -> None:
    candidate, job = start_counting(upto=30, pause=0.01)
    pids = [fork(worker), fork(worker)]
    wait_until(lambda: is_done(job))
    for pid in pids:
        kill(pid)
    assert [row["number"] for row in counted(candidate)] == list(range(30))
    job.refresh_from_db()
    assert job.attempts == 1


def test_a_stalled_worker_that_wakes_cannot_write() -> None:
    candidate, job = start_counting(upto=40, pause=0.05)
    stalled = fork(worker)
    wait_until(lambda: len(counted(candidate)) >= 2)
    os.kill(stalled, signal.SIGSTOP)
    # On SQLite it may have been stopped inside its write transaction; let it out of there, as a scheduler would.
    fresh = fork(worker)
    wait_until(lambda: _taken_over_or_free(job, stalled), seconds=60)
    wait_until(lambda: is_done(job), seconds=60)
    kill(fresh)
    os.kill(stalled, signal.SIGCONT)
    # The woken worker first finds its lease gone, then takes the next job: once that is done, it has tried.
    _, next_job = start_counting(upto=1, pause=0)
    wait_until(lambda: is_done(next_job))
    kill(stalled)
    rows = counted(candidate)
    assert [row["number"] for row in rows] == list(range(40))
    assert len({row["fence"] for row in rows}) == 2


def _taken_over_or_free(job: Job, stalled: int) -> bool:
    job.refresh_from_db()
    if job.fence >= 2:
        return True
    if job.lease_until and job.lease_until < datetime.now(UTC) - timedelta(seconds=3):
        # It was stopped while holding the row: move it on by a hair until it is outside its transaction.
        os.kill(stalled, signal.SIGCONT)
        os.kill(stalled, signal.SIGSTOP)
    return False


def test_a_worker_whose_lease_was_taken_writes_nothing() -> None:
    _, job = start_counting(upto=1, pause=0)
    now = datetime.now(UTC)
    (first,) = claim_due("first", now=now, lease=timedelta(seconds=1))
    (second,) = claim_due("second", now=now + timedelta(seconds=5))
    for write in (lambda: hold(first, now=now), lambda: finish(first, now=now)):
        with pytest.raises(LeaseLost):
            write()
    finish(second, now=now)
    assert is_done(job)


def test_work_of_a_rolled_back_transaction_never_runs() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(counting_task.NAME, now=datetime.now(UTC))
        raise ZeroDivisionError
    assert claim_due("anyone", now=datetime.now(UTC) + timedelta(days=1)) == []


def test_two_schedulers_make_each_slot_once() -> None:
    now = datetime.now(UTC)

    def plan() -> None:
        for _ in range(20):
            schedule.enqueue_periodic(now=now)

    pids = [fork(plan), fork(plan)]
    statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    assert statuses == [0, 0]
    # Letters are planned only where mail can go out.
    assert Job.objects.count() == sum(not one.needs_mail for one in schedule.SCHEDULE)


def test_a_jump_of_the_clock_makes_no_storm() -> None:
    now = datetime.now(UTC)
    for jump in (timedelta(), timedelta(hours=1), timedelta(hours=-1), timedelta(days=365)):
        schedule.enqueue_periodic(now=now + jump)
    assert Job.objects.count() <= 4 * len(schedule.SCHEDULE)


def test_a_job_that_kills_its_worker_every_time_is_given_up_for_a_person() -> None:
    _, job = start_counting(upto=1, pause=0)
    Job.objects.filter(pk=job.pk).update(max_attempts=2)
    now = datetime.now(UTC)
    for round_ in range(3):
        claim_due("doomed", now=now + timedelta(minutes=5 * round_))
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "worker_lost")
