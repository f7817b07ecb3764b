"""Writes on due work: enqueue, claim, hold, finish. The clock is always passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.tenancy.identifiers import new_public_id

LEASE = timedelta(seconds=60)
FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(hours=1)


class LeaseLost(Exception):
    """Another worker owns the job by now; whatever this one still wanted to write is void."""


class JobCancelled(Exception):
    """A person asked to stop the job; raised inside the task at its next safe point."""


@dataclass(frozen=True)
class Claim:
    """What a worker holds: the job, and the fence that proves the lease is still its own."""

    job_id: int
    workspace_id: int | None
    task: str
    arguments: dict[str, Any]
    fence: int
    owner: str
    attempts: int


def enqueue(
    task: str,
    *,
    now: datetime,
    workspace_id: int | None = None,
    arguments: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    unique_key: str | None = None,
    shown: bool = False,
    created_by: int | None = None,
) -> Job:
    """Adds due work in the caller's transaction. With a `unique_key` the second call returns the first job."""
    values = {
        "public_id": new_public_id(),
        "task": task,
        "workspace_id": workspace_id,
        "arguments": arguments or {},
        "due_at": due_at or now,
        "shown": shown,
        "created_by": created_by,
        "created_at": now,
    }
    if unique_key is None:
        return Job.objects.create(**values)
    job, _ = Job.objects.get_or_create(unique_key=unique_key, defaults=values)
    return job


def claim_due(owner: str, *, now: datetime, limit: int = 20, lease: timedelta = LEASE) -> list[Claim]:
    """Leases up to `limit` due jobs, including running ones whose lease has ended; each raises its fence."""
    due = Job.objects.filter(
        Q(state=Job.State.WAITING, due_at__lte=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    ).order_by("due_at")
    claims = []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        for job in due[:limit]:
            if job.attempts >= job.max_attempts:
                # It was killed at every attempt: stop trying, a person has to look.
                _close(Job.objects.filter(pk=job.pk), Job.State.FAILED, now=now, error="worker_lost")
                continue
            Job.objects.filter(pk=job.pk).update(
                state=Job.State.RUNNING,
                lease_owner=owner,
                lease_until=now + lease,
                fence=F("fence") + 1,
                attempts=F("attempts") + 1,
            )
            claims.append(
                Claim(job.pk, job.workspace_id, job.task, job.arguments, job.fence + 1, owner, job.attempts + 1)
            )
    return claims


def claim_this(public_id: str, owner: str, *, now: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Leases one due job to whoever wants to do this very one; None when another has it or it is not due."""
    job = Job.objects.filter(public_id=public_id, state=Job.State.WAITING, due_at__lte=now).first()
    if job is None:
        return None
    mine = Job.objects.filter(pk=job.pk, state=Job.State.WAITING, fence=job.fence)
    held = {"state": Job.State.RUNNING, "lease_owner": owner, "lease_until": now + lease}
    if not mine.update(**held, fence=F("fence") + 1, attempts=F("attempts") + 1):
        return None
    return Claim(job.pk, job.workspace_id, job.task, job.arguments, job.fence + 1, owner, job.attempts + 1)


def hold(claim: Claim, *, now: datetime, lease: timedelta = LEASE, **progress: Any) -> None:
    """First statement of every transaction of a task: extends the lease and locks the job's row.

    `progress` may set done_count, total_count, look_count. Raises LeaseLost when the fence has moved on
    (the caller's transaction then rolls back) and JobCancelled when a person asked to stop.
    """
    changed = _mine(claim).update(lease_until=now + lease, **progress)
    if not changed:
        raise LeaseLost(claim.task)
    if _mine(claim).filter(cancel_requested=True).exists():
        raise JobCancelled(claim.task)


def finish(claim: Claim, *, now: datetime, result: dict[str, Any] | None = None) -> None:
    """Marks the job done; raises LeaseLost when it is no longer this worker's."""
    if not _close(_mine(claim), Job.State.DONE, now=now, result=result or {}):
        raise LeaseLost(claim.task)


def mark_cancelled(claim: Claim, *, now: datetime) -> None:
    """Ends the job after the task stopped at a safe point."""
    _close(_mine(claim), Job.State.CANCELLED, now=now)


def retry_or_fail(claim: Claim, *, now: datetime, error: str) -> None:
    """Puts the job back with doubled delay (5 s, 10 s … 1 h), or fails it at its last attempt."""
    job = _mine(claim).first()
    if job is None:
        return
    if job.attempts >= job.max_attempts:
        _close(_mine(claim), Job.State.FAILED, now=now, error=error[:80])
        return
    delay = min(FIRST_BACKOFF * 2 ** (job.attempts - 1), LONGEST_BACKOFF)
    _mine(claim).update(state=Job.State.WAITING, due_at=now + delay, lease_owner="", lease_until=None, error=error[:80])


def put_back(claim: Claim, *, now: datetime) -> None:
    """Frees a job whose worker was told to stop; it goes on where it was, and this was no attempt."""
    _mine(claim).update(
        state=Job.State.WAITING, due_at=now, lease_owner="", lease_until=None, attempts=F("attempts") - 1
    )


def fail(claim: Claim, *, now: datetime, error: str) -> None:
    """Ends the job without another attempt: the input is at fault, not the moment."""
    _close(_mine(claim), Job.State.FAILED, now=now, error=error[:80])


def request_cancel(job: Job, *, now: datetime) -> None:
    """Asks a job to stop; one that has not begun is cancelled at once."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING, attempts=0)
    if not _close(waiting, Job.State.CANCELLED, now=now):
        Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(cancel_requested=True)


def cancel_all(workspace_id: int, *, now: datetime) -> None:
    """Asks every open job of a workspace to stop, in the caller's transaction."""
    for job in Job.objects.filter(workspace_id=workspace_id, state__in=[Job.State.WAITING, Job.State.RUNNING]):
        request_cancel(job, now=now)


def forget_finished(*, before: datetime) -> int:
    """Deletes ended jobs older than `before`; returns how many."""
    ended = [Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED]
    return Job.objects.filter(state__in=ended, finished_at__lt=before).delete()[0]


def _mine(claim: Claim) -> QuerySet[Job]:
    return Job.objects.filter(pk=claim.job_id, state=Job.State.RUNNING, fence=claim.fence, lease_owner=claim.owner)


def _close(jobs: QuerySet[Job], state: Job.State, *, now: datetime, **values: Any) -> int:
    return jobs.update(state=state, finished_at=now, lease_owner="", lease_until=None, **values)
