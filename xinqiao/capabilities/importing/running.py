"""The import itself: chunk by chunk, each one transaction that also moves the mark up to which rows are settled.

A worker may die at any point; the next one begins behind the mark, so no row is lost and none comes twice. A dry run
goes the same way, stores fates and nobody, and begins anew when it was cut off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import IntegrityError, OperationalError, transaction

from xinqiao.capabilities.importing import bulk
from xinqiao.capabilities.importing.fates import Fate, JudgedRow, judge
from xinqiao.capabilities.importing.formats import UnreadableFile
from xinqiao.capabilities.importing.handing_over import pack, unpack
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.queries import candidates_of_rows
from xinqiao.capabilities.importing.quiet_memory import collect_little, without_collecting
from xinqiao.capabilities.importing.reading import table_of
from xinqiao.capabilities.importing.reading_ahead import read_ahead
from xinqiao.capabilities.importing.row_store import store_fates
from xinqiao.capabilities.importing.seen_keys import SeenKeys
from xinqiao.capabilities.importing.settling import FileTwins, Settled, settle
from xinqiao.capabilities.importing.shelf import Shelf
from xinqiao.capabilities.importing.storing import add_people, change_people
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.operations import JobCancelled
from xinqiao.foundation.jobs.runner import Lease, UnusableInput
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.operations import actor_of, complete_first_run_step

CHUNK_ROWS: Final = 2000
# Below so many rows, a process beside this one costs more than it saves.
AHEAD_FROM: Final = 5000
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
    shelf: Shelf
    began: datetime
    counts: Counter[str] = field(default_factory=Counter)
    # A dry run stores nobody, so it has to remember the people of the rows above.
    twins: FileTwins | None = None

    @property
    def batch(self) -> ImportBatch:
        """The import."""
        return self.shelf.batch

    @property
    def progress(self) -> dict[str, int]:
        """What the tray shows; blank rows count for nothing."""
        return progress_of(self.counts, self.batch.rows_total)


def progress_of(counts: Counter[str], rows_total: int) -> dict[str, int]:
    """Counts of an import as its job carries them."""
    done = sum(counts[fate] for fate in Fate)
    return {"done_count": done, "total_count": max(done, rows_total), "look_count": counts[TO_LOOK_AT]}


def run(lease: Lease, batch_id: int) -> dict[str, Any]:
    """Imports what is left of a batch and returns how many rows ended how; a finished batch stays as it is."""
    try:
        with lease.transaction() as now:
            batch = _begin(batch_id)
        if batch.state == _State.RUNNING:
            _run_through(lease, batch, began=now)
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
    if batch.state in (_State.QUEUED, _State.RUNNING):
        batch.state = _State.RUNNING
        if batch.is_dry_run:
            batch.rows_done, batch.counts = 0, {}
        batch.save(update_fields=["state", "rows_done", "counts"])
    return batch


def _run_through(lease: Lease, batch: ImportBatch, *, began: datetime) -> None:
    if not batch.rows_done:
        _clear_rows(lease, batch)
    mapping = ColumnMapping.from_json(batch.mapping)
    twins = FileTwins() if batch.is_dry_run else None
    job = _Run(lease, Shelf(batch, mapping), began, Counter(batch.counts), twins)
    with without_collecting():
        for count, chunk in enumerate(_chunks_of_file(job)):
            if count & (count - 1) == 0:
                # At every doubling of what is stored.
                bulk.plan_anew(grown=count > 0)
            _store(job, chunk)
            del chunk
            collect_little()
    with lease.transaction(**job.progress) as now:
        _finish(job, now=now)


def _clear_rows(lease: Lease, batch: ImportBatch) -> None:
    """Takes away what a dry run wrote down, in portions that hold the database only shortly."""
    while ids := _some_rows(lease, batch):
        with lease.transaction():
            ImportRow.objects.filter(pk__in=ids).delete()


def _some_rows(lease: Lease, batch: ImportBatch) -> list[int]:
    with scope(lease.workspace_id):
        rows = ImportRow.objects.filter(batch=batch).order_by("number")
        return list(rows.values_list("pk", flat=True)[: bulk.KEYS_AT_ONCE])


def _chunks_of_file(job: _Run) -> Iterator[list[JudgedRow]]:
    batch, shelf = job.batch, job.shelf

    def chunks() -> Iterator[list[JudgedRow]]:
        # Settled rows are judged once more, without a write: contact points of everyone above must be known.
        judged = judge(table_of(batch).rows(), shelf.mapping, SeenKeys(), told=batch.people_know, above=batch.rows_done)
        return _chunks(judged)

    if batch.rows_total < AHEAD_FROM:
        return chunks()
    with scope(job.lease.workspace_id):
        # Looked up here: the child never asks the database.
        shelf.load_owners()
    packed = read_ahead(lambda: (pack(chunk, shelf, now=job.began) for chunk in chunks()))
    return (unpack(chunk, shelf.mapping) for chunk in packed)


def _chunks(rows: Iterator[JudgedRow]) -> Iterator[list[JudgedRow]]:
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _store(job: _Run, chunk: list[JudgedRow]) -> None:
    for attempt in range(1, MOST_COLLISIONS + 1):
        try:
            return _store_once(job, chunk)
        except (IntegrityError, OperationalError) as problem:
            # Another import was faster with one of these people: looked up again, the row is a duplicate.
            if attempt == MOST_COLLISIONS or not is_collision(problem):
                raise
    return None


def is_collision(problem: Exception) -> bool:
    """Whether somebody else stored the same person, tag or row at the same moment."""
    return isinstance(problem, IntegrityError) or getattr(problem.__cause__, "sqlstate", "") == _DEADLOCK


def _store_once(job: _Run, chunk: list[JudgedRow]) -> None:
    batch, shelf = job.batch, job.shelf
    with scope(job.lease.workspace_id):
        # Stored people are found by their records; those of this chunk by its own memory.
        twins = job.twins if job.twins is not None else FileTwins()
        settled = settle(chunk, batch, shelf.mapping, twins, now=job.began)
        people = _people_above(batch, chunk)
    counts = job.counts + _tally(settled)
    last = chunk[-1].last_number
    with job.lease.transaction(**progress_of(counts, batch.rows_total)) as now:
        if not batch.is_dry_run:
            add_people(shelf, [one for one in settled if one.fate is Fate.NEW], now=now)
            change_people(shelf, [one for one in settled if one.fate is Fate.UPDATED], now=now)
        _name_people(settled, people)
        store_fates(batch, settled)
        ImportBatch.objects.filter(pk=batch.pk).update(rows_done=last, counts=dict(counts))
    job.counts, batch.rows_done, batch.counts = counts, last, dict(counts)


def _people_above(batch: ImportBatch, chunk: list[JudgedRow]) -> dict[int, int | None]:
    """Whom the rows of earlier chunks became that rows of this one repeat."""
    first = chunk[0].number
    earlier = {row.same_as_row for row in chunk if row.same_as_row and row.same_as_row < first}
    return candidates_of_rows(batch, earlier) if earlier else {}


def _name_people(settled: list[Settled], people: dict[int, int | None]) -> None:
    """Gives each row that repeats another one the person of that row."""
    for one in settled:
        if one.fate is Fate.DUPLICATE and one.same_as_row:
            one.candidate_id = people.get(one.same_as_row) or one.candidate_id
        people[one.row.number] = None if one.fate is Fate.PROBABLE else one.candidate_id


def _tally(settled: list[Settled]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for one in settled:
        if one.row.blank_rows:
            tally[BLANK] += one.row.blank_rows
            continue
        tally[one.fate.value] += 1
        if needs_a_look(one):
            tally[TO_LOOK_AT] += 1
    return tally


def needs_a_look(one: Settled) -> bool:
    """Whether somebody should look at the row: refused, undecided, or taken with cells that were not all usable."""
    if one.fate in (Fate.REFUSED, Fate.PROBABLE):
        return True
    return one.fate in (Fate.NEW, Fate.UPDATED) and bool(one.reasons)


def _finish(job: _Run, *, now: datetime) -> None:
    batch = job.batch
    batch.state = _State.CHECKED if batch.is_dry_run else _State.DONE
    batch.finished_at, batch.counts = now, dict(job.counts)
    batch.save(update_fields=["state", "finished_at", "counts"])
    member = batch.created_by
    action = "import_checked" if batch.is_dry_run else "import_finished"
    record(actor_of(member), action, now=now, subject=("import", batch.pk), detail=dict(job.counts))
    if job.counts[Fate.NEW] and not batch.is_dry_run:
        complete_first_run_step(member.workspace, "imported", now=now)


def _mark_cancelled(batch_id: int, workspace_id: int, *, now: datetime) -> None:
    # The lease is no door any more after a cancel; what was stored stays, and the batch says how far it came.
    with transaction.atomic(), scope(workspace_id):
        under_way = ImportBatch.objects.filter(pk=batch_id, state__in=(_State.QUEUED, _State.RUNNING))
        under_way.update(state=_State.CANCELLED, finished_at=now)
