"""Entries for acts on many people."""

from __future__ import annotations

from typing import Any

from xinqiao.capabilities.candidates.operations import bulk
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids


def go_on(lease: Lease, act_id: int) -> dict[str, Any]:
    """Goes through the rest of an act, or of its undo, block by block."""
    done, total = -1, 0
    while done < total:
        progress = {"done_count": done, "total_count": total} if done >= 0 else {}
        with lease.transaction(**progress) as now:
            done, total = bulk.go_on(act_id, now=now)
    with lease.transaction(done_count=done, total_count=total):
        pass
    return {"done": done}


def forget_old_acts(lease: Lease) -> None:
    """Seven days after an act nobody can undo it, so what was before is forgotten."""
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            bulk.forget_old(now=now)
