"""Reads on due work: the tray, and what `doctor` wants to know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Q

from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.tenancy.prepared import PreparedRows

_UNDER_WAY = PreparedRows(
    lambda workspace_id: Job.objects.filter(
        workspace_id=workspace_id, shown=True, state__in=[Job.State.WAITING, Job.State.RUNNING]
    ).values_list("pk"),
    int,
)


def tray(workspace_id: int, *, limit: int = 20) -> list[Job]:
    """The workspace's visible jobs, newest first."""
    return list(Job.objects.filter(workspace_id=workspace_id, shown=True).order_by("-id")[:limit])


def in_tray(workspace_id: int, *, ended_after: datetime, limit: int = 5) -> list[Job]:
    """What the tray shows: visible work under way, and what ended just now; newest first."""
    under_way = Q(state__in=[Job.State.WAITING, Job.State.RUNNING])
    shown = Job.objects.filter(under_way | Q(finished_at__gt=ended_after), workspace_id=workspace_id, shown=True)
    return list(shown.order_by("-id")[:limit])


def running_count(workspace_id: int) -> int:
    """How many visible jobs of the workspace are not finished."""
    return len(_UNDER_WAY.all(workspace_id))


def shown_job(workspace_id: int, public_id: str) -> Job | None:
    """One job that the workspace's pages show, or None."""
    return Job.objects.filter(workspace_id=workspace_id, public_id=public_id, shown=True).first()


def jobs_of(workspace_id: int, public_ids: Iterable[str]) -> dict[str, Job]:
    """Several jobs of the workspace by public id; those forgotten by now are missing."""
    return {job.public_id: job for job in Job.objects.filter(workspace_id=workspace_id, public_id__in=list(public_ids))}


def oldest_overdue(*, now: datetime) -> datetime | None:
    """When the longest-waiting due job became due: the alarm for a worker that is not running."""
    overdue = Job.objects.filter(
        Q(state=Job.State.WAITING, due_at__lt=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    )
    return overdue.order_by("due_at").values_list("due_at", flat=True).first()


def newest_created() -> datetime | None:
    """When the newest job was written, for a look at the clock."""
    return Job.objects.order_by("-created_at").values_list("created_at", flat=True).first()


def last_done(tasks: Iterable[str]) -> dict[str, datetime]:
    """When each of these tasks last ended well; those of which no job is remembered are missing."""
    done = Job.objects.filter(task__in=list(tasks), state=Job.State.DONE, finished_at__isnull=False)
    return dict(done.values_list("task").annotate(Max("finished_at")).order_by())
