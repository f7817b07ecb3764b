"""Tasks for the runner's tests: each ends in one particular way."""

from __future__ import annotations

from typing import Any

from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.audit.operations import SYSTEM, record
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import request_cancel
from xinqiao.foundation.jobs.runner import Lease, UnusableInput


def named(function: str) -> str:
    """How a job names one of these tasks."""
    return f"{__name__}:{function}"


def leave_a_mark(lease: Lease, mark: str) -> dict[str, Any]:
    """Writes one row in the job's workspace and returns how many such rows there are."""
    with lease.transaction(done_count=1, total_count=1, look_count=0) as now:
        record(SYSTEM, mark, now=now)
        return {"marks": AuditEntry.objects.filter(action=mark).count()}


def stumble(lease: Lease, mark: str) -> None:
    """Writes a row and fails in the same transaction."""
    with lease.transaction() as now:
        record(SYSTEM, mark, now=now)
        raise ConnectionResetError("private words")


def refuse(lease: Lease) -> None:
    """Trying again cannot help."""
    raise UnusableInput("too_odd")


def be_stopped(lease: Lease, mark: str) -> None:
    """Is asked to stop after its first transaction."""
    with lease.transaction() as now:
        record(SYSTEM, mark, now=now)
    request_cancel(Job.objects.get(pk=lease.claim.job_id), now=now)
    with lease.transaction() as now:
        record(SYSTEM, mark, now=now)
