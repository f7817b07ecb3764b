"""Entries for the schedule that need more than one capability."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.capabilities.promises import operations as promises
from xinqiao.capabilities.promises.queries import perhaps_lapsed, perhaps_overdue
from xinqiao.foundation.gateways import mail_out
from xinqiao.foundation.gateways.mail_out import Outcome
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids
from xinqiao.journeys import letters, operations

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


def send_letters_of_the_day(lease: Lease) -> dict[str, int]:
    """Sends each member whose morning it is one letter with figures of their day, where there is something to tell.

    That a letter was begun is stored before it leaves: whatever happens then, no second one leaves that day. A mail
    server that fails ends the run, and whoever was not reached yet is tried in the next slot of the morning; a mailbox
    that is gone keeps nobody else's letter back.
    """
    counts = {"sent": 0, "lost": 0}
    if not settings.MAIL_CONFIGURED:
        return counts
    for workspace_id, members in letters.members_due(now=lease.clock()):
        with scope(workspace_id):
            found = letters.letters_for(members, now=lease.clock())
        for letter in found:
            with lease.transaction() as now, scope(workspace_id):
                is_new = operations.begin_letter(letter.member, day=letter.day, now=now)
            if not is_new:
                continue
            outcome = mail_out.send_now(letters.mail_of(letter))
            counts["sent" if outcome is Outcome.SENT else "lost"] += 1
            if outcome is Outcome.FAILED:
                return counts
    return counts


def forget_old_days(lease: Lease) -> dict[str, int]:
    """In every workspace, deletes cards and letters of days that no rule asks for any more."""
    count = 0
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            count += operations.forget_old_days(now=now)
    return {"forgotten": count}
