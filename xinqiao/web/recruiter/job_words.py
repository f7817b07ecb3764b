"""Names, states and faults of background work in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from xinqiao.web.recruiter.import_words import figure, unreadable
from xinqiao.web.recruiter.words import joined

if TYPE_CHECKING:
    from xinqiao.foundation.jobs.models import Job

IMPORT: Final = "xinqiao.capabilities.importing.tasks:import_batch"
EXPORT: Final = "xinqiao.capabilities.candidates.exporting.tasks:run_export"
BULK_ACT: Final = "xinqiao.capabilities.candidates.bulk_tasks:go_on"
RESCORE: Final = "xinqiao.capabilities.assessments.tasks:rescore"
TASKS: Final = {
    IMPORT: gettext_lazy("Import of a list"),
    EXPORT: gettext_lazy("Export of a list"),
    BULK_ACT: gettext_lazy("Change to many people"),
    RESCORE: gettext_lazy("Answers scored anew"),
    "xinqiao.capabilities.importing.tasks:undo_batch": gettext_lazy("Undo of an import"),
    "xinqiao.capabilities.importing.tasks:decide_rows": gettext_lazy("Decisions on an import"),
}
STATES: Final = {
    "waiting": gettext_lazy("waiting its turn"),
    "running": gettext_lazy("running"),
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("stopped by a fault"),
    "cancelled": pgettext_lazy("background work", "stopped"),
}
OPEN_STATES: Final = ("waiting", "running")


def task_words(task: str) -> str:
    """What a task does; one that has no words yet is work in the background."""
    return str(TASKS.get(task, _("Work in the background")))


def state_words(job: Job) -> str:
    """Where a job stands."""
    if job.state in OPEN_STATES and job.cancel_requested:
        return _("stopping after the rows at hand")
    if job.state == "waiting" and job.attempts:
        return _("interrupted, goes on by itself")
    return str(STATES[job.state])


def fault_words(job: Job) -> str:
    """Why a failed job ended, and what is safe."""
    if job.state != "failed":
        return ""
    if job.error == "worker_lost":
        return _("It was interrupted again and again, so we stopped trying. What was stored stays.")
    if job.error == "store_full":
        return _("There is no room left on the disk. Nothing was changed; whoever runs this installation has to look.")
    return unreadable(job.error)


def summary(job: Job) -> str:
    """State and counts in one line."""
    counted = f"{figure(job.done_count)} / {figure(job.total_count)}" if job.total_count else ""
    look_at = ngettext("%(n)s to look at", "%(n)s to look at", job.look_count) % {"n": figure(job.look_count)}
    return joined([state_words(job), counted, look_at if job.look_count else ""])
