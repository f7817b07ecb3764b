"""The import itself: chunk by chunk, each one transaction that also moves the mark up to which rows are settled.

A worker may die at any point; the next one begins behind the mark, so no row is lost and none comes twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, OperationalError, transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import add_many, add_notes
from xinqiao.capabilities.importing.fates import Fate, JudgedRow, candidate_among, fate_of, judge, known_people
from xinqiao.capabilities.importing.formats import UnreadableFile, open_table
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.people import facts_of, note_of
from xinqiao.capabilities.importing.queries import candidates_of_rows
from xinqiao.capabilities.importing.row_store import store_fates
from xinqiao.capabilities.importing.rows import DuplicateFinder
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.operations import JobCancelled
from xinqiao.foundation.jobs.runner import Lease, UnusableInput
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.operations import actor_of, complete_first_run_step

CHUNK_ROWS: Final = 500
# So often another import may have stored one of our people between the look and the write.
MOST_COLLISIONS: Final = 5
FILE_GONE: Final = "file_gone"
BATCH_GONE: Final = "batch_gone"
BLANK: Final = "blank"
TO_LOOK_AT: Final = "to_look_at"
_DEADLOCK: Final = "40P01"

_State = ImportBatch.State


@dataclass(slots=True)
class _Run:
    """What one attempt carries from chunk to chunk."""

    lease: Lease
    batch: ImportBatch
    mapping: ColumnMapping
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def progress(self) -> dict[str, int]:
        """What the tray shows; blank rows count for nothing."""
        done = sum(self.counts[fate] for fate in Fate)
        return {
            "done_count": done,
            "total_count": max(done, self.batch.rows_total),
            "look_count": self.counts[TO_LOOK_AT],
        }


def run(lease: Lease, batch_id: int) -> dict[str, Any]:
    """Imports what is left of a batch and returns how many rows ended how; a finished batch stays as it is."""
    try:
        with lease.transaction() as now:
            batch = _begin(batch_id)
        if batch.state != _State.DONE:
            _run_through(lease, batch)
    except JobCancelled:
        _mark_cancelled(batch_id, lease.workspace_id, now=lease.clock())
        raise
    except (UnreadableFile, file_store.FileMissing) as problem:
        code = problem.code if isinstance(problem, UnreadableFile) else FILE_GONE
        with lease.transaction() as now:
            ImportBatch.objects.filter(pk=batch_id).update(state=_State.FAILED, error=code, finished_at=now)
        raise UnusableInput(code) from problem
    return dict(batch.counts)


def _begin(batch_id: int) -> ImportBatch:
    batch = ImportBatch.objects.select_related("created_by__workspace").filter(pk=batch_id).first()
    if batch is None:
        raise UnusableInput(BATCH_GONE)
    if batch.state != _State.DONE:
        batch.state = _State.RUNNING
        batch.save(update_fields=["state"])
    return batch


def _run_through(lease: Lease, batch: ImportBatch) -> None:
    table = open_table(
        file_store.path_of(batch.stored_file),
        encoding=batch.encoding or None,
        sheet=batch.sheet or None,
        header_row=batch.header_row,
    )
    job = _Run(lease, batch, ColumnMapping.from_json(batch.mapping), Counter(batch.counts))
    # Settled rows are judged once more, without a write: the finder must know everyone above.
    judged = judge(table.rows(), job.mapping, DuplicateFinder())
    for chunk in _chunks(row for row in judged if row.last_number > batch.rows_done):
        _store(job, chunk)
    with lease.transaction(**job.progress) as now:
        _finish(job, now=now)


def _chunks(rows: Iterable[JudgedRow]) -> Iterator[list[JudgedRow]]:
    chunk: list[JudgedRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _store(job: _Run, chunk: list[JudgedRow]) -> None:
    for attempt in range(1, MOST_COLLISIONS + 1):
        try:
            return _store_once(job, chunk)
        except (IntegrityError, OperationalError) as problem:
            # Another import was faster with one of these people: looked up again, the row is a duplicate.
            if attempt == MOST_COLLISIONS or not _is_collision(problem):
                raise
    return None


def _is_collision(problem: Exception) -> bool:
    return isinstance(problem, IntegrityError) or getattr(problem.__cause__, "sqlstate", "") == _DEADLOCK


def _store_once(job: _Run, chunk: list[JudgedRow]) -> None:
    with scope(job.lease.workspace_id):
        known = known_people(chunk)
        earlier = {row.same_as_row for row in chunk if row.same_as_row} - {row.number for row in chunk}
        people: dict[int, int | None] = candidates_of_rows(job.batch, earlier) if earlier else {}
    after = _Run(job.lease, job.batch, job.mapping, job.counts + _tally(chunk, known))
    with job.lease.transaction(**after.progress) as now:
        new = [row for row in chunk if fate_of(row, known) is Fate.NEW]
        people.update(_add_people(job, new, now=now))
        store_fates(job.batch, _fates_of(chunk, known, people))
        ImportBatch.objects.filter(pk=job.batch.pk).update(rows_done=chunk[-1].last_number, counts=dict(after.counts))
    job.counts = after.counts
    job.batch.rows_done, job.batch.counts = chunk[-1].last_number, dict(after.counts)


def _tally(chunk: list[JudgedRow], known: dict[str, int]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for row in chunk:
        if row.blank_rows:
            tally[BLANK] += row.blank_rows
            continue
        fate = fate_of(row, known)
        tally[fate] += 1
        # Whoever looks through the list later: refused people, and new ones whose cells were not all usable.
        if fate is Fate.REFUSED or (fate is Fate.NEW and row.reasons):
            tally[TO_LOOK_AT] += 1
    return tally


def _add_people(job: _Run, rows: list[JudgedRow], *, now: datetime) -> dict[int, int | None]:
    persons = [(row.number, row.person) for row in rows if row.person]
    stored = add_many([facts_of(person, job.batch) for _, person in persons], owner=job.batch.created_by, now=now)
    notes: list[tuple[Candidate, str]] = []
    for candidate, (_, person) in zip(stored, persons, strict=True):
        if text := note_of(person, job.mapping):
            notes.append((candidate, text))
    if notes:
        add_notes(notes, by=job.batch.created_by, now=now)
    return {number: candidate.pk for candidate, (number, _) in zip(stored, persons, strict=True)}


def _fates_of(
    chunk: list[JudgedRow], known: dict[str, int], people: dict[int, int | None]
) -> Iterator[tuple[JudgedRow, Fate, int | None]]:
    """Each row with its fate and its person. `people` grows: a row that names a known person answers for later ones."""
    for row in chunk:
        fate = fate_of(row, known)
        if fate is Fate.DUPLICATE:
            # The row above is the better witness: it already stands for a person, perhaps by another address.
            people[row.number] = people.get(row.same_as_row or 0) or candidate_among(row, known)
        yield row, fate, people.get(row.number)


def _finish(job: _Run, *, now: datetime) -> None:
    batch = job.batch
    batch.state, batch.finished_at, batch.counts = _State.DONE, now, dict(job.counts)
    batch.save(update_fields=["state", "finished_at", "counts"])
    member = batch.created_by
    record(actor_of(member), "import_finished", now=now, subject=("import", batch.pk), detail=dict(job.counts))
    if job.counts[Fate.NEW]:
        complete_first_run_step(member.workspace, "imported", now=now)


def _mark_cancelled(batch_id: int, workspace_id: int, *, now: datetime) -> None:
    # The lease is no door any more after a cancel; what was stored stays, and the batch says how far it came.
    with transaction.atomic(), scope(workspace_id):
        under_way = ImportBatch.objects.filter(pk=batch_id, state__in=(_State.QUEUED, _State.RUNNING))
        under_way.update(state=_State.CANCELLED, finished_at=now)
