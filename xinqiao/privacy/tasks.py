"""Entries for the schedule."""

from __future__ import annotations

from typing import Final

from xinqiao.capabilities.candidates.operations import MOST_TWINS, note_pairs
from xinqiao.capabilities.candidates.queries import pairs_among, repeated_keys
from xinqiao.capabilities.consent.impact import note_difference
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import workspace_ids
from xinqiao.privacy.cleaning import clean
from xinqiao.privacy.erasing import destroy, due_erasures, forget_open_lists, note_cleaned, uncleaned_erasures
from xinqiao.privacy.impact import settings_now
from xinqiao.privacy.merging import forget_merges
from xinqiao.privacy.replaying import complete_list
from xinqiao.privacy.retention import PEOPLE_RULES, run_audit, run_people
from xinqiao.privacy.workspaces import delete_workspace, due_workspaces

KEYS_AT_ONCE: Final = 500


def delete_due_workspaces(lease: Lease) -> dict[str, int]:
    """Deletes every workspace whose seven days are over."""
    due = due_workspaces(now=lease.clock())
    for workspace_id in due:
        delete_workspace(workspace_id, lease.transaction)
    if due:
        clean(lambda: _hold(lease))
    return {"deleted": len(due)}


def destroy_due_people(lease: Lease) -> dict[str, int]:
    """Destroys everybody whose seven days are over, then whatever bytes are left of people destroyed."""
    # A line that a kill or a full disk kept from the list must not wait for the next start.
    complete_list()
    destroyed, open_ones = 0, []
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            for erasure in due_erasures(now=now):
                destroy(erasure, now=now)
                destroyed += 1
        with lease.transaction(), scope(workspace_id):
            open_ones += [(workspace_id, one.pk) for one in uncleaned_erasures() if forget_open_lists(one)]
    if open_ones and clean(lambda: _hold(lease)):
        for workspace_id, pk in open_ones:
            with lease.transaction() as now, scope(workspace_id):
                note_cleaned(pk, now=now)
    return {"destroyed": destroyed}


def _hold(lease: Lease) -> None:
    with lease.transaction():
        pass


def forget_old_merges(lease: Lease) -> dict[str, int]:
    """In every workspace, deletes what un-merging needed once its 30 days are over."""
    forgotten = 0
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            forgotten += forget_merges(now=now)
    return {"forgotten": forgotten}


def find_probable_duplicates(lease: Lease) -> dict[str, int]:
    """Looks through everybody for same names in the same company: people of former releases, and bulk changes."""
    found = 0
    for workspace_id in workspace_ids():
        after: int | None = None
        while True:
            with lease.transaction() as now, scope(workspace_id):
                keys = repeated_keys(after=after, limit=KEYS_AT_ONCE)
                found += note_pairs(pairs_among(keys, most=MOST_TWINS), now=now)
            if len(keys) < KEYS_AT_ONCE:
                break
            after = keys[-1]
    return {"found": found}


def run_retention(lease: Lease) -> None:
    """In every workspace, deletes what is past its time; each rule leaves its proof."""
    for workspace_id in workspace_ids():
        for rule in PEOPLE_RULES:
            after: int | None = 0
            while after is not None:
                with lease.transaction() as now, scope(workspace_id):
                    after = run_people(rule, after=after, now=now)
        more = True
        while more:
            with lease.transaction() as now, scope(workspace_id):
                more = run_audit(now=now)
    # Whatever was destroyed, in an earlier try that was killed too: the index and the log keep words of it.
    clean(lambda: _hold(lease))


def note_changed_settings(lease: Lease) -> dict[str, int]:
    """In every workspace, notes since when the settings differ from the signed impact assessment."""
    changed = 0
    for workspace_id in workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            changed += note_difference(settings_now(), now=now)
    return {"changed": changed}
