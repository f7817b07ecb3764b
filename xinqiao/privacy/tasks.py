"""Entries for the schedule."""

from __future__ import annotations

from xinqiao.foundation.jobs.runner import Lease
from xinqiao.privacy.workspaces import delete_workspace, due_workspaces


def delete_due_workspaces(lease: Lease) -> dict[str, int]:
    """Deletes every workspace whose seven days are over."""
    due = due_workspaces(now=lease.clock())
    for workspace_id in due:
        delete_workspace(workspace_id, lease.transaction)
    return {"deleted": len(due)}
