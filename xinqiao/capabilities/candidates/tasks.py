"""Entries for the schedule."""

from __future__ import annotations

from datetime import timedelta

from xinqiao.capabilities.candidates.operations.attachments import FOLDER, forget_removed
from xinqiao.capabilities.candidates.operations.codes import forget_codes
from xinqiao.capabilities.candidates.queries import stored_files
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids

# A file that no row knows was left by a crash between writing it and storing the row, or its person was deleted.
KEEP_UNKNOWN = timedelta(days=1)


def delete_old_files(lease: Lease) -> None:
    """Deletes papers 7 days after they were taken away, and files about people that nobody knows any more."""
    # Listed before the rows are read: a file written meanwhile is not looked at.
    old = list(file_store.names_before(FOLDER, lease.clock() - KEEP_UNKNOWN))
    needed: set[str] = set()
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            names = forget_removed(now=now)
            needed |= stored_files()
        for name in names:
            file_store.delete(name)
    for name in old:
        if name not in needed:
            file_store.delete(name)


def forget_old_codes(lease: Lease) -> dict[str, int]:
    """Deletes one-time codes that no limit counts any more."""
    count = 0
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            count += forget_codes(now=now)
    return {"deleted": count}
