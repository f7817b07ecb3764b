"""Writes on the record itself, and its contact points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from xinqiao.capabilities.candidates import search, twins
from xinqiao.capabilities.candidates.blocking import require_unblocked
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.names import initials_of, pinyin_of, sort_name
from xinqiao.capabilities.candidates.operations.probable import note_twins
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.domain.contact_points import normalise_email, normalise_phone
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.tenancy.identifiers import link_hash
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of


class AlreadyThere(Exception):
    """A record with this e-mail address or phone number exists; `candidate` is that record."""

    def __init__(self, candidate: Candidate) -> None:
        super().__init__(candidate.public_id)
        self.candidate = candidate


class UnusableContact(ValueError):
    """The e-mail address or phone number cannot be one; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class PersonFacts:
    """What a record says about a person; every text may be empty except name, source and legal basis."""

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


def add_candidate(
    facts: PersonFacts,
    *,
    owner: Member,
    by: Member,
    now: datetime,
    opening: Opening | None = None,
    is_sample: bool = False,
) -> Candidate:
    """Stores a new person; raises AlreadyThere for a known address and UnusableContact for a malformed one.

    Raises Blocked for an address of somebody who asked not to be recorded again.
    """
    with transaction.atomic():
        candidate = _new(facts, owner=owner, now=now, is_sample=is_sample)
        candidate.opening = opening
        with _new_contact(candidate):
            candidate.save()
            _store_first_points([candidate])
        note_twins(candidate, now=now)
        append(candidate, "added", at=now, by=by, data={"source": facts.source})
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
) -> None:
    """Replaces the facts of a record; raises as `add_candidate` does."""
    with transaction.atomic():
        changed = _new(facts, owner=owner, now=now)
        changed.pk, changed.opening = candidate.pk, opening
        fields = [*PersonFacts.__dataclass_fields__, "email_key", "phone_key", *twins.FIELDS]
        if facts.display_name != candidate.display_name:
            # Else a reading that a member has corrected stays.
            fields += ["sort_name", "pinyin", "initials"]
        with _new_contact(changed):
            changed.save(update_fields=[*fields, "owner", "opening"])
            _replace_first_points(changed)
        note_twins(changed, now=now)
        for field in (*fields, "owner", "opening"):
            setattr(candidate, field, getattr(changed, field))
        search.index([candidate.pk])
        append(candidate, "changed", at=now, by=by)
        record(actor_of(by), "candidate_changed", now=now, subject=("candidate", candidate.pk))


def add_many(
    people: Sequence[PersonFacts], *, owner: Member, now: datetime, is_sample: bool = False
) -> list[Candidate]:
    """Stores new people whose addresses the caller has checked for duplicates, with their first timeline entry."""
    rows = [_new(facts, owner=owner, now=now, is_sample=is_sample) for facts in people]
    stored = Candidate.objects.bulk_create(rows)
    _store_first_points(stored)
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate_id=row.pk, at=now, kind="added", by_id=owner.pk, data={"source": row.source})
        for row in stored
    )
    return stored


def set_stage(candidate: Candidate, stage: str, *, by: Member, now: datetime) -> str:
    """Moves a person to another stage and returns the former one; going back is normal."""
    with transaction.atomic():
        former, candidate.stage = candidate.stage, stage
        candidate.save(update_fields=["stage"])
        search.mark([candidate.pk])
        append(candidate, "stage_changed", at=now, by=by, data={"from": former, "to": stage})
        record(actor_of(by), "stage_changed", now=now, subject=("candidate", candidate.pk))
    return former


def remove_samples(*, by: Member, now: datetime) -> int:
    """Deletes all sample people of the current workspace in one act; returns how many."""
    with transaction.atomic():
        links = CandidateLink.objects.filter(candidate__is_sample=True).values_list("public_id", flat=True)
        LinkAddress.objects.filter(link_hash__in=[link_hash(public_id) for public_id in links]).delete()
        count = Candidate.objects.filter(is_sample=True).count()
        Candidate.objects.filter(is_sample=True).delete()
        record(actor_of(by), "samples_removed", now=now, detail={"count": count})
    return count


def _new(facts: PersonFacts, *, owner: Member, now: datetime, is_sample: bool = False) -> Candidate:
    email_key = normalise_email(facts.email) if facts.email.strip() else None
    if facts.email.strip() and email_key is None:
        raise UnusableContact("email")
    phone = None
    if facts.phone.strip():
        try:
            phone = normalise_phone(facts.phone)
        except ValueError as problem:
            raise UnusableContact("phone") from problem
        if phone is None:
            raise UnusableContact("phone")
    values = {field: getattr(facts, field) for field in PersonFacts.__dataclass_fields__}
    pinyin = pinyin_of(facts.display_name)
    candidate = Candidate(
        **values,
        sort_name=sort_name(facts.display_name, pinyin),
        pinyin=pinyin,
        initials=initials_of(facts.display_name, pinyin),
        email_key=email_key,
        phone_key=phone.e164 if phone else None,
        owner=owner,
        created_at=now,
        is_sample=is_sample,
    )
    twins.mark(candidate)
    return candidate


@contextmanager
def _new_contact(candidate: Candidate) -> Iterator[None]:
    """Saving `candidate` inside raises AlreadyThere when its address is known, also when a colleague is faster."""
    require_unblocked((point.kind, point.key) for point in _first_points(candidate))
    if existing := _same_contact(candidate):
        raise AlreadyThere(existing)
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if existing := _same_contact(candidate):
            raise AlreadyThere(existing) from None
        raise


def _same_contact(candidate: Candidate) -> Candidate | None:
    same = Q()
    if candidate.email_key:
        same |= Q(kind=ContactPoint.Kind.EMAIL, key=candidate.email_key)
    if candidate.phone_key:
        same |= Q(kind=ContactPoint.Kind.PHONE, key=candidate.phone_key)
    if not same:
        return None
    point = ContactPoint.objects.filter(same).exclude(candidate_id=candidate.pk).select_related("candidate").first()
    return point.candidate if point else None


def _first_points(candidate: Candidate) -> list[ContactPoint]:
    """The address and the number that stand on the record itself, as contact points."""
    points = (
        (ContactPoint.Kind.EMAIL, candidate.email, candidate.email_key),
        (ContactPoint.Kind.PHONE, candidate.phone, candidate.phone_key),
    )
    return [
        ContactPoint(candidate_id=candidate.pk, kind=kind, value=value, key=key) for kind, value, key in points if key
    ]


def _store_first_points(people: Sequence[Candidate]) -> None:
    """Contact points of people just added, and what they are found by."""
    points = ContactPoint.objects.bulk_create(point for row in people for point in _first_points(row))
    known: dict[int, list[tuple[str, str]]] = {}
    for point in points:
        known.setdefault(point.candidate_id, []).append((point.kind, point.key))
    search.store(people, known)


def _replace_first_points(candidate: Candidate) -> None:
    first = ContactPoint.objects.filter(candidate_id=candidate.pk, kind__in=("email", "phone"), position=0)
    first.delete()
    ContactPoint.objects.bulk_create(_first_points(candidate))
