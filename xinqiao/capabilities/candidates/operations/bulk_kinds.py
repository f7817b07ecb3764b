"""What each act on many people does to a block of them, and how it is taken back. Called inside a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Q

from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, Pool, PoolMember, Tag, TimelineEntry
from xinqiao.capabilities.candidates.operations.hand_overs import note_hand_overs, refused_by, take_back_hand_overs
from xinqiao.capabilities.candidates.queries.groups import tags_by_candidate
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.roles import Role


class Kind(StrEnum):
    """The acts."""

    TAG_ADD = "tag_add"
    TAG_REMOVE = "tag_remove"
    POOL_ADD = "pool_add"
    POOL_REMOVE = "pool_remove"
    OWNER = "owner"
    STAGE = "stage"


class Held(StrEnum):
    """Why a person was left as they were."""

    KEPT_BY_OTHERS = "kept_by_others"
    NOT_TOLD = "not_told"
    RESTRICTED = "restricted"
    GONE = "gone"
    THEY_REFUSED = "they_refused"
    SAME = "same"


@dataclass(frozen=True)
class Step:
    """A block of people at work: who acts, when, on what."""

    target: Any
    by: Member
    now: datetime


@dataclass
class Outcome:
    """What was changed, as undo needs it (the person's internal id first), and who was held back."""

    rows: list[list[Any]] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)

    @property
    def ids(self) -> list[int]:
        """Whom it concerns."""
        return [row[0] for row in self.rows]


Apply = Callable[[Step, list[int]], Outcome]
# Returns whom it restored; everybody else has changed since and stays.
Revert = Callable[[Step, list[list[Any]]], list[int]]


def _tag_add(step: Step, ids: list[int]) -> Outcome:
    outcome = Outcome()
    there = Candidate.objects.select_for_update(no_key=True).filter(pk__in=ids, notice_due_at=None).order_by("pk")
    told = set(there.values_list("pk", flat=True))
    outcome.held[Held.NOT_TOLD] = len(ids) - len(told)
    new = told - set(_tagged(step.target, told).values_list("candidate_id", flat=True))
    outcome.held[Held.SAME] = len(told) - len(new)
    CandidateTag.objects.bulk_create(
        [CandidateTag(candidate_id=one, tag_id=step.target) for one in sorted(new)], ignore_conflicts=True
    )
    outcome.rows = [list(row) for row in _tagged(step.target, new).values_list("candidate_id", "pk")]
    _note_tags(step, new)
    return outcome


def _tag_add_back(step: Step, rows: list[list[Any]]) -> list[int]:
    present = CandidateTag.objects.filter(pk__in=[row[1] for row in rows])
    ids = list(present.values_list("candidate_id", flat=True))
    present.delete()
    _note_tags(step, ids)
    return ids


def _tag_remove(step: Step, ids: list[int]) -> Outcome:
    present = _tagged(step.target, ids)
    outcome = Outcome([[one] for one in present.values_list("candidate_id", flat=True)])
    outcome.held[Held.SAME] = len(ids) - len(outcome.rows)
    present.delete()
    _note_tags(step, outcome.ids)
    return outcome


def _tag_remove_back(step: Step, rows: list[list[Any]]) -> list[int]:
    if not Tag.objects.filter(pk=step.target).exists():
        return []
    there = set(_there(row[0] for row in rows))
    ids = sorted(there - set(_tagged(step.target, there).values_list("candidate_id", flat=True)))
    CandidateTag.objects.bulk_create(CandidateTag(candidate_id=one, tag_id=step.target) for one in ids)
    _note_tags(step, ids)
    return ids


def _tagged(tag_id: int, ids: Iterable[int]) -> Any:
    return CandidateTag.objects.filter(tag_id=tag_id, candidate_id__in=list(ids))


def _note_tags(step: Step, ids: Collection[int]) -> None:
    names = tags_by_candidate(ids)
    _note(step, "tagged", [(one, {"tags": names.get(one, [])}) for one in sorted(ids)])


def _pool_add(step: Step, ids: list[int]) -> Outcome:
    new = sorted(set(ids) - set(_pooled(step.target, ids).values_list("candidate_id", flat=True)))
    PoolMember.objects.bulk_create(
        [PoolMember(pool_id=step.target, candidate_id=one, added_by=step.by, added_at=step.now) for one in new],
        ignore_conflicts=True,
    )
    outcome = Outcome([list(row) for row in _pooled(step.target, new).values_list("candidate_id", "pk")])
    outcome.held[Held.SAME] = len(ids) - len(outcome.rows)
    return outcome


def _pool_add_back(step: Step, rows: list[list[Any]]) -> list[int]:
    present = PoolMember.objects.filter(pk__in=[row[1] for row in rows])
    ids = list(present.values_list("candidate_id", flat=True))
    present.delete()
    return ids


def _pool_remove(step: Step, ids: list[int]) -> Outcome:
    present = _pooled(step.target, ids)
    outcome = Outcome(
        [[one, by, at.isoformat()] for one, by, at in present.values_list("candidate_id", "added_by_id", "added_at")]
    )
    outcome.held[Held.SAME] = len(ids) - len(outcome.rows)
    present.delete()
    return outcome


def _pool_remove_back(step: Step, rows: list[list[Any]]) -> list[int]:
    if not Pool.objects.filter(pk=step.target).exists():
        return []
    there = set(_there(row[0] for row in rows))
    back = there - set(_pooled(step.target, there).values_list("candidate_id", flat=True))
    PoolMember.objects.bulk_create(
        PoolMember(pool_id=step.target, candidate_id=one, added_by_id=by, added_at=datetime.fromisoformat(at))
        for one, by, at in rows
        if one in back
    )
    return sorted(back)


def _pooled(pool_id: int, ids: Iterable[int]) -> Any:
    return PoolMember.objects.filter(pool_id=pool_id, candidate_id__in=list(ids))


def _owner(step: Step, ids: list[int]) -> Outcome:
    outcome = Outcome()
    rows = Candidate.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    refused = refused_by(ids, step.target)
    for one, owner in rows.values_list("pk", "owner_id"):
        if owner == step.target:
            outcome.held[Held.SAME] += 1
        elif one in refused:
            outcome.held[Held.THEY_REFUSED] += 1
        elif step.by.role != Role.OWNER and owner != step.by.pk:
            outcome.held[Held.KEPT_BY_OTHERS] += 1
        else:
            outcome.rows.append([one, owner])
    Candidate.objects.filter(pk__in=outcome.ids).update(owner_id=step.target)
    moves = [(one, former) for one, former in outcome.rows]
    note_hand_overs(moves, Member.objects.get(pk=step.target), by=step.by, now=step.now)
    _note(step, "changed", [(one, {}) for one in outcome.ids])
    return outcome


def _owner_back(step: Step, rows: list[list[Any]]) -> list[int]:
    ids = _move_back(step, rows, "owner_id")
    take_back_hand_overs(ids, step.target, now=step.now)
    _note(step, "changed", [(one, {}) for one in ids])
    return ids


def _stage(step: Step, ids: list[int]) -> Outcome:
    rows = Candidate.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    moved = [(one, stage) for one, stage in rows.values_list("pk", "stage") if stage != step.target]
    outcome = Outcome([[one, stage] for one, stage in moved])
    outcome.held[Held.SAME] = len(ids) - len(moved)
    Candidate.objects.filter(pk__in=outcome.ids).update(stage=step.target)
    _note(step, "stage_changed", [(one, {"from": former, "to": step.target}) for one, former in moved])
    return outcome


def _stage_back(step: Step, rows: list[list[Any]]) -> list[int]:
    ids = set(_move_back(step, rows, "stage"))
    back = [(one, {"from": step.target, "to": former}) for one, former in rows if one in ids]
    _note(step, "stage_changed", back)
    return sorted(ids)


def _move_back(step: Step, rows: list[list[Any]], name: str) -> list[int]:
    """Gives each person the former value, where the present one is still what the act wrote."""
    still = Candidate.objects.select_for_update().filter(Q(**{name: step.target}), pk__in=[row[0] for row in rows])
    ids = set(still.order_by("pk").values_list("pk", flat=True))
    for former in {row[1] for row in rows}:
        those = [one for one, value in rows if value == former and one in ids]
        Candidate.objects.filter(pk__in=those).update(**{name: former})
    return sorted(ids)


def _there(ids: Iterable[int]) -> list[int]:
    return list(Candidate.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def _note(step: Step, kind: str, lines: Iterable[tuple[int, dict[str, Any]]]) -> None:
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate_id=one, at=step.now, kind=kind, by_id=step.by.pk, data=data) for one, data in lines
    )


APPLY: Final[dict[Kind, Apply]] = {
    Kind.TAG_ADD: _tag_add,
    Kind.TAG_REMOVE: _tag_remove,
    Kind.POOL_ADD: _pool_add,
    Kind.POOL_REMOVE: _pool_remove,
    Kind.OWNER: _owner,
    Kind.STAGE: _stage,
}
REVERT: Final[dict[Kind, Revert]] = {
    Kind.TAG_ADD: _tag_add_back,
    Kind.TAG_REMOVE: _tag_remove_back,
    Kind.POOL_ADD: _pool_add_back,
    Kind.POOL_REMOVE: _pool_remove_back,
    Kind.OWNER: _owner_back,
    Kind.STAGE: _stage_back,
}
