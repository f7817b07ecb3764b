"""One act on many people: at once for a few, as a job for many, and undone exactly within seven days.

An act is one row. Its `before` names whom it still has to reach, what each person was like, and who was held back,
so that a worker that is killed goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import BulkAct, Candidate
from xinqiao.capabilities.candidates.operations.bulk_kinds import APPLY, REVERT, Held, Kind, Outcome, Step
from xinqiao.capabilities.candidates.operations.groups import VIEW_DELETED, bring_view_back
from xinqiao.capabilities.candidates.operations.tag_list import TAG_DELETED, TAGS_JOINED, bring_tag_back
from xinqiao.capabilities.candidates.search import index
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.queries import jobs_of
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

AT_MOST: Final = 10_000
AT_ONCE: Final = 200
# Small enough that a page of the desk never waits long for the lock on SQLite.
BLOCK: Final = 500
UNDO_LIFE: Final = timedelta(days=7)
TASK: Final = "xinqiao.capabilities.candidates.bulk_tasks:go_on"


class NobodyChosen(Exception):
    """No row was chosen, or nobody is in the list."""


class TooMany(Exception):
    """More than 10,000 people: the list has to be narrowed first."""


class UndoOver(Exception):
    """The act is older than seven days, was undone already, or is still under way."""


@dataclass(frozen=True)
class Wish:
    """What shall be done: the kind, its target (internal id or stage) and the target's name for the history."""

    kind: Kind
    target: Any
    label: str


def begin(wish: Wish, ids: Sequence[int], *, by: Member, now: datetime) -> BulkAct:
    """Does it to these people, or queues it for more than 200; raises NobodyChosen or TooMany and does nothing then."""
    if not ids:
        raise NobodyChosen
    if len(ids) > AT_MOST:
        raise TooMany
    before = {
        "target": wish.target,
        "label": wish.label,
        "asked": len(ids),
        "pending": list(ids),
        "rows": [],
        "held": {},
        "job": "",
    }
    with transaction.atomic():
        act = BulkAct.objects.create(kind=wish.kind, before=before, count=0, done_by=by, done_at=now)
        record(actor_of(by), f"bulk_{wish.kind}", now=now, subject=("bulk", act.pk), detail={"count": len(ids)})
        _run_or_queue(act, len(ids), by=by, now=now)
    return act


def undo(act: BulkAct, *, by: Member, now: datetime) -> BulkAct:
    """Takes an act back where nothing has changed since; raises UndoOver, and tag_list.TagExists for a taken name."""
    with transaction.atomic():
        act = BulkAct.objects.select_for_update().get(pk=act.pk)
        if not can_undo(act, now=now):
            raise UndoOver
        record(actor_of(by), "bulk_undone", now=now, subject=("bulk", act.pk), detail={"kind": act.kind})
        if act.kind == VIEW_DELETED:
            bring_view_back(act)
        elif act.kind in (TAG_DELETED, TAGS_JOINED):
            act.before["left"] = bring_tag_back(act)
        else:
            left = act.before.get("left", 0)
            # What a stopped job had not reached stays as it is.
            act.before |= {"undoing": True, "undone_by": by.pk, "left": left, "pending": []}
        act.undone_at = now
        act.save(update_fields=["before", "undone_at"])
        if act.before.get("undoing"):
            _run_or_queue(act, len(act.before["rows"]), by=by, now=now)
    return act


def can_undo(act: BulkAct, *, now: datetime) -> bool:
    """Whether there is still something to take back."""
    if not act.before or is_under_way(act) or now - act.done_at >= UNDO_LIFE:
        return False
    # An undo that was stopped half way can go on.
    return act.undone_at is None or bool(act.before.get("undoing"))


def is_under_way(act: BulkAct) -> bool:
    """Whether a worker still has people of this act, or of its undo, before it."""
    if not (act.before.get("pending") or act.before.get("undoing")):
        return False
    job = jobs_of(current_workspace_id(), [act.before["job"]]).get(act.before["job"])
    return job is not None and job.state in (Job.State.WAITING, Job.State.RUNNING)


def go_on(act_id: int, *, now: datetime) -> tuple[int, int]:
    """The next block of an act or of its undo, in the caller's transaction; returns how many are done, and of all."""
    act = BulkAct.objects.select_for_update(of=("self",)).select_related("done_by__workspace").get(pk=act_id)
    if act.before.get("undoing"):
        return _go_back(act, now=now)
    if act.before.get("pending"):
        _apply(act, now=now)
    asked: int = act.before["asked"]
    return asked - len(act.before["pending"]), asked


def forget_old(*, now: datetime) -> None:
    """Seven days on, an act keeps its name and number but no longer who was what before."""
    for act in BulkAct.objects.filter(done_at__lt=now - UNDO_LIFE).exclude(before={}):
        if not is_under_way(act):
            BulkAct.objects.filter(pk=act.pk).update(before={})


def _run_or_queue(act: BulkAct, count: int, *, by: Member, now: datetime) -> None:
    if count > AT_ONCE:
        job = enqueue(
            TASK,
            now=now,
            workspace_id=act.workspace_id,
            arguments={"act_id": act.pk},
            shown=True,
            created_by=by.pk,
        )
        act.before["job"] = job.public_id
        act.save(update_fields=["before"])
        return
    go_on(act.pk, now=now)
    act.refresh_from_db()


def _apply(act: BulkAct, *, now: datetime) -> None:
    before = act.before
    block, before["pending"] = before["pending"][:BLOCK], before["pending"][BLOCK:]
    there = dict(Candidate.objects.filter(pk__in=block).values_list("pk", "restricted_at"))
    usable = [pk for pk, restricted_at in there.items() if restricted_at is None]
    outcome = Outcome()
    if usable:
        outcome = APPLY[Kind(act.kind)](Step(before["target"], act.done_by, now), usable)
    outcome.held[Held.GONE] = len(block) - len(there)
    outcome.held[Held.RESTRICTED] = len(there) - len(usable)
    index(outcome.ids)
    before["rows"] += outcome.rows
    before["held"] = dict(Counter(before["held"]) + outcome.held)
    act.count = len(before["rows"])
    act.save(update_fields=["before", "count"])


def _go_back(act: BulkAct, *, now: datetime) -> tuple[int, int]:
    before = act.before
    block, before["rows"] = before["rows"][:BLOCK], before["rows"][BLOCK:]
    by = Member.objects.get(pk=before["undone_by"])
    restored = REVERT[Kind(act.kind)](Step(before["target"], by, now), block) if block else []
    index(restored)
    before["left"] += len(block) - len(restored)
    if not before["rows"]:
        before["undoing"] = False
    act.save(update_fields=["before"])
    return act.count - len(before["rows"]), act.count
