"""Addresses, numbers, profiles: written in one form, in order, the employer's addresses behind the usable ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction

from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.blocking import require_unblocked
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.capabilities.candidates.told import NotToldYet
from xinqiao.domain.contact_points import normalise_email, normalise_phone
from xinqiao.domain.employer_shield import domains_in, is_public_mail, is_with_employer, normalise_domain
from xinqiao.domain.notice import CONTACTS_AT_MOST
from xinqiao.domain.profile_links import normalise_link
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

EMAIL, PHONE, LINK, WECHAT = (
    ContactPoint.Kind.EMAIL,
    ContactPoint.Kind.PHONE,
    ContactPoint.Kind.LINK,
    ContactPoint.Kind.WECHAT,
)
POINTS_AT_MOST: Final = 30
MAX_VALUE: Final = 300
_FIRST: Final = ("email", "phone", "email_key", "phone_key")


class AlreadyThere(Exception):
    """A record with this e-mail address, phone number or profile exists; `candidate` is that record."""

    def __init__(self, candidate: Candidate) -> None:
        super().__init__(candidate.public_id)
        self.candidate = candidate


class UnusableContact(ValueError):
    """The address, number or domain cannot be one; `field` says which, `at` the place among the further ones."""

    def __init__(self, field: str, at: int | None = None) -> None:
        super().__init__(field)
        self.field = field
        self.at = at


class ShieldedAddress(Exception):
    """The address lies with the present employer, so it is never the first one."""


class NoSuchPoint(Exception):
    """The person has no such contact point (any more)."""


class PointFacts(NamedTuple):
    """One way to reach or recognise a person, as typed."""

    kind: str
    value: str
    label: str = ""


def key_of(kind: str, value: str, *, candidate: Candidate) -> str:
    """The form by which two spellings are one; raises UnusableContact.

    A page that several people may share gets a key of this person's own, so that it stands on each of them.
    """
    key: str | None = None
    if kind == EMAIL:
        key = normalise_email(value)
    elif kind == PHONE:
        key = _phone_key(value)
    elif kind == LINK:
        link = normalise_link(value)
        key = link and (link.key or f"{candidate.public_id} {link.url}"[:254])
    elif kind == WECHAT:
        plain = unicodedata.normalize("NFKC", value).strip().casefold()
        key = plain if 2 <= len(plain) <= 60 and not any(letter.isspace() for letter in plain) else None
    if not key or len(value) > MAX_VALUE:
        raise UnusableContact(str(kind))
    return key


def settle_points(candidate: Candidate, points: Sequence[PointFacts]) -> list[ContactPoint]:
    """The person's contact points in order, unsaved; the record's own address and number become the first ones.

    Usable addresses stand before the employer's. What is named twice stands once. Raises UnusableContact.
    """
    if len(points) > POINTS_AT_MOST:
        raise UnusableContact("points")
    rows: dict[tuple[str, str], ContactPoint] = {}
    for at, point in enumerate(points):
        value = point.value.strip()
        if not value:
            continue
        try:
            key = key_of(point.kind, value, candidate=candidate)
        except UnusableContact as problem:
            raise UnusableContact(problem.field, at) from problem
        stored = normalise_link(value).url if point.kind == LINK else value  # type: ignore[union-attr]
        row = ContactPoint(kind=point.kind, value=stored, key=key, label=point.label.strip()[:20])
        rows.setdefault((point.kind, key), row)
    return _in_order(candidate, list(rows.values()))


def store_points(candidate: Candidate, points: Iterable[ContactPoint], *, keep: Sequence[str] = ()) -> None:
    """Makes these the person's contact points; rows that stay keep their id. Kinds in `keep` are left alone."""
    present = {
        (row.kind, row.key): row
        for row in ContactPoint.objects.filter(candidate_id=candidate.pk).exclude(kind__in=list(keep))
    }
    fresh, changed = [], []
    for point in points:
        row = present.pop((point.kind, point.key), None)
        if row is None:
            point.candidate_id = candidate.pk
            fresh.append(point)
        elif (row.value, row.label, row.position) != (point.value, point.label, point.position):
            row.value, row.label, row.position = point.value, point.label, point.position
            changed.append(row)
    ContactPoint.objects.filter(pk__in=[row.pk for row in present.values()]).delete()
    ContactPoint.objects.bulk_update(changed, ["value", "label", "position"])
    ContactPoint.objects.bulk_create(fresh)


def add_point(candidate: Candidate, point: PointFacts, *, by: Member, now: datetime) -> ContactPoint:
    """One more way to reach a person; raises UnusableContact, AlreadyThere, Blocked or NotToldYet."""
    value = point.value.strip()
    with transaction.atomic():
        person = _locked(candidate)
        points = _points(person)
        if person.notice_due_at is not None and len(points) >= CONTACTS_AT_MOST:
            raise NotToldYet(["contacts"])
        if not value or len(points) >= POINTS_AT_MOST:
            raise UnusableContact(point.kind)
        [row] = settle_points(person, [PointFacts(point.kind, value, point.label)])
        require_unblocked([(row.kind, row.key)])
        owner = holder_of([row])
        if owner is not None:
            raise AlreadyThere(owner)
        row.candidate_id = person.pk
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            # A colleague was faster.
            owner = holder_of([row])
            if owner is None:
                raise
            raise AlreadyThere(owner) from None
        _renumber(person, [*points, row])
        _tell(candidate, person, by=by, now=now)
    return row


def remove_point(candidate: Candidate, point_id: int, *, by: Member, now: datetime) -> PointFacts:
    """Takes a contact point away and returns what it was; raises NoSuchPoint."""
    with transaction.atomic():
        person = _locked(candidate)
        points = _points(person)
        row = _one(points, point_id)
        points.remove(row)
        row.delete()
        _renumber(person, points)
        _tell(candidate, person, by=by, now=now)
    return PointFacts(row.kind, row.value, row.label)


def make_first(candidate: Candidate, point_id: int, *, by: Member, now: datetime) -> None:
    """Puts a contact point before the others of its kind; raises NoSuchPoint, or ShieldedAddress."""
    with transaction.atomic():
        person = _locked(candidate)
        points = _points(person)
        row = _one(points, point_id)
        if row.kind == EMAIL and is_with_employer(row.key, person.employer_domain):
            raise ShieldedAddress
        points.remove(row)
        _renumber(person, [row, *points])
        _tell(candidate, person, by=by, now=now)


def shield_employer(candidate: Candidate, domain: str, *, by: Member, now: datetime) -> None:
    """Sets (or with an empty text takes away) the present employer's domain; the usable addresses move forward.

    Raises UnusableContact for what cannot be an employer's.
    """
    domain = employer_domain_of(domain)
    with transaction.atomic():
        person = _locked(candidate)
        person.employer_domain = domain
        person.save(update_fields=["employer_domain"])
        candidate.employer_domain = domain
        _renumber(person, _points(person))
        _tell(candidate, person, by=by, now=now)


def employer_domain_of(text: str) -> str:
    """The domain (or several) as it is stored, empty for an empty text; raises UnusableContact."""
    if not text.strip():
        return ""
    domains = [normalise_domain(one) for one in domains_in(text)]
    usable = [domain for domain in domains if domain is not None and not is_public_mail(domain)]
    if len(usable) < len(domains):
        raise UnusableContact("employer_domain")
    return " ".join(dict.fromkeys(usable))


def renumber(person: Candidate) -> None:
    """Puts the person's points in order again and the first of them on the record; `person` is locked."""
    _renumber(person, _points(person))


def holder_of(points: Iterable[ContactPoint], *, without: int | None = None) -> Candidate | None:
    """Another person who has one of these contact points."""
    wanted = {(point.kind, point.key) for point in points}
    rows = ContactPoint.objects.filter(kind__in={kind for kind, _ in wanted}, key__in={key for _, key in wanted})
    for row in rows.select_related("candidate"):
        if (row.kind, row.key) in wanted and row.candidate_id != without:
            return row.candidate
    return None


def _phone_key(value: str) -> str | None:
    try:
        phone = normalise_phone(value)
    except ValueError:
        return None
    return phone.e164 if phone else None


def _in_order(candidate: Candidate, points: list[ContactPoint]) -> list[ContactPoint]:
    """Numbers the points of each kind and writes the first address and number on the record."""
    points = sorted(points, key=lambda one: one.kind == EMAIL and is_with_employer(one.key, candidate.employer_domain))
    seen: dict[str, int] = {}
    for point in points:
        point.position = seen.get(point.kind, 0)
        seen[point.kind] = point.position + 1
    email = next((one for one in points if one.kind == EMAIL), None)
    phone = next((one for one in points if one.kind == PHONE), None)
    candidate.email, candidate.email_key = (email.value, email.key) if email else ("", None)
    candidate.phone, candidate.phone_key = (phone.value, phone.key) if phone else ("", None)
    return points


def _renumber(person: Candidate, points: list[ContactPoint]) -> None:
    former = {point.pk: point.position for point in points}
    moved = [point for point in _in_order(person, points) if former[point.pk] != point.position]
    ContactPoint.objects.bulk_update(moved, ["position"])
    person.save(update_fields=list(_FIRST))


def _tell(candidate: Candidate, person: Candidate, *, by: Member, now: datetime) -> None:
    for field in _FIRST:
        setattr(candidate, field, getattr(person, field))
    search.index([candidate.pk])
    append(candidate, "changed", at=now, by=by)
    record(actor_of(by), "candidate_changed", now=now, subject=("candidate", candidate.pk))


def _locked(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_for_update().get(pk=candidate.pk)


def _points(person: Candidate) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(candidate=person).order_by("position", "id"))


def _one(points: list[ContactPoint], point_id: int) -> ContactPoint:
    for point in points:
        if point.pk == point_id:
            return point
    raise NoSuchPoint
