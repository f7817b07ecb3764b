"""Entries for jobs and for the schedule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from xinqiao.capabilities.candidates.exporting import operations, queries, running
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids

# A file that no export knows was left by a crash between writing it and storing the row.
KEEP_UNKNOWN: Final = timedelta(days=1)


def run_export(lease: Lease, export_id: int) -> dict[str, Any]:
    """Writes the file of one export."""
    return running.run(lease, export_id)


def delete_old_files(lease: Lease) -> None:
    """Deletes files seven days after they were asked for, and what a crash left."""
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
