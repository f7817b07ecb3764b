"""People who were never told that we hold anything on them (待告知): guarded until they are, or deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.models import (
    Attachment,
    Candidate,
    CandidateTag,
    ContactPoint,
    TimelineEntry,
)
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.foundation.audit.operations import SYSTEM, record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

TOLD_UNDO: Final = timedelta(minutes=15)


class ToldStays(Exception):
    """That the person was told can no longer be taken back: it is too late, or more is kept since."""


def mark_told(candidate: Candidate, how: str, *, by: Member | None, now: datetime) -> None:
    """The person now knows of their record: everything else may be kept. Does nothing when they knew already.

    `how` is a channel of the playbook, `in_person`, `permission_message` or `their_word`.
    """
    with transaction.atomic():
        person = Candidate.objects.select_for_update().get(pk=candidate.pk)
        due, person.notice_due_at, candidate.notice_due_at = person.notice_due_at, None, None
        if due is None:
            return
        person.save(update_fields=["notice_due_at"])
        search.mark([person.pk])
        # A message or their own word stands on the timeline already, as the contact that it was.
        direction = "" if how in ("permission_message", "their_word") else "out"
        append(candidate, "told", at=now, by=by, direction=direction, data={"how": how, "due": due.isoformat()})
        record(actor_of(by) if by else SYSTEM, "candidate_told", now=now, subject=("candidate", candidate.pk))


def take_back_told(candidate: Candidate, *, by: Member, now: datetime) -> None:
    """Undo of `mark_told` by the same member, within 15 minutes and before more is kept; raises ToldStays."""
    with transaction.atomic():
        person = Candidate.objects.select_for_update().get(pk=candidate.pk)
        entry = TimelineEntry.objects.filter(candidate=candidate, kind="told").order_by("-id").first()
        if entry is None or person.notice_due_at is not None or entry.by_id != by.pk or now - entry.at > TOLD_UNDO:
            raise ToldStays
        if entry.data["how"] == "permission_message" or _keeps_more(person, since=entry):
            raise ToldStays
        person.notice_due_at = candidate.notice_due_at = datetime.fromisoformat(entry.data["due"])
        person.save(update_fields=["notice_due_at"])
        search.mark([person.pk])
        append(candidate, "told_taken_back", at=now, by=by)
        record(actor_of(by), "candidate_told_taken_back", now=now, subject=("candidate", candidate.pk))


def _keeps_more(person: Candidate, *, since: TimelineEntry) -> bool:
    """Whether the record has come to hold what a person who was not told may not have."""
    if any((person.city, person.role_family, person.seniority, person.skills, person.custom, person.opening_id)):
        return True
    later = TimelineEntry.objects.filter(candidate=person, id__gt=since.pk)
    return (
        later.exists()
        or CandidateTag.objects.filter(candidate=person).exists()
        or Attachment.objects.filter(candidate=person).exists()
        or ContactPoint.objects.filter(candidate=person).count() > 1
    )
