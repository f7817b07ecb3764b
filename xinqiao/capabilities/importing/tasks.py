"""Entries for jobs and for the schedule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from xinqiao.capabilities.importing import deciding, operations, queries, running, undoing
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids

# A file that no import knows was left by a crash between writing it and storing the row.
KEEP_UNKNOWN = timedelta(days=1)


def import_batch(lease: Lease, batch_id: int) -> dict[str, Any]:
    """Imports the rows of a batch that are not settled yet."""
    return running.run(lease, batch_id)


def undo_batch(lease: Lease, batch_id: int, member_id: int) -> dict[str, Any]:
    """Takes an import back, as far as nothing happened since."""
    return undoing.run(lease, batch_id, member_id)


def decide_rows(lease: Lease, batch_id: int, member_id: int, verdict: str) -> dict[str, Any]:
    """Gives every row of a batch that waits for a decision the same one."""
    return deciding.run(lease, batch_id, member_id, verdict)


def delete_old_files(lease: Lease) -> None:
    """Deletes files 30 days after their import, uploads after 7 days without a start, and what a crash left."""
    needed: set[str] = set()
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            names = operations.forget_old(now=now)
            needed |= queries.stored_files()
        for name in names:
            file_store.delete(name)
    for name in list(file_store.names_before(operations.FOLDER, lease.clock() - KEEP_UNKNOWN)):
        if name not in needed:
            file_store.delete(name)
