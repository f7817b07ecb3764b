"""Undo of a whole import: who came in goes, what was replaced comes back, unless something happened meanwhile.

Goes through the rows in the order of the file, chunk by chunk, each one transaction that also moves the mark; a
worker may die at any point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.put_back import put_back
from xinqiao.capabilities.importing.queries import ENDED, UNDO_MARK, present_state
from xinqiao.capabilities.importing.rows import RowCode
from xinqiao.capabilities.importing.since import happened_since, remove_people
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.jobs.operations import JobCancelled, enqueue
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

TASK: Final = "xinqiao.capabilities.importing.tasks:undo_batch"
CHUNK_ROWS: Final = 1000
# Among the counts of a batch: how many people went, how many stayed and why is in their rows, how many were put back.
REMOVED: Final = "removed"
KEPT: Final = "kept"
PUT_BACK: Final = "put_back"

_State = ImportBatch.State


class NotUndoable(Exception):
    """The import is under way, undone already, or brought nobody in."""


def can_undo(batch: ImportBatch, state: str) -> bool:
    """Whether anything of this import can be taken back. `state`: its true state."""
    if batch.is_dry_run or state == _State.UNDONE or state not in ENDED:
        return False
    return UNDO_MARK in batch.counts or any(batch.counts.get(fate) for fate in (Fate.NEW, Fate.UPDATED))


def start_undo(batch: ImportBatch, *, by: Member, now: datetime) -> None:
    """Queues the undo, or the rest of one that was stopped; raises NotUndoable."""
    with transaction.atomic():
        state, _ = present_state(batch)
        if not can_undo(batch, state):
            raise NotUndoable
        counts = {**batch.counts, UNDO_MARK: batch.counts.get(UNDO_MARK, 0)}
        waiting = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
        if not waiting.update(state=_State.UNDOING, counts=counts, finished_at=None, error=""):
            raise NotUndoable
        job = enqueue(
            TASK,
            now=now,
            workspace_id=batch.workspace_id,
            arguments={"batch_id": batch.pk, "member_id": by.pk},
            shown=True,
            created_by=by.pk,
        )
        ImportBatch.objects.filter(pk=batch.pk).update(job_public_id=job.public_id)
        record(actor_of(by), "import_undo_started", now=now, subject=("import", batch.pk))
    batch.refresh_from_db()


def run(lease: Lease, batch_id: int, member_id: int) -> dict[str, Any]:
    """Takes back what is left of an import and returns the counts."""
    with scope(lease.workspace_id):
        batch = ImportBatch.objects.select_related("created_by").filter(pk=batch_id).first()
        by = Member.objects.get(pk=member_id)
    if batch is None or batch.state != _State.UNDOING:
        return {}
    try:
        while _undo_chunk(lease, batch, by=by):
            pass
    except JobCancelled:
        with transaction.atomic(), scope(lease.workspace_id):
            ImportBatch.objects.filter(pk=batch_id).update(state=_State.CANCELLED, finished_at=lease.clock())
        raise
    detail = {name: batch.counts.get(name, 0) for name in (REMOVED, KEPT, PUT_BACK)}
    # Several rows may speak of one person, so only now it is known of how many.
    everybody = sum(detail.values())
    with lease.transaction(done_count=everybody, total_count=everybody) as now:
        counts = _close_waiting(batch)
        ended = ImportBatch.objects.filter(pk=batch_id)
        ended.update(state=_State.UNDONE, undone_at=now, finished_at=now, counts=counts)
        record(actor_of(by), "import_undone", now=now, subject=("import", batch.pk), detail=detail)
    return detail


def _close_waiting(batch: ImportBatch) -> dict[str, int]:
    """Rows that wait for a decision wait no longer, and their cells go; returns the counts of the batch."""
    reason = {"code": RowCode.UNDECIDED.value, "column": None, "value": ""}
    waiting = ImportRow.objects.filter(batch=batch, fate=Fate.PROBABLE)
    closed = waiting.update(fate=Fate.SKIPPED, candidate=None, before=None, reasons=[reason])
    counts = Counter(batch.counts)
    counts.update({Fate.SKIPPED.value: closed, Fate.PROBABLE.value: -closed})
    return {name: count for name, count in counts.items() if count or name == UNDO_MARK}


def _undo_chunk(lease: Lease, batch: ImportBatch, *, by: Member) -> bool:
    """One chunk; False when there is nothing left."""
    mark = batch.counts.get(UNDO_MARK, 0)
    total = batch.counts.get(Fate.NEW, 0) + batch.counts.get(Fate.UPDATED, 0)
    settled = batch.counts.get(REMOVED, 0) + batch.counts.get(KEPT, 0) + batch.counts.get(PUT_BACK, 0)
    with lease.transaction(done_count=settled, total_count=max(settled, total)) as now:
        found = ImportRow.objects.filter(
            batch=batch, number__gt=mark, fate__in=(Fate.NEW, Fate.UPDATED), candidate__isnull=False
        )
        rows = list(found.order_by("number")[:CHUNK_ROWS])
        if not rows:
            return False
        tally = undo_rows(batch, rows, by=by, now=now)
        counts = dict(Counter(batch.counts) + tally) | {UNDO_MARK: rows[-1].number}
        ImportBatch.objects.filter(pk=batch.pk).update(counts=counts)
    batch.counts = counts
    return True


def undo_rows(batch: ImportBatch, rows: Sequence[ImportRow], *, by: Member, now: datetime) -> Counter[str]:
    """Takes back what these rows did, in the caller's transaction; rows of people who stay say why.

    Counts under `removed`, `kept` and `put_back`.
    """
    tally: Counter[str] = Counter()
    new = [row for row in rows if row.fate == Fate.NEW and row.candidate_id]
    people = {row.candidate_id for row in new if row.candidate_id}
    staying = happened_since(people, batch)
    leaving = people - staying.keys()
    remove_people(leaving)
    tally[REMOVED] = len(leaving)
    # Two rows of one person, where a merge stands, both say why.
    kept = [(row, staying[row.candidate_id]) for row in new if row.candidate_id in staying]
    changed = [row for row in rows if row.fate == Fate.UPDATED and row.candidate_id and row.candidate_id not in leaving]
    stayed = put_back(batch, changed, by=by, now=now)
    tally[PUT_BACK] = len(changed)
    kept += [(row, RowCode.CHANGED_SINCE) for row in stayed]
    tally[KEPT] = len(staying)
    _say_why(kept)
    return tally


def _say_why(kept: Iterable[tuple[ImportRow, RowCode]]) -> None:
    rows = []
    for row, code in kept:
        row.reasons = [*row.reasons, {"code": code.value, "column": None, "value": ""}]
        rows.append(row)
    ImportRow.objects.bulk_update(rows, ["reasons"], batch_size=200)
