"""Writes on the record itself, and its contact points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from xinqiao.capabilities.candidates import search, twins
from xinqiao.capabilities.candidates.blocking import require_unblocked
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.notice_clock import told_by
from xinqiao.capabilities.candidates.operations.contact_points import (
    AlreadyThere,
    PointFacts,
    employer_domain_of,
    holder_of,
    settle_points,
    store_points,
)
from xinqiao.capabilities.candidates.operations.custom_fields import own_values
from xinqiao.capabilities.candidates.operations.hand_overs import note_hand_overs, require_not_refused
from xinqiao.capabilities.candidates.operations.probable import note_twins
from xinqiao.capabilities.candidates.operations.sender_codes import forget_addresses
from xinqiao.capabilities.candidates.operations.tags import set_tags
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.capabilities.candidates.queries.timeline import last_change_of, own_zones
from xinqiao.capabilities.candidates.readings import reading_of
from xinqiao.capabilities.candidates.told import NotToldYet
from xinqiao.capabilities.candidates.use import require_usable
from xinqiao.domain.notice import beyond_notice
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of


class ChangedMeanwhile(Exception):
    """A colleague changed the record since the form was drawn; `candidate` is that record."""

    def __init__(self, candidate: Candidate) -> None:
        super().__init__(candidate.public_id)
        self.candidate = candidate


class TheirOwnZone(Exception):
    """The person said themselves where they live, and their hours follow from it; only they change it."""


@dataclass(frozen=True)
class PersonFacts:
    """What a record says about a person; every text may be empty except name, source and legal basis.

    `pinyin` is a correction of what follows from the name. `points` are further contact points besides `email`
    and `phone`, `custom` the team's own fields by public id, `tags` names; None leaves them as they are.
    """

    display_name: str
    source: str
    legal_basis: str
    email: str = ""
    phone: str = ""
    company: str = ""
    title: str = ""
    city: str = ""
    role_family: str = ""
    seniority: str = ""
    language: str = "zh-hans"
    source_detail: str = ""
    pinyin: str = ""
    time_zone: str = ""
    employer_domain: str = ""
    skills: tuple[str, ...] = ()
    custom: Mapping[str, Any] | None = None
    points: tuple[PointFacts, ...] | None = None
    tags: tuple[str, ...] | None = None


# What stands on the record itself, as given.
_AS_GIVEN: Final = tuple(
    field
    for field in PersonFacts.__dataclass_fields__
    if field not in ("email", "phone", "pinyin", "employer_domain", "skills", "custom", "points", "tags")
)
_DERIVED: Final = ("sort_name", "pinyin", "initials", "email", "phone", "email_key", "phone_key", "employer_domain")


def facts_of(candidate: Candidate) -> PersonFacts:
    """What the record says now; further contact points and own fields left as they are."""
    values = {field: getattr(candidate, field) for field in (*_AS_GIVEN, "email", "phone", "pinyin", "employer_domain")}
    return PersonFacts(**values, skills=tuple(candidate.skills))


def add_candidate(
    facts: PersonFacts,
    *,
    owner: Member,
    by: Member,
    now: datetime,
    opening: Opening | None = None,
    is_sample: bool = False,
    told: bool = True,
) -> Candidate:
    """Stores a new person; raises AlreadyThere for a known address and UnusableContact for a malformed one.

    Raises Blocked for an address of somebody who asked not to be recorded again.
    Somebody who was not told stays 待告知 for 30 days; NotToldYet then names what may not be kept of them.
    """
    with transaction.atomic():
        candidate, points = _new(facts, owner=owner, now=now, is_sample=is_sample)
        candidate.opening = opening
        if not told:
            candidate.notice_due_at = told_by(now)
            _require_little(candidate, points)
        with _new_contact(candidate, points):
            candidate.save()
            store_points(candidate, points)
            search.index([candidate.pk])
        note_twins(candidate, now=now)
        append(candidate, "added", at=now, by=by, data={"source": facts.source})
        _tag(candidate, facts, by=by, now=now)
        record(actor_of(by), "candidate_added", now=now, subject=("candidate", candidate.pk))
    return candidate


def change_candidate(
    candidate: Candidate,
    facts: PersonFacts,
    *,
    owner: Member,
    opening: Opening | None,
    by: Member,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Replaces the facts of a record; raises as `add_candidate` does, and TheyRefused for a keeper they do not want.

    Raises TheirOwnZone for another zone than the one that the person chose.

    `seen`: the record's last change as whoever wrote the facts saw it; raises ChangedMeanwhile for any other.
    """
    with transaction.atomic():
        present = Candidate.objects.select_for_update().get(pk=candidate.pk)
        if seen is not None and last_change_of(present) != seen:
            raise ChangedMeanwhile(present)
        if facts.time_zone != present.time_zone and own_zones([present.pk]):
            raise TheirOwnZone
        if owner.pk != present.owner_id:
            require_not_refused(present.pk, owner)
            note_hand_overs([(present.pk, present.owner_id)], owner, by=by, now=now)
        changed, points = _new(facts, owner=owner, now=now, present=present)
        changed.pk, changed.opening = candidate.pk, opening
        if present.notice_due_at is not None:
            _require_little(changed, points)
        fields = [*_AS_GIVEN, *_DERIVED, "skills", "custom", "owner", "opening", *twins.FIELDS]
        with _new_contact(changed, points):
            changed.save(update_fields=fields)
            store_points(changed, points, keep=[ContactPoint.Kind.EXTERNAL])
        note_twins(changed, now=now)
        for field in fields:
            setattr(candidate, field, getattr(changed, field))
        search.index([candidate.pk])
        append(candidate, "changed", at=now, by=by)
        _tag(candidate, facts, by=by, now=now)
        record(actor_of(by), "candidate_changed", now=now, subject=("candidate", candidate.pk))


def add_many(
    people: Sequence[PersonFacts], *, owner: Member, now: datetime, is_sample: bool = False
) -> list[Candidate]:
    """Stores new people whose addresses the caller has checked for duplicates, with their first timeline entry."""
    made = [_new(facts, owner=owner, now=now, is_sample=is_sample) for facts in people]
    stored = Candidate.objects.bulk_create(row for row, _ in made)
    for row, points in made:
        for point in points:
            point.candidate_id = row.pk
    ContactPoint.objects.bulk_create(point for _, points in made for point in points)
    search.store(stored, {row.pk: [(point.kind, point.key) for point in points] for row, points in made})
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate_id=row.pk, at=now, kind="added", by_id=owner.pk, data={"source": row.source})
        for row in stored
    )
    return stored


def set_stage(candidate: Candidate, stage: str, *, by: Member, now: datetime) -> str:
    """Moves a person to another stage and returns the former one; going back is normal. Raises UseRestricted."""
    with transaction.atomic():
        require_usable(candidate)
        former = Candidate.objects.select_for_update().values_list("stage", flat=True).get(pk=candidate.pk)
        candidate.stage = stage
        candidate.save(update_fields=["stage"])
        search.mark([candidate.pk])
        append(candidate, "stage_changed", at=now, by=by, data={"from": former, "to": stage})
        record(actor_of(by), "stage_changed", now=now, subject=("candidate", candidate.pk))
    return former


def set_time_zone(candidate: Candidate, time_zone: str, *, now: datetime) -> None:
    """Where the person themself says that they live; the caller writes the audit log."""
    if candidate.time_zone != time_zone:
        candidate.time_zone = time_zone
        candidate.save(update_fields=["time_zone"])
        append(candidate, "corrected", at=now, direction="in", data={"fields": ["time_zone"]})


def remove_samples(*, by: Member, now: datetime) -> int:
    """Deletes all sample people of the current workspace in one act; returns how many."""
    with transaction.atomic():
        forget_addresses(CandidateLink.objects.filter(candidate__is_sample=True))
        count = Candidate.objects.filter(is_sample=True).count()
        Candidate.objects.filter(is_sample=True).delete()
        record(actor_of(by), "samples_removed", now=now, detail={"count": count})
    return count


def _tag(candidate: Candidate, facts: PersonFacts, *, by: Member, now: datetime) -> None:
    if facts.tags is None:
        return
    try:
        set_tags(candidate, facts.tags, by=by, now=now)
    except NotToldYet:
        raise NotToldYet(["tags"]) from None


def _new(
    facts: PersonFacts, *, owner: Member, now: datetime, is_sample: bool = False, present: Candidate | None = None
) -> tuple[Candidate, list[ContactPoint]]:
    """An unsaved person with their contact points in order. `present` is the stored record that changes."""
    # A reading that a member has corrected stays with its name.
    corrected = present.pinyin if present is not None and present.display_name == facts.display_name else ""
    reading = reading_of(facts.display_name, correction=facts.pinyin or corrected)
    candidate = Candidate(
        **{field: getattr(facts, field) for field in _AS_GIVEN},
        sort_name=reading.sort_name,
        pinyin=reading.pinyin,
        initials=reading.initials,
        employer_domain=employer_domain_of(facts.employer_domain),
        skills=list(facts.skills),
        custom=own_values(facts.custom, present=present),
        owner=owner,
        created_at=now,
        is_sample=is_sample,
    )
    if present is not None:
        candidate.public_id = present.public_id
    points = settle_points(candidate, _all_points(facts, present))
    twins.mark(candidate)
    return candidate, points


def _all_points(facts: PersonFacts, present: Candidate | None) -> list[PointFacts]:
    further = facts.points
    labels = {}
    if present is not None:
        stored = list(present.contact_points.exclude(kind=ContactPoint.Kind.EXTERNAL).order_by("kind", "position"))
        labels = {(row.kind, row.value): row.label for row in stored}
        if further is None:
            first = ((ContactPoint.Kind.EMAIL, 0), (ContactPoint.Kind.PHONE, 0))
            others = [row for row in stored if (row.kind, row.position) not in first]
            further = tuple(PointFacts(row.kind, row.value, row.label) for row in others)
    firsts = ((ContactPoint.Kind.EMAIL, facts.email), (ContactPoint.Kind.PHONE, facts.phone))
    return [*(PointFacts(kind, value, labels.get((kind, value), "")) for kind, value in firsts), *(further or ())]


def _require_little(candidate: Candidate, points: list[ContactPoint]) -> None:
    """Raises NotToldYet when more is given than may be kept of somebody who was not told."""
    given = [field for field in (*_AS_GIVEN, "skills", "custom", "opening") if getattr(candidate, field)]
    fields = beyond_notice(given, contacts=len(points))
    if fields:
        raise NotToldYet(fields)


@contextmanager
def _new_contact(candidate: Candidate, points: list[ContactPoint]) -> Iterator[None]:
    """Saving `candidate` inside raises AlreadyThere when its address is known, also when a colleague is faster."""
    require_unblocked((point.kind, point.key) for point in points)
    if existing := _same_contact(candidate, points):
        raise AlreadyThere(existing)
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if existing := _same_contact(candidate, points):
            raise AlreadyThere(existing) from None
        raise


def _same_contact(candidate: Candidate, points: list[ContactPoint]) -> Candidate | None:
    return holder_of(points, without=candidate.pk)
