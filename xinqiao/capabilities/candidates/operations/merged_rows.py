"""Rows of which two people may have the same one: addresses, tags, pools, pairs, and earlier merges."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q

from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateTag,
    ContactPoint,
    Merge,
    Pool,
    PoolMember,
    ProbableDuplicate,
    Tag,
)
from xinqiao.domain.employer_shield import is_with_employer
from xinqiao.foundation.tenancy.models import WorkspaceModel
from xinqiao.foundation.tenancy.row_copies import about, copies_of, from_copy, hand_over, ids_of, put_back

# (rows, what they name): a person has each only once.
_SETS: Final[tuple[tuple[type[WorkspaceModel], str, type[WorkspaceModel]], ...]] = (
    (CandidateTag, "tag_id", Tag),
    (PoolMember, "pool_id", Pool),
)
Values = dict[str, Any]


def merge(keep: int, other: int, *, first: Collection[str]) -> Values:
    """Gives the rows of `other` to `keep`; of `first` kinds its addresses come first."""
    return {
        "points": _merge_points(keep, other, first),
        "sets": {model._meta.model_name: _merge_set(model, named, keep, other) for model, named, _ in _SETS},
        "pairs": {"merged": other, "copies": _merge_pairs(keep, other)},
        "merges": _merge_merges(keep, other),
    }


def unmerge(keep: int, other: int, copy: Values) -> None:
    """Gives back what came with `other`, as far as it is still there."""
    _unmerge_points(keep, other, copy["points"])
    for model, named, target in _SETS:
        _unmerge_set(model, named, target, keep, other, copy["sets"][model._meta.model_name])
    _unmerge_pairs(keep, other, copy["pairs"]["merged"], copy["pairs"]["copies"])
    Merge.objects.filter(pk__in=copy["merges"], survivor_id=keep).update(survivor_id=other)


def first_points(person: int) -> dict[str, tuple[str, str]]:
    """The address and the number that are used first, with their normalised forms."""
    rows = ContactPoint.objects.filter(candidate_id=person, kind__in=("email", "phone")).order_by("position", "pk")
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        found.setdefault(row.kind, (row.value, row.key))
    return found


def shield(person: int, employer_domain: str) -> None:
    """Puts addresses that lie with the present employer behind the others, so that none of them is used first."""
    emails = [row for row in _points(person) if row.kind == ContactPoint.Kind.EMAIL]
    emails.sort(key=lambda row: is_with_employer(row.key, employer_domain))
    for place, row in enumerate(emails):
        row.position = place
    ContactPoint.objects.bulk_update(emails, ["position"])


def _points(person: int) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(candidate_id=person).order_by("kind", "position", "pk"))


def _merge_points(keep: int, other: int, first: Collection[str]) -> Values:
    mine, theirs = _points(keep), _points(other)
    copy = {"mine": copies_of(mine), "theirs": copies_of(theirs)}
    if not theirs:
        return copy
    ordered = [row for row in theirs if row.kind in first] + mine + [row for row in theirs if row.kind not in first]
    places: dict[str, int] = {}
    for row in ordered:
        row.position = places[row.kind] = places.get(row.kind, -1) + 1
        row.candidate_id = keep
    ContactPoint.objects.bulk_update(ordered, ["candidate", "position"])
    return copy


def _unmerge_points(keep: int, other: int, copy: Values) -> None:
    # By what they are, not by their ids: an edit meanwhile may have written the same address anew.
    theirs = {(values["kind"], values["key"]): values["position"] for values in copy["theirs"]}
    mine = {(values["kind"], values["key"]): values["position"] for values in copy["mine"]}
    present = _points(keep)
    for row in present:
        identity = (row.kind, row.key)
        if identity in theirs:
            row.candidate_id, row.position = other, theirs[identity]
        else:
            row.position = mine.get(identity, row.position)
    ContactPoint.objects.bulk_update(present, ["candidate", "position"])


def _merge_set(model: type[WorkspaceModel], named: str, keep: int, other: int) -> Values:
    theirs = copies_of(about(model, other))
    has = set(about(model, keep).values_list(named, flat=True))
    moved = [values["id"] for values in theirs if values[named] not in has]
    hand_over(model, moved, candidate_id=keep)
    dropped = [values for values in theirs if values[named] in has]
    model.objects.filter(pk__in=[values["id"] for values in dropped]).delete()
    return {"moved": moved, "dropped": dropped}


def _unmerge_set(
    model: type[WorkspaceModel], named: str, target: type[WorkspaceModel], keep: int, other: int, copy: Values
) -> None:
    still = set(ids_of(model, keep))
    hand_over(model, [pk for pk in copy["moved"] if pk in still], candidate_id=other)
    left = set(target.objects.filter(pk__in=[values[named] for values in copy["dropped"]]).values_list("pk", flat=True))
    put_back(model, [values for values in copy["dropped"] if values[named] in left], candidate_id=other)


def _merge_pairs(keep: int, other: int) -> list[Values]:
    """Pairs of the other record become pairs of the survivor, unless it has the same ones already."""
    rows = list(ProbableDuplicate.objects.filter(Q(candidate_id=other) | Q(other_id=other)).order_by("pk"))
    copy = copies_of(rows)
    known = ProbableDuplicate.objects.filter(Q(candidate_id=keep) | Q(other_id=keep))
    taken = {frozenset(pair) for pair in known.values_list("candidate_id", "other_id")}
    moved = []
    for row in rows:
        third = row.other_id if row.candidate_id == other else row.candidate_id
        if third == keep or frozenset((third, keep)) in taken:
            continue
        row.candidate_id, row.other_id = min(third, keep), max(third, keep)
        moved.append(row)
    ProbableDuplicate.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in moved}).delete()
    ProbableDuplicate.objects.bulk_update(moved, ["candidate", "other"])
    return copy


def _unmerge_pairs(keep: int, other: int, merged: int, copies: list[Values]) -> None:
    was = {values["id"]: values for values in copies}
    moved = [
        row for row in ProbableDuplicate.objects.filter(pk__in=list(was)) if keep in (row.candidate_id, row.other_id)
    ]
    for row in moved:
        # The third one as it is now: it may have been merged with a fourth meanwhile.
        third = row.other_id if row.candidate_id == keep else row.candidate_id
        row.candidate_id, row.other_id = min(third, other), max(third, other)
    ProbableDuplicate.objects.bulk_update(moved, ["candidate", "other"])
    present = set(ProbableDuplicate.objects.filter(pk__in=list(was)).values_list("pk", flat=True))
    gone = [from_copy(ProbableDuplicate, was[pk]) for pk in sorted(set(was) - present)]
    for row in gone:
        # The restored record has its former id, unless that was given away.
        row.candidate_id = other if row.candidate_id == merged else row.candidate_id
        row.other_id = other if row.other_id == merged else row.other_id
    named = {pk for row in gone for pk in (row.candidate_id, row.other_id)}
    there = set(Candidate.objects.filter(pk__in=named).values_list("pk", flat=True))
    ProbableDuplicate.objects.bulk_create(
        [row for row in gone if {row.candidate_id, row.other_id} <= there], ignore_conflicts=True
    )


def _merge_merges(keep: int, other: int) -> list[int]:
    rows = Merge.objects.filter(survivor_id=other)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(survivor_id=keep)
    return ids
