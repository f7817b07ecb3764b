"""Entries for the schedule that need more than one capability."""

from __future__ import annotations

from typing import Final

from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.capabilities.promises import operations as promises
from xinqiao.capabilities.promises.queries import perhaps_lapsed, perhaps_overdue
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids

BATCH: Final = 200


def mark_missed_promises(lease: Lease) -> dict[str, int]:
    """In every workspace, marks promises whose last day has gone by where the person lives, and lapsed offers.

    Not those to people who asked us to stop: what may no longer be sent cannot be missed.
    """
    counts = {"missed": 0, "lapsed": 0}
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            lapsed, overdue = perhaps_lapsed(now=now), perhaps_overdue(now=now)
            terms = terms_by_candidate({person for _, person in overdue})
        stopped = {person for person, one in terms.items() if one.permission == "stopped"}
        missed = [promise for promise, person in overdue if person not in stopped]
        for start in range(0, len(lapsed), BATCH):
            with lease.transaction() as now, scope(workspace_id):
                counts["lapsed"] += promises.lapse_offers(lapsed[start : start + BATCH], now=now)
        for start in range(0, len(missed), BATCH):
            with lease.transaction() as now, scope(workspace_id):
                counts["missed"] += promises.mark_missed(missed[start : start + BATCH], now=now)
    return counts
