"""Writes on people: the record, the timeline, signs, and the links that are a person's doors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, Sign, TimelineEntry
from xinqiao.capabilities.candidates.names import sort_name
from xinqiao.domain.contact_points import normalise_email, normalise_phone
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.tenancy.identifiers import link_hash, link_token, read_link_token
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

LINK_LIFE = {
    CandidateLink.Purpose.PERMISSION: timedelta(days=60),
    CandidateLink.Purpose.QUESTIONNAIRE: timedelta(days=30),
}
# After its date a link still opens pace and stop, so that "no" never depends on a date.
LINK_KIND = "candidate"
NOTE_UNDO = timedelta(minutes=15)
_ADDRESS = PreparedSelect(lambda hashed: LinkAddress.objects.filter(link_hash=hashed), str)


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


class NoteStays(Exception):
    """The time in which an author may take a note back is over."""


class LinkUnknown(Exception):
    """The address is not one of ours: mistyped, cut off or forged."""


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
    """Stores a new person; raises AlreadyThere for a known address and UnusableContact for a malformed one."""
    with transaction.atomic():
        candidate = _new(facts, owner=owner, now=now, is_sample=is_sample)
        candidate.opening = opening
        with _new_contact(candidate):
            candidate.save()
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
        fields = [*PersonFacts.__dataclass_fields__, "sort_name", "email_key", "phone_key"]
        with _new_contact(changed):
            changed.save(update_fields=[*fields, "owner", "opening"])
        for field in (*fields, "owner", "opening"):
            setattr(candidate, field, getattr(changed, field))
        append(candidate, "changed", at=now, by=by)
        record(actor_of(by), "candidate_changed", now=now, subject=("candidate", candidate.pk))


def add_many(
    people: Sequence[PersonFacts], *, owner: Member, now: datetime, is_sample: bool = False
) -> list[Candidate]:
    """Stores new people whose addresses the caller has checked for duplicates, with their first timeline entry."""
    rows = [_new(facts, owner=owner, now=now, is_sample=is_sample) for facts in people]
    stored = Candidate.objects.bulk_create(rows)
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate_id=row.pk, at=now, kind="added", by_id=owner.pk, data={"source": row.source})
        for row in stored
    )
    return stored


def add_notes(notes: Sequence[tuple[Candidate, str]], *, by: Member, now: datetime) -> None:
    """Notes on many people at once, as an import brings them; the caller writes the audit log."""
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate_id=candidate.pk, at=now, kind="note", by_id=by.pk, data={"text": text})
        for candidate, text in notes
    )


def set_stage(candidate: Candidate, stage: str, *, by: Member, now: datetime) -> str:
    """Moves a person to another stage and returns the former one; going back is normal."""
    with transaction.atomic():
        former, candidate.stage = candidate.stage, stage
        candidate.save(update_fields=["stage"])
        append(candidate, "stage_changed", at=now, by=by, data={"from": former, "to": stage})
        record(actor_of(by), "stage_changed", now=now, subject=("candidate", candidate.pk))
    return former


def add_note(candidate: Candidate, text: str, *, by: Member, now: datetime) -> TimelineEntry:
    """A note on the timeline. The person can read every word of it."""
    with transaction.atomic():
        entry = append(candidate, "note", at=now, by=by, data={"text": text})
        record(actor_of(by), "note_added", now=now, subject=("candidate", candidate.pk))
    return entry


def take_back_note(entry: TimelineEntry, *, by: Member, now: datetime) -> None:
    """Undo of `add_note` by its author, within 15 minutes: the text leaves the file, a new entry says so.

    Raises NoteStays later.
    """
    if now - entry.at > NOTE_UNDO:
        raise NoteStays
    with transaction.atomic():
        TimelineEntry.objects.filter(pk=entry.pk, kind="note", by=by).delete()
        append(entry.candidate, "note_taken_back", at=now, by=by)
        record(actor_of(by), "note_taken_back", now=now, subject=("candidate", entry.candidate_id))


def add_sign(candidate: Candidate, kind: str, *, observed_on: date, by: Member, now: datetime) -> Sign:
    """Notes an observable act of the person; it expires after 90 days and enters no score."""
    with transaction.atomic():
        sign = Sign.objects.create(candidate=candidate, kind=kind, observed_on=observed_on, noted_by=by, created_at=now)
        append(candidate, "sign", at=now, by=by, direction="in", data={"sign": kind})
        record(actor_of(by), "sign_added", now=now, subject=("candidate", candidate.pk))
    return sign


def take_back_sign(sign: Sign, *, by: Member, now: datetime) -> None:
    """Undo of `add_sign`: the sign no longer counts, and the timeline says that it was taken back."""
    with transaction.atomic():
        candidate = sign.candidate
        append(candidate, "sign_taken_back", at=now, by=by, data={"sign": sign.kind})
        sign.delete()
        record(actor_of(by), "sign_taken_back", now=now, subject=("candidate", candidate.pk))


def append(
    candidate: Candidate,
    kind: str,
    *,
    at: datetime,
    direction: str = "",
    by: Member | None = None,
    data: dict[str, Any] | None = None,
) -> TimelineEntry:
    """Adds an entry to the timeline in the caller's transaction."""
    return TimelineEntry.objects.create(
        candidate=candidate, at=at, kind=kind, direction=direction, by=by, data=data or {}
    )


def open_link(candidate: Candidate, purpose: str, *, by: Member, now: datetime) -> CandidateLink:
    """The person's present link for a purpose, made when there is none that still lasts a week."""
    kind = CandidateLink.Purpose(purpose)
    present = CandidateLink.objects.filter(
        candidate=candidate, purpose=kind, revoked_at=None, expires_at__gt=now + timedelta(days=7)
    ).first()
    if present is not None and not _used_up(present):
        return present
    with transaction.atomic():
        link = CandidateLink.objects.create(
            candidate=candidate, purpose=kind, created_by=by, created_at=now, expires_at=now + LINK_LIFE[kind]
        )
        LinkAddress.objects.create(link_hash=link_hash(link.public_id), workspace_id=current_workspace_id())
    return link


def _used_up(link: CandidateLink) -> bool:
    # A questionnaire link carries one filling; a re-test gets a new one. Only a filling of which the person let
    # us know counts: a second link would tell staff that there are answers nobody shared.
    if link.purpose != CandidateLink.Purpose.QUESTIONNAIRE or not hasattr(link, "response"):
        return False
    return link.response.state in ("shared", "contact_only")


def token_of(link: CandidateLink) -> str:
    """What stands in the link's address."""
    return link_token(link.public_id, kind=LINK_KIND)


def workspace_of_token(token: str) -> tuple[int, str]:
    """The workspace and link id behind a token; raises LinkUnknown when the token is not ours."""
    link_id = read_link_token(token, kind=LINK_KIND)
    if link_id is None:
        raise LinkUnknown
    return _workspace_of(link_hash(link_id)), link_id


@lru_cache(maxsize=50_000)
def _workspace_of(hashed: str) -> int:
    # Never changes for a link, so one look-up a process is enough; a link that is gone ends at `link_of`.
    address = _ADDRESS.find(hashed)
    if address is None:
        raise LinkUnknown
    return address.workspace_id


def link_of(link_id: str, *also: str) -> CandidateLink:
    """The link with its person, its workspace and what else the caller names (relations), in one query.

    Raises LinkUnknown when it is gone.
    """
    link = _link_with(also).find(link_id)
    if link is None:
        raise LinkUnknown
    return link


@cache
def _link_with(also: tuple[str, ...]) -> PreparedSelect[CandidateLink]:
    related = ("candidate", "workspace", *also)
    return PreparedSelect(lambda link_id: CandidateLink.objects.select_related(*related).filter(public_id=link_id), str)


def revoke_links(candidate: Candidate, *, by: Member, now: datetime) -> int:
    """Closes the person's links for everything but pace and stop; returns how many."""
    with transaction.atomic():
        count = CandidateLink.objects.filter(candidate=candidate, revoked_at=None).update(revoked_at=now)
        append(candidate, "links_revoked", at=now, by=by)
        record(actor_of(by), "links_revoked", now=now, subject=("candidate", candidate.pk))
    return count


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
    return Candidate(
        **values,
        sort_name=sort_name(facts.display_name),
        email_key=email_key,
        phone_key=phone.e164 if phone else None,
        owner=owner,
        created_at=now,
        is_sample=is_sample,
    )


@contextmanager
def _new_contact(candidate: Candidate) -> Iterator[None]:
    """Saving `candidate` inside raises AlreadyThere when its address is known, also when a colleague is faster."""
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
        same |= Q(email_key=candidate.email_key)
    if candidate.phone_key:
        same |= Q(phone_key=candidate.phone_key)
    if not same:
        return None
    return Candidate.objects.filter(same).exclude(pk=candidate.pk).first()
