"""Writes on the timeline: notes, signs, and every entry that others add."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from xinqiao.capabilities.candidates.models import Candidate, Sign, TimelineEntry
from xinqiao.capabilities.candidates.queries.timeline import KEEPERS_ONLY
from xinqiao.capabilities.candidates.told import require_told
from xinqiao.capabilities.candidates.use import require_usable
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

NOTE_UNDO = timedelta(minutes=15)


class NoteStays(Exception):
    """The time in which an author may take a note back is over."""


def add_notes(notes: Sequence[tuple[Candidate, str]], *, by: Member, now: datetime) -> None:
    """Notes on many people at once, as an import brings them; the caller writes the audit log."""
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate_id=candidate.pk, at=now, kind="note", by_id=by.pk, data={"text": text})
        for candidate, text in notes
    )


def add_note(candidate: Candidate, text: str, *, by: Member, now: datetime) -> TimelineEntry:
    """A note on the timeline. The person can read every word of it. Raises NotToldYet or UseRestricted."""
    with transaction.atomic():
        _require_told(candidate)
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
    """Notes an observable act of the person; it expires after 90 days and enters no score.

    Raises NotToldYet or UseRestricted.
    """
    with transaction.atomic():
        _require_told(candidate)
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


def _require_told(candidate: Candidate) -> None:
    # Held, so that nobody takes "told" back at the same moment.
    require_told(Candidate.objects.select_for_update().get(pk=candidate.pk))
    require_usable(candidate)


def append(
    candidate: Candidate,
    kind: str,
    *,
    at: datetime,
    direction: str = "",
    by: Member | None = None,
    data: dict[str, Any] | None = None,
) -> TimelineEntry:
    """Adds an entry to the timeline in the caller's transaction; one with a direction is a contact."""
    if direction and kind not in KEEPERS_ONLY:
        earlier = Q(last_contact_at=None) | Q(last_contact_at__lt=at)
        if Candidate.objects.filter(earlier, pk=candidate.pk).update(last_contact_at=at):
            candidate.last_contact_at = at
    return TimelineEntry.objects.create(
        candidate=candidate, at=at, kind=kind, direction=direction, by=by, data=data or {}
    )
