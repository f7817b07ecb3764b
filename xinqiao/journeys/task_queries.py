"""Reads on the small tasks about people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.journeys.models import Task

# How many that are done stand on a record.
DONE_SHOWN: Final = 3
_OF = PreparedSelect(
    lambda candidate_id: Task.objects.filter(candidate_id=candidate_id).select_related("owner__user").order_by("-id"),
    int,
)


def tasks_of(candidate: Candidate) -> list[Task]:
    """Every task about this person with its owner: the open ones by their day, then the done ones, newest first."""
    found = _OF.all(candidate.pk)
    still = sorted((one for one in found if one.done_at is None), key=lambda one: (one.due_on, one.pk))
    return [*still, *(one for one in found if one.done_at is not None)]


def task_of(candidate: Candidate, public_id: str) -> Task:
    """One task about this person; raises Task.DoesNotExist otherwise."""
    return Task.objects.select_related("candidate").get(candidate=candidate, public_id=public_id)


def has_tasks(candidate: Candidate) -> bool:
    """Whether colleagues noted something to do about this person."""
    return Task.objects.filter(candidate=candidate).exists()


def tasks_due(owners: Collection[int], *, today: date, samples: bool, limit: int) -> list[Task]:
    """These members' open tasks whose day has come, soonest first, with their people."""
    rows = Task.objects.filter(owner_id__in=owners, done_at=None, due_on__lte=today)
    if not samples:
        rows = rows.filter(candidate__is_sample=False)
    return list(rows.select_related("candidate").order_by("due_on", "id")[:limit])


def open_tasks_by_owner(*, until: date, samples: bool) -> list[tuple[int, date]]:
    """(owner, day) of every open task due by this day."""
    rows = Task.objects.filter(done_at=None, due_on__lte=until)
    if not samples:
        rows = rows.filter(candidate__is_sample=False)
    return list(rows.values_list("owner_id", "due_on"))
