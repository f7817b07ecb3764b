"""Entries for jobs and for the schedule."""

from __future__ import annotations

from typing import Any

from xinqiao.capabilities.assessments import key_switching, operations
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids


def delete_unshared_responses(lease: Lease) -> dict[str, int]:
    """In every workspace, deletes answers that nobody shared within 7 days."""
    deleted = 0
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            deleted += operations.delete_unshared(now=now)
    return {"deleted": deleted}


def rescore(lease: Lease, switch_id: int) -> dict[str, Any]:
    """Scores every response under the key of a switch, then puts it in force."""
    return key_switching.rescore(lease, switch_id)
