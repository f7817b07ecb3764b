"""Switching a workspace's scoring key: the preview, the asking, and the job that re-scores before it takes force.

Until every response has its score under the new key the old one stays in force, so that no page ever reads two keys.
Switching back is the undo; it finds the scores in place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from xinqiao.capabilities.assessments.keys import DEFAULT_KEY, switches_in_force, team_key
from xinqiao.capabilities.assessments.models import KeySwitch, Response, Score
from xinqiao.capabilities.assessments.scoring import flags_of, scores_of
from xinqiao.domain.key_switch import Preview, preview
from xinqiao.domain.scale import key_by_id
from xinqiao.foundation.audit.operations import SYSTEM, record
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue, request_cancel
from xinqiao.foundation.jobs.queries import jobs_of
from xinqiao.foundation.jobs.runner import Lease, UnusableInput
from xinqiao.foundation.workspaces.models import Member, Workspace
from xinqiao.foundation.workspaces.operations import actor_of

TASK: Final = "xinqiao.capabilities.assessments.tasks:rescore"
BLOCK: Final = 500
SWITCH_GONE: Final = "switch_gone"


class AlreadyInForce(Exception):
    """The workspace reads its answers by this key already."""


class SwitchUnderWay(Exception):
    """Answers are being re-scored for a switch at this moment."""


class NothingToTakeBack(Exception):
    """This switch is neither under way nor the one in force: another followed it, or it was taken back already."""


def switch_preview(key_id: str, *, samples: bool) -> Preview:
    """How many people would read as another level: from the pattern of each person's newest answers that count.

    `samples`: only invented people are counted, else only real ones. Raises `scale.UnknownKey`.
    """
    counting = Response.shared.filter(
        doubt__in=(Response.Doubt.NONE, Response.Doubt.ACCEPTED),
        stated_total__isnull=True,
        candidate__is_sample=samples,
    )
    newest = counting.filter(candidate=OuterRef("candidate")).order_by("-finished_at", "-id").values("pk")[:1]
    items = [f"item{n}" for n in range(1, 6)]
    rows = counting.filter(pk=Subquery(newest)).order_by().values_list(*items).annotate(people=Count("id"))
    return preview({tuple(answers): people for *answers, people in rows}, key_by_id(team_key().id), key_by_id(key_id))


def switch_under_way(workspace_id: int) -> tuple[KeySwitch, Job] | None:
    """The switch whose job is waiting or running, None when there is none (or it was stopped or failed)."""
    newest = KeySwitch.objects.order_by("-id").first()
    if newest is None or newest.in_force_at is not None:
        return None
    job = jobs_of(workspace_id, [newest.job_id]).get(newest.job_id)
    if job is None or job.state not in (Job.State.WAITING, Job.State.RUNNING):
        return None
    return newest, job


def ask_switch(key_id: str, *, by: Member, now: datetime) -> KeySwitch:
    """Begins a switch to this key; it takes force when the job has re-scored everything.

    Raises `scale.UnknownKey`, AlreadyInForce or SwitchUnderWay; nothing is changed then.
    """
    key = key_by_id(key_id)
    with transaction.atomic():
        _one_at_a_time(by.workspace_id)
        if team_key().id == key.id:
            raise AlreadyInForce(key.id)
        if switch_under_way(by.workspace_id) is not None:
            raise SwitchUnderWay
        switch = KeySwitch.objects.create(scoring_key=key.id, asked_by=by, asked_at=now)
        job = enqueue(
            TASK,
            now=now,
            workspace_id=by.workspace_id,
            arguments={"switch_id": switch.pk},
            unique_key=f"rescore-{switch.public_id}",
            shown=True,
            created_by=by.pk,
        )
        switch.job_id = job.public_id
        switch.save(update_fields=["job_id"])
        record(actor_of(by), "scoring_key_asked", now=now, detail={"key": key.id})
    return switch


def _one_at_a_time(workspace_id: int) -> None:
    """Of two owners who ask at the same moment the second sees what the first did."""
    Workspace.objects.select_for_update(no_key=True).only("pk").get(pk=workspace_id)


def rescore(lease: Lease, switch_id: int) -> dict[str, Any]:
    """Scores what has no score under the key, block by block, and then puts the key in force.

    May be killed and repeated at any point: a score is unique for response and key, and the key takes force once.
    """
    with lease.transaction() as now:
        switch = KeySwitch.objects.filter(pk=switch_id).first()
        if switch is None:
            raise UnusableInput(SWITCH_GONE)
        total = _without_score(switch.scoring_key).count()
    done, after = 0, 0
    while True:
        with lease.transaction(done_count=done, total_count=max(total, done)) as now:
            block = list(_without_score(switch.scoring_key).filter(pk__gt=after)[:BLOCK])
            if not block:
                _put_in_force(switch_id, now=now)
                return {"scored": done}
            done += _score_block(block, switch.scoring_key, now=now)
            after = block[-1].pk


def _without_score(key_id: str) -> QuerySet[Response]:
    """Finished answers with a score under some key and none under this one, in the order of their ids."""
    scores = Score.objects.filter(response=OuterRef("pk"))
    return Response.objects.filter(Exists(scores), ~Exists(scores.filter(scoring_key=key_id))).order_by("pk")


def _score_block(block: list[Response], key_id: str, *, now: datetime) -> int:
    # Flags belong to the answers, and what staff were once shown of them stays: taken from the score that is there.
    flags = {row.response_id: row.flags for row in Score.objects.filter(response__in=block)}
    key = key_by_id(key_id)
    rows = []
    for response in block:
        rows += scores_of(response, flags.get(response.pk, flags_of(response)), now=now, keys=[key])
    Score.objects.bulk_create(rows, ignore_conflicts=True)
    return len(block)


def _put_in_force(switch_id: int, *, now: datetime) -> None:
    if KeySwitch.objects.filter(pk=switch_id, in_force_at=None).update(in_force_at=now):
        switch = KeySwitch.objects.get(pk=switch_id)
        record(SYSTEM, "scoring_key_in_force", now=now, detail={"key": switch.scoring_key})


def switch_of(public_id: str) -> KeySwitch:
    """One switch of the current workspace; raises KeySwitch.DoesNotExist for any other."""
    return KeySwitch.objects.get(public_id=public_id)


def take_back_switch(switch: KeySwitch, *, by: Member, now: datetime) -> None:
    """Undo of a switch: one that is under way is stopped, the one in force is followed by a switch back.

    Asked twice it is done once. Raises NothingToTakeBack.
    """
    with transaction.atomic():
        _one_at_a_time(by.workspace_id)
        under_way = switch_under_way(by.workspace_id)
        in_force = list(switches_in_force()[:2])
        present = [under_way[0]] if under_way else in_force[:1]
        if present != [switch]:
            raise NothingToTakeBack
        if under_way is None:
            ask_switch(in_force[1].scoring_key if len(in_force) > 1 else DEFAULT_KEY, by=by, now=now)
            return
        request_cancel(under_way[1], now=now)
        record(actor_of(by), "scoring_key_taken_back", now=now, detail={"key": under_way[0].scoring_key})
