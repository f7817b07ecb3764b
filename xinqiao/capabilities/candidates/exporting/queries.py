"""Reads on exports: the history and one of them, with their true state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xinqiao.capabilities.candidates.models import Export
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.queries import jobs_of
from xinqiao.foundation.tenancy.scope import current_workspace_id

PAGE_SIZE: Final = 50

_State = Export.State
UNDER_WAY: Final = (_State.QUEUED, _State.RUNNING)


@dataclass(frozen=True)
class ExportLine:
    """An export with its true state: where a job ended without a word, the job is believed."""

    export: Export
    state: str
    job: Job | None


@dataclass(frozen=True)
class ExportPage:
    """One page of exports and the key that continues after it (empty at the end)."""

    lines: list[ExportLine]
    after: str


def exports(*, after: str = "") -> ExportPage:
    """The workspace's exports, newest first, 50 at a time."""
    found = Export.objects.select_related("created_by__user").order_by("-id")
    last = Export.objects.filter(public_id=after).values_list("id", flat=True).first() if after else None
    if last is not None:
        found = found.filter(id__lt=last)
    rows = list(found[: PAGE_SIZE + 1])
    page = rows[:PAGE_SIZE]
    return ExportPage(_lines(page), page[-1].public_id if len(rows) > PAGE_SIZE else "")


def export_of(public_id: str) -> Export:
    """One export of the current workspace; raises Export.DoesNotExist for any other."""
    return Export.objects.select_related("created_by__user").get(public_id=public_id)


def stored_files() -> set[str]:
    """The files that exports of the current workspace still need."""
    return set(Export.objects.exclude(stored_file="").values_list("stored_file", flat=True))


def _lines(found: list[Export]) -> list[ExportLine]:
    under_way = [row.job_public_id for row in found if row.state in UNDER_WAY]
    jobs = jobs_of(current_workspace_id(), under_way) if under_way else {}
    return [_line(row, jobs.get(row.job_public_id)) for row in found]


def _line(export: Export, job: Job | None) -> ExportLine:
    if export.state not in UNDER_WAY:
        return ExportLine(export, export.state, job)
    if job is None or job.state == Job.State.CANCELLED:
        return ExportLine(export, _State.CANCELLED, job)
    if job.state in (Job.State.FAILED, Job.State.DONE):
        return ExportLine(export, _State.FAILED, job)
    return ExportLine(export, export.state, job)
