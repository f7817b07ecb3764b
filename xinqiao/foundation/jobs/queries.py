"""Reads on due work: the tray, and what `doctor` wants to know."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from xinqiao.foundation.jobs.models import Job


def tray(workspace_id: int, *, limit: int = 20) -> list[Job]:
    """The workspace's visible jobs, newest first."""
    return list(Job.objects.filter(workspace_id=workspace_id, shown=True).order_by("-id")[:limit])


def running_count(workspace_id: int) -> int:
    """How many visible jobs of the workspace are not finished."""
    open_states = [Job.State.WAITING, Job.State.RUNNING]
    return Job.objects.filter(workspace_id=workspace_id, shown=True, state__in=open_states).count()


def job_of(workspace_id: int, public_id: str) -> Job:
    """One job of the workspace; raises Job.DoesNotExist for any other."""
    return Job.objects.get(workspace_id=workspace_id, public_id=public_id)


def oldest_overdue(*, now: datetime) -> datetime | None:
    """When the longest-waiting due job became due: the alarm for a worker that is not running."""
    overdue = Job.objects.filter(
        Q(state=Job.State.WAITING, due_at__lt=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    )
    return overdue.order_by("due_at").values_list("due_at", flat=True).first()
