"""Writes on contacts outside the product, each with its undo, and on addresses from which something came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.operations.contact_points import NoSuchPoint
from xinqiao.capabilities.candidates.operations.notice import mark_told
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.capabilities.candidates.queries.timeline import KEEPERS_ONLY
from xinqiao.capabilities.candidates.told import NotToldYet
from xinqiao.domain.contacts import Began, Outcome, kind_of
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

CONTACT_UNDO: Final = timedelta(minutes=15)


class ContactStays(Exception):
    """The time in which an author may take a logged contact back is over, or it carried a stop."""


@dataclass(frozen=True)
class Contact:
    """One contact as a member tells it. `told`: the person learned in it that we hold a record of them."""

    channel: str
    began: Began
    outcome: Outcome
    at: datetime
    note: str = ""
    told: bool = False
    # Whether it was read off a pasted chat, of which nothing else is kept.
    pasted: bool = False


def log_contact(candidate: Candidate, contact: Contact, *, by: Member, now: datetime) -> TimelineEntry:
    """Writes a contact on the timeline; it counts for pace and for who keeps the relationship.

    Raises NotToldYet for a note on somebody who does not know of their record, unless they learned it in this contact.
    """
    with transaction.atomic():
        person = Candidate.objects.select_for_update().get(pk=candidate.pk)
        was_due = person.notice_due_at
        if contact.told:
            mark_told(candidate, contact.channel, by=by, now=now)
        elif contact.note and was_due is not None:
            raise NotToldYet(["note"])
        data: dict[str, Any] = {"channel": contact.channel, "logged": now.isoformat()}
        if contact.note:
            data["text"] = contact.note
        if contact.pasted:
            data["pasted"] = True
        if contact.told and was_due is not None:
            data["told"] = True
        entry = append(candidate, kind_of(contact.outcome), at=contact.at, direction=contact.began, by=by, data=data)
        record(actor_of(by), "contact_logged", now=now, subject=("candidate", candidate.pk))
    return entry


def take_back_contact(entry: TimelineEntry, *, by: Member, now: datetime) -> None:
    """Undo of `log_contact` by its author within 15 minutes: it counts no longer, and a new entry says so.

    That the person was told of their record stays. Raises ContactStays later, and for a stop, which is theirs.
    """
    logged = datetime.fromisoformat(entry.data["logged"]) if "logged" in entry.data else None
    if logged is None or now - logged > CONTACT_UNDO or entry.by_id != by.pk or entry.kind == kind_of(Outcome.STOP):
        raise ContactStays
    with transaction.atomic():
        remove_entry(entry)
        append(entry.candidate, "contact_taken_back", at=now, by=by)
        record(actor_of(by), "contact_taken_back", now=now, subject=("candidate", entry.candidate_id))


def remove_entry(entry: TimelineEntry) -> None:
    """Takes a contact off the timeline, and off "last contact", in the caller's transaction."""
    TimelineEntry.objects.filter(pk=entry.pk).delete()
    rows = TimelineEntry.objects.filter(candidate_id=entry.candidate_id).exclude(direction="")
    last = rows.exclude(kind__in=KEEPERS_ONLY).aggregate(last=Max("at"))["last"]
    Candidate.objects.filter(pk=entry.candidate_id).update(last_contact_at=last)


def mark_dead(candidate: Candidate, point_id: int, *, dead: bool, by: Member, now: datetime) -> None:
    """What was sent to this address or number came back (or that was a mistake); raises NoSuchPoint."""
    with transaction.atomic():
        rows = ContactPoint.objects.filter(pk=point_id, candidate=candidate)
        if not rows.update(dead_at=now if dead else None):
            raise NoSuchPoint
        append(candidate, "address_dead" if dead else "address_alive", at=now, by=by)
        record(
            actor_of(by),
            "address_marked_dead" if dead else "address_marked_alive",
            now=now,
            subject=("candidate", candidate.pk),
        )
