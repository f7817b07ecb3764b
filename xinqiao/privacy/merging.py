"""Two records that are one person: merged in every folder at once, and made two again.

A folder that stores something about a person offers `merge_people` and `unmerge_people` in its `merging` module;
a test walks all foreign keys to a candidate and proves that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.assessments import merging as assessments
from xinqiao.capabilities.candidates.models import Candidate, Merge, TimelineEntry
from xinqiao.capabilities.candidates.operations import append
from xinqiao.capabilities.candidates.operations import merging as candidates
from xinqiao.capabilities.consent import merging as consent
from xinqiao.capabilities.consent.operations import lock_terms
from xinqiao.capabilities.engagement import merging as engagement
from xinqiao.capabilities.importing import merging as importing
from xinqiao.capabilities.promises import merging as promises
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.journeys import merging as journeys

UNDO: Final = timedelta(days=30)


class Why(StrEnum):
    """Why two records cannot be merged, or made two again."""

    SAME = "same"
    GONE = "gone"
    SAMPLE = "sample"
    UNDONE = "undone"
    LATER_MERGE = "later_merge"
    TOO_LATE = "too_late"


class CannotMerge(Exception):
    """Nothing was changed; `why` says what stands in the way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class CannotUnmerge(CannotMerge):
    """The merge stays as it is."""


def merge(keep: Candidate, other: Candidate, *, chosen: Collection[str] = (), by: Member, now: datetime) -> Merge:
    """Gives everything of `other` to `keep`; `chosen` facts are taken from `other`, empty ones are filled from it.

    The strictest consent holds, links of both go on working. Raises CannotMerge.
    """
    with transaction.atomic():
        lock_terms(keep.pk, other.pk)
        keep, other = _locked(keep.pk, other.pk)
        left = candidates.facts_left(keep, other, chosen)
        copy: dict[str, Any] = {
            "consent": consent.merge_people(keep, other, now=now),
            "assessments": assessments.merge_people(keep, other),
            "engagement": engagement.merge_people(keep, other),
            "importing": importing.merge_people(keep, other),
            "promises": promises.merge_people(keep, other),
            "journeys": journeys.merge_people(keep, other),
        }
        other_id, other_name = other.pk, other.display_name
        copy["candidates"] = candidates.merge_people(keep, other, chosen=chosen)
        entry = append(keep, "merged", at=now, by=by, data={"name": other_name, "left": left})
        merged = Merge.objects.create(
            survivor=keep,
            other_public_id=copy["candidates"]["other"]["public_id"],
            before={**copy, "entry": entry.pk},
            merged_by=by,
            merged_at=now,
        )
        for person in (keep.pk, other_id):
            record(actor_of(by), "people_merged", now=now, subject=("candidate", person), detail={"into": keep.pk})
    return merged


def unmerge(merged: Merge, *, by: Member, now: datetime) -> Candidate:
    """Makes two records of one again and returns the one that comes back; raises CannotUnmerge.

    What was written since the merge stays with the survivor; a stop said since then holds for both.
    """
    with transaction.atomic():
        lock_terms(merged.survivor_id)
        keep = Candidate.objects.select_for_update().filter(pk=merged.survivor_id).first()
        # Read under the lock: a colleague may have been faster.
        merged = Merge.objects.get(pk=merged.pk) if keep else merged
        if (why := _why_not(merged, now=now)) or keep is None:
            raise CannotUnmerge(why or Why.GONE)
        copy = merged.before
        other = candidates.unmerge_people(keep, copy["candidates"])
        consent.unmerge_people(keep, other, copy["consent"])
        assessments.unmerge_people(keep, other, copy["assessments"])
        # A merge of an earlier release knows of no cards.
        engagement.unmerge_people(keep, other, copy.get("engagement", {}))
        importing.unmerge_people(keep, other, copy["importing"])
        # A merge of an earlier release knows of no promises.
        promises.unmerge_people(keep, other, copy.get("promises", {}))
        # Nor of tasks.
        journeys.unmerge_people(keep, other, copy.get("journeys", {}))
        _take_back_entry(copy["entry"])
        for person in (keep, other):
            append(person, "unmerged", at=now, by=by)
            record(actor_of(by), "people_unmerged", now=now, subject=("candidate", person.pk))
        # Their data belongs to the other record again and is kept nowhere else.
        merged.before, merged.undone_at = {}, now
        merged.save(update_fields=["before", "undone_at"])
    return other


def may_unmerge(merged: Merge, *, now: datetime) -> bool:
    """Whether `unmerge` would do it now."""
    return _why_not(merged, now=now) is None


def forget_merges(*, now: datetime) -> int:
    """Deletes what un-merging needed once it is no longer possible; returns how many merges that were."""
    over = Merge.objects.filter(merged_at__lte=now - UNDO, undone_at=None).exclude(before={})
    return over.update(before={})


def _locked(keep_id: int, other_id: int) -> tuple[Candidate, Candidate]:
    if keep_id == other_id:
        raise CannotMerge(Why.SAME)
    # In one order, so that two members who merge the same two wait for one another instead of both failing.
    rows = {
        row.pk: row for row in Candidate.objects.select_for_update().filter(pk__in=(keep_id, other_id)).order_by("pk")
    }
    if len(rows) < 2:
        raise CannotMerge(Why.GONE)
    keep, other = rows[keep_id], rows[other_id]
    if keep.is_sample != other.is_sample:
        raise CannotMerge(Why.SAMPLE)
    return keep, other


def _why_not(merged: Merge, *, now: datetime) -> Why | None:
    if merged.undone_at is not None:
        return Why.UNDONE
    if not merged.before or now - merged.merged_at >= UNDO:
        return Why.TOO_LATE
    later = Merge.objects.filter(survivor_id=merged.survivor_id, undone_at=None, pk__gt=merged.pk)
    return Why.LATER_MERGE if later.exists() else None


def _take_back_entry(entry_id: int) -> None:
    """The entry stays, without what it held of the other record."""
    entry = TimelineEntry.objects.filter(pk=entry_id, kind="merged").first()
    if entry is None:
        return
    entry.delete()
    append(entry.candidate, "merged", at=entry.at, by=entry.by)
