"""A task that a killed worker can be caught in: it writes one numbered row a transaction."""

from __future__ import annotations

import time

from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope

NAME = "tests.faults.counting_task:count_up"
KIND = "counted"


def count_up(lease: Lease, candidate_id: int, upto: int, pause: float) -> None:
    """Continues after the last number that is stored, as an import continues after its last row."""
    with scope(lease.workspace_id):
        number = TimelineEntry.objects.filter(candidate_id=candidate_id, kind=KIND).count()
    while number < upto:
        with lease.transaction(done_count=number + 1) as now:
            candidate = Candidate.objects.get(pk=candidate_id)
            TimelineEntry.objects.create(
                candidate=candidate, at=now, kind=KIND, data={"number": number, "fence": lease.claim.fence}
            )
            time.sleep(pause / 2)
        number += 1
        time.sleep(pause / 2)
