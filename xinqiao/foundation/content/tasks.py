"""Entries for the schedule."""

from __future__ import annotations

from datetime import timedelta

from xinqiao.foundation.content.operations.stories import delete_withdrawn
from xinqiao.foundation.content.queries import stored_files
from xinqiao.foundation.content.videos import FOLDER
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids

# A file that no row knows was left by a crash between writing it and storing the row, or by a story that was deleted.
KEEP_UNKNOWN = timedelta(days=1)


def delete_withdrawn_stories(lease: Lease) -> None:
    """Deletes stories 7 days after they were withdrawn, and files of stories that nobody knows any more."""
    old = list(file_store.names_before(FOLDER, lease.clock() - KEEP_UNKNOWN))
    needed: set[str] = set()
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            names = delete_withdrawn(now=now)
            needed |= stored_files()
        for name in names:
            file_store.delete(name)
    for name in old:
        if name not in needed:
            file_store.delete(name)
