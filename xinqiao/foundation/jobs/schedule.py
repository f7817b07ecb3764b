"""Everything periodic, on one page. Tasks are named as strings; a test imports each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from xinqiao.foundation.jobs.operations import enqueue


@dataclass(frozen=True)
class Periodic:
    """A task that becomes due once in every slot of length `every`, counted from the epoch in UTC.

    `needs_mail`: it only sends mail, so nothing is queued where no mail server is set up.
    """

    task: str
    every: timedelta
    needs_mail: bool = False


SCHEDULE = (
    Periodic("xinqiao.capabilities.assessments.tasks:delete_unshared_responses", timedelta(hours=1)),
    Periodic("xinqiao.journeys.tasks:mark_missed_promises", timedelta(hours=1)),
    Periodic("xinqiao.journeys.tasks:send_letters_of_the_day", timedelta(minutes=30), needs_mail=True),
    Periodic("xinqiao.journeys.tasks:forget_old_days", timedelta(days=1)),
    Periodic("xinqiao.foundation.workspaces.tasks:delete_ended_invitations", timedelta(days=1)),
    Periodic("xinqiao.foundation.workspaces.tasks:clear_sessions", timedelta(days=1)),
    Periodic("xinqiao.foundation.workspaces.tasks:look_at_check_pages", timedelta(days=1)),
    Periodic("xinqiao.foundation.jobs.tasks:forget_finished_jobs", timedelta(days=1)),
    Periodic("xinqiao.capabilities.importing.tasks:delete_old_files", timedelta(days=1)),
    Periodic("xinqiao.capabilities.candidates.tasks:delete_old_files", timedelta(days=1)),
    Periodic("xinqiao.capabilities.candidates.tasks:forget_old_codes", timedelta(days=1)),
    Periodic("xinqiao.capabilities.candidates.bulk_tasks:forget_old_acts", timedelta(days=1)),
    Periodic("xinqiao.capabilities.candidates.exporting.tasks:delete_old_files", timedelta(days=1)),
    Periodic("xinqiao.foundation.content.tasks:delete_withdrawn_stories", timedelta(days=1)),
    Periodic("xinqiao.privacy.tasks:delete_due_workspaces", timedelta(hours=1)),
    Periodic("xinqiao.privacy.tasks:destroy_due_people", timedelta(hours=1)),
    Periodic("xinqiao.privacy.tasks:find_probable_duplicates", timedelta(days=1)),
    Periodic("xinqiao.privacy.tasks:forget_old_merges", timedelta(days=1)),
    Periodic("xinqiao.privacy.tasks:run_retention", timedelta(days=1)),
    Periodic("xinqiao.privacy.tasks:note_changed_settings", timedelta(hours=1)),
)


def enqueue_periodic(*, now: datetime) -> None:
    """Makes the present slot's jobs. The slot is in the unique key, so any number of schedulers may call it.

    Only the present slot: after a pause or a jump of the clock there is no storm of missed runs.
    """
    for periodic in SCHEDULE:
        if periodic.needs_mail and not settings.MAIL_CONFIGURED:
            continue
        seconds = int(periodic.every.total_seconds())
        slot = int(now.timestamp()) // seconds
        with transaction.atomic():
            enqueue(
                periodic.task,
                now=now,
                due_at=datetime.fromtimestamp(slot * seconds, UTC),
                unique_key=f"{periodic.task.removeprefix('xinqiao.')}@{slot}",
            )
