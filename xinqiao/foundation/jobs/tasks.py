"""Entries for the schedule."""

from __future__ import annotations

from datetime import timedelta

from xinqiao.foundation.jobs import operations
from xinqiao.foundation.jobs.runner import Lease

KEEP_FINISHED = timedelta(days=90)


def forget_finished_jobs(lease: Lease) -> None:
    """Deletes ended jobs after 90 days."""
    with lease.transaction() as now:
        operations.forget_finished(before=now - KEEP_FINISHED)
