"""Two records made one, and two again: the record itself and every row about it in this folder.

What un-merging needs is handed back as JSON. Rows written after the merge stay with the survivor, and what a member
changed meanwhile is left as they made it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from xinqiao.capabilities.candidates import search, twins
from xinqiao.capabilities.candidates.models import (
    Attachment,
    Candidate,
    CandidateLink,
    CopiedText,
    CustomField,
    HandOver,
    OneTimeCode,
    SearchText,
    Sign,
    TimelineEntry,
)
from xinqiao.capabilities.candidates.operations import merged_rows
from xinqiao.capabilities.candidates.queries.timeline import own_zones
from xinqiao.foundation.tenancy.models import ScopedModel
from xinqiao.foundation.tenancy.row_copies import copy_of, from_copy, hand_over, ids_of

# All rows of these simply change their person.
HANDED_OVER: Final[tuple[type[ScopedModel], ...]] = (
    TimelineEntry,
    Sign,
    CandidateLink,
    Attachment,
    CopiedText,
    HandOver,
    OneTimeCode,
)

# What a member may choose of the other record, and the columns that go with it; contact points are ordered instead.
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "name": ("display_name", "sort_name", "pinyin", "initials"),
    "title": ("title",),
    "company": ("company",),
    "city": ("city",),
    "time_zone": ("time_zone",),
    "role_family": ("role_family",),
    "seniority": ("seniority",),
    "language": ("language",),
    "source": ("source", "source_detail", "legal_basis"),
    "stage": ("stage",),
    "opening": ("opening_id",),
}
CONTACT_CHOICES: Final = ("email", "phone")
# Where the survivor says nothing, the other record speaks.
FILLED: Final = ("title", "company", "city", "time_zone", "role_family", "seniority", "opening")
_REPLACED: Final = (
    *(column for columns in CHOICES.values() for column in columns),
    *("email", "phone", "email_key", "phone_key", "skills", "custom", "notice_due_at", "last_contact_at", "created_at"),
    *("employer_domain", "restricted_at"),
)
Values = dict[str, Any]


def merge_people(keep: Candidate, other: Candidate, *, chosen: Collection[str]) -> Values:
    """Gives everything of `other` to `keep` and deletes its record; `chosen` are the facts taken from it.

    Both rows are locked by the caller. Returns what `unmerge_people` needs.
    """
    before, chosen = copy_of(keep), _zone_of_theirs(keep, other, chosen)
    copy: Values = {
        "other": copy_of(other),
        "handed_over": {model._meta.model_name: ids_of(model, other.pk) for model in HANDED_OVER},
        "rows": merged_rows.merge(keep.pk, other.pk, first=[kind for kind in CONTACT_CHOICES if kind in chosen]),
    }
    for model in HANDED_OVER:
        hand_over(model, copy["handed_over"][model._meta.model_name], candidate_id=keep.pk)
    _take_facts(keep, other, chosen)
    merged_rows.shield(keep.pk, keep.employer_domain)
    _set_first_points(keep)
    twins.mark(keep)
    keep.save(update_fields=[*_REPLACED, *twins.FIELDS])
    after = copy_of(keep)
    copy["restricted_at"] = after["restricted_at"]
    copy["replaced"] = {name: [before[name], after[name]] for name in _REPLACED if before[name] != after[name]}
    SearchText.objects.filter(candidate_id=other.pk).delete()
    other.delete()
    search.index([keep.pk])
    return copy


def unmerge_people(keep: Candidate, copy: Values) -> Candidate:
    """Stores the other record again and gives it back what came with it; returns it."""
    values = copy["other"]
    taken = Candidate.objects.filter(pk=values["id"]).exists()
    # A bulk writer may have given the number away; the public id never is.
    other = from_copy(Candidate, values, **({"id": None} if taken else {}))
    other.save(force_insert=True)
    for model in HANDED_OVER:
        # A merge of an earlier release knows of fewer kinds of rows.
        still = ids_of(model, keep.pk, pk__in=copy["handed_over"].get(model._meta.model_name, []))
        hand_over(model, still, candidate_id=other.pk)
    merged_rows.unmerge(keep.pk, other.pk, copy["rows"])
    present = copy_of(keep)
    if present["restricted_at"] != copy.get("restricted_at") and other.restricted_at is None:
        # Said since the merge, it may have meant either record.
        other.restricted_at = keep.restricted_at
    for name, (was, became) in copy["replaced"].items():
        if present[name] == became:
            setattr(keep, name, getattr(from_copy(Candidate, {name: was}), name))
    for person in (keep, other):
        _set_first_points(person)
        twins.mark(person)
        person.save(update_fields=[*_REPLACED, *twins.FIELDS])
    search.index([keep.pk, other.pk])
    return other


def facts_left(keep: Candidate, other: Candidate, chosen: Collection[str]) -> list[Values]:
    """What one of the two says and the merged record will not: for the timeline, so that nothing is lost.

    Call it before `merge_people`. Contact points are all kept and are not among them.
    """
    left: list[Values] = []
    for choice, columns in CHOICES.items():
        mine, theirs = getattr(keep, columns[0]), getattr(other, columns[0])
        lost = mine if choice in chosen else theirs
        if lost and mine and theirs and mine != theirs and choice not in ("opening", "stage"):
            left.append({"field": choice, "value": str(lost)})
    names = dict(CustomField.objects.values_list("public_id", "name")) if other.custom else {}
    for field, value in other.custom.items():
        if keep.custom.get(field) not in (None, "", value):
            left.append({"field": "", "label": names.get(field, ""), "value": str(value)})
    return left


def _zone_of_theirs(keep: Candidate, other: Candidate, chosen: Collection[str]) -> set[str]:
    """What is taken of the other record, where the zone that the person chose goes before one that we put there."""
    theirs = own_zones([keep.pk, other.pk])
    if len(theirs) != 1:
        return set(chosen)
    return {*chosen, "time_zone"} if other.pk in theirs else set(chosen) - {"time_zone"}


def _take_facts(keep: Candidate, other: Candidate, chosen: Collection[str]) -> None:
    # Which of two is the present employer nobody knows here, so neither may read along.
    domains = f"{keep.employer_domain} {other.employer_domain}".split()
    keep.employer_domain = " ".join(dict.fromkeys(domains))
    for choice, columns in CHOICES.items():
        main = columns[0]
        fills = choice in FILLED and not getattr(keep, main) and getattr(other, main)
        if choice in chosen or fills:
            for column in columns:
                setattr(keep, column, getattr(other, column))
    keep.skills = list(dict.fromkeys([*keep.skills, *other.skills]))
    keep.custom = {**other.custom, **{field: value for field, value in keep.custom.items() if value not in (None, "")}}
    dues = [keep.notice_due_at, other.notice_due_at]
    # Told on either record, the person knows that we hold something.
    keep.notice_due_at = None if None in dues else min(due for due in dues if due)
    # Only kept on either record, the data are only kept.
    keep.restricted_at = min(filter(None, (keep.restricted_at, other.restricted_at)), default=None)
    keep.last_contact_at = max(filter(None, (keep.last_contact_at, other.last_contact_at)), default=None)
    keep.created_at = min(keep.created_at, other.created_at)


def _set_first_points(person: Candidate) -> None:
    first = merged_rows.first_points(person.pk)
    for kind in CONTACT_CHOICES:
        value, key = first.get(kind, ("", None))
        setattr(person, kind, value)
        setattr(person, f"{kind}_key", key)
