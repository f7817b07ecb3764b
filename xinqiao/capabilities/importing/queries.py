"""Reads on imports: the history, one batch, the fate of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.queries import jobs_of
from xinqiao.foundation.tenancy.scope import current_workspace_id

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate

PAGE_SIZE: Final = 50
DOWNLOAD_ROWS: Final = 2000

_State = ImportBatch.State
ENDED: Final = (_State.DONE, _State.FAILED, _State.CANCELLED, _State.UNDONE)
UNDER_WAY: Final = (_State.QUEUED, _State.RUNNING, _State.UNDOING)
# Among the counts of a batch: up to which row it is undone.
UNDO_MARK: Final = "undone_to"


class UnknownBatch(LookupError):
    """The current workspace has no such import."""


@dataclass(frozen=True)
class BatchLine:
    """An import with its true state: where a job ended without a word, the job is believed."""

    batch: ImportBatch
    state: str
    job: Job | None


@dataclass(frozen=True)
class BatchPage:
    """One page of imports and the key that continues after it (empty at the end)."""

    lines: list[BatchLine]
    after: str


@dataclass(frozen=True)
class RowPage:
    """One page of rows and the row number that continues after it (0 at the end)."""

    rows: list[ImportRow]
    after: int


def batches(*, after: str = "") -> BatchPage:
    """Imports of the workspace, newest first, 50 at a time. `after`: public id of the last one seen."""
    found = ImportBatch.objects.select_related("created_by__user").order_by("-id")
    last = ImportBatch.objects.filter(public_id=after).values_list("id", flat=True).first() if after else None
    if last is not None:
        found = found.filter(id__lt=last)
    rows = list(found[: PAGE_SIZE + 1])
    page = rows[:PAGE_SIZE]
    return BatchPage(_lines(page), page[-1].public_id if len(rows) > PAGE_SIZE else "")


def batch_of(public_id: str) -> ImportBatch:
    """One import of the workspace; raises UnknownBatch for any other."""
    batch = ImportBatch.objects.select_related("created_by__user").filter(public_id=public_id).first()
    if batch is None:
        raise UnknownBatch(public_id)
    return batch


def line_of(batch: ImportBatch) -> BatchLine:
    """One import with its true state."""
    return _lines([batch])[0]


def present_state(batch: ImportBatch) -> tuple[str, Job | None]:
    """The true state of an import and its job, if that is still known."""
    line = line_of(batch)
    return line.state, line.job


def batches_by_id(ids: Iterable[int]) -> dict[int, ImportBatch]:
    """These imports of the workspace, by internal id."""
    return ImportBatch.objects.in_bulk(list(ids))


def rows_page(batch: ImportBatch, *, fate: str = "", after: int = 0) -> RowPage:
    """Rows in the order of the file, 50 at a time, with the people they speak of."""
    rows = _rows_after(batch, after, limit=PAGE_SIZE + 1, fate=fate)
    page = rows[:PAGE_SIZE]
    return RowPage(page, page[-1].number if len(rows) > PAGE_SIZE else 0)


def rows_after(batch: ImportBatch, number: int, *, fate: str = "") -> list[ImportRow]:
    """The next block of rows for a download, in the order of the file; empty at the end."""
    return _rows_after(batch, number, limit=DOWNLOAD_ROWS, fate=fate)


def candidates_of_rows(batch: ImportBatch, numbers: Iterable[int]) -> dict[int, int | None]:
    """Whom earlier rows of this import became or were found to be, by row number (internal id)."""
    rows = ImportRow.objects.filter(batch=batch, number__among=set(numbers)).exclude(fate="probable")
    return dict(rows.values_list("number", "candidate_id"))


def people_above(batch: ImportBatch, rows: Iterable[ImportRow]) -> dict[int, Candidate]:
    """Who came in with the earlier rows of the file that these rows resemble, by the number of the earlier row."""
    numbers = {row.duplicate_of_row for row in rows if row.candidate_id is None and row.duplicate_of_row}
    above = ImportRow.objects.filter(batch=batch, number__in=numbers).exclude(fate="probable")
    people = above.filter(candidate__isnull=False).select_related("candidate")
    return {row.number: row.candidate for row in people if row.candidate}


def stored_files() -> set[str]:
    """The files that imports of the current workspace still need."""
    return set(ImportBatch.objects.exclude(stored_file="").values_list("stored_file", flat=True))


def _rows_after(batch: ImportBatch, number: int, *, limit: int, fate: str = "") -> list[ImportRow]:
    rows = ImportRow.objects.filter(batch=batch, number__gt=number).select_related("candidate").order_by("number")
    if fate:
        rows = rows.filter(fate=fate)
    return list(rows[:limit])


def _lines(found: list[ImportBatch]) -> list[BatchLine]:
    under_way = [batch for batch in found if batch.state in UNDER_WAY]
    jobs = jobs_of(current_workspace_id(), [row.job_public_id for row in under_way]) if under_way else {}
    return [_line(batch, jobs.get(batch.job_public_id)) for batch in found]


def _line(batch: ImportBatch, job: Job | None) -> BatchLine:
    if batch.state not in UNDER_WAY:
        return BatchLine(batch, batch.state, job)
    if job is None or job.state == Job.State.CANCELLED:
        return BatchLine(batch, _State.CANCELLED, job)
    if job.state in (Job.State.FAILED, Job.State.DONE):
        # A job that says "done" has closed its import before; anything else is a failure to look at.
        return BatchLine(batch, _State.FAILED, job)
    return BatchLine(batch, batch.state, job)
