"""Writes on copied texts: that one was copied, and the member's word on whether it went out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate, CopiedText, TimelineEntry
from xinqiao.capabilities.candidates.operations.contacts import remove_entry
from xinqiao.capabilities.candidates.operations.notice import mark_told
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.domain.contacts import WORD_WITHIN
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

SENT, NOT_SENT, NO_WORD = CopiedText.Word.SENT, CopiedText.Word.NOT_SENT, CopiedText.Word.NONE
# One card is one ask; its link is there, so it counts whatever becomes of the text.
COUNTS_ANYWAY = ("card_asked",)


class WordStays(Exception):
    """It is too late to say so, another word was said, or the person has done something since."""


def note_copy(
    candidate: Candidate,
    which: str,
    *,
    channel: str,
    entry: TimelineEntry | None,
    kind: str,
    by: Member,
    now: datetime,
) -> CopiedText:
    """A text was copied; whether it went out is asked. Copied again, the same text is one with the copy before.

    `which`: the message and its way; `entry`: what the copy added to the timeline, None when it added nothing.
    """
    if entry is None:
        made = CopiedText.objects.filter(candidate=candidate, by=by, kind=kind, at__gt=now - WORD_WITHIN)
        before = made.order_by("-id").first()
        if before is not None:
            before.which, before.channel = which, channel
            before.save(update_fields=["which", "channel"])
            return before
    return CopiedText.objects.create(
        candidate=candidate,
        by=by,
        at=now,
        which=which,
        channel=channel,
        kind=kind,
        entry=entry.public_id if entry else "",
    )


def say_sent(copy: CopiedText, *, now: datetime) -> None:
    """It went out: a contact on the timeline, with its way and which text it was. Raises WordStays."""
    with transaction.atomic():
        row = _waiting(copy, now=now)
        data = {"channel": row.channel, "what": row.kind, "which": row.which}
        entry = append(row.candidate, "contact_sent", at=now, direction="out", by=row.by, data=data)
        _write(row, SENT, now=now, before={"said": entry.public_id})
        record(actor_of(row.by), "copy_said_sent", now=now, subject=("candidate", row.candidate_id))


def say_not_sent(copy: CopiedText, *, now: datetime) -> datetime | None:
    """It did not go out, so what it added to the timeline counts no longer; returns when that was, None for nothing.

    Who learned of their record by it is to be told as before. Raises WordStays: also when the person has turned to us
    or decided something since, for then it reached them.
    """
    with transaction.atomic():
        row = _waiting(copy, now=now)
        before: dict[str, Any] = {}
        entry = None
        if row.kind not in COUNTS_ANYWAY and not _copied_by_others(row):
            entry = TimelineEntry.objects.filter(candidate_id=row.candidate_id, public_id=row.entry).first()
        if entry is not None:
            if TimelineEntry.objects.filter(candidate_id=row.candidate_id, direction="in", at__gte=entry.at).exists():
                raise WordStays
            before = {"at": entry.at.isoformat(), "data": entry.data, "due": _untell(row, entry)}
            remove_entry(entry)
        append(row.candidate, "copy_not_sent", at=now, by=row.by, data={"what": row.kind})
        _write(row, NOT_SENT, now=now, before=before)
        record(actor_of(row.by), "copy_said_not_sent", now=now, subject=("candidate", row.candidate_id))
    return entry.at if entry else None


def take_word_back(copy: CopiedText, *, now: datetime) -> datetime | None:
    """Undo of either word within the day; returns the moment that counts again after `say_not_sent`.

    Raises WordStays.
    """
    with transaction.atomic():
        row = CopiedText.objects.select_for_update(of=("self",)).select_related("candidate", "by__user").get(pk=copy.pk)
        if row.word == NO_WORD or row.word_at is None or now - row.word_at > WORD_WITHIN:
            raise WordStays
        counts_again = None
        if row.word == SENT:
            said = TimelineEntry.objects.filter(candidate_id=row.candidate_id, public_id=row.before["said"]).first()
            if said is not None:
                remove_entry(said)
        elif row.before:
            counts_again = datetime.fromisoformat(row.before["at"])
            entry = append(
                row.candidate, row.kind, at=counts_again, direction="out", by=row.by, data=row.before["data"]
            )
            row.entry = entry.public_id
            if row.before["due"]:
                mark_told(row.candidate, "permission_message", by=row.by, now=now)
        append(row.candidate, "copy_word_taken_back", at=now, by=row.by)
        row.word, row.word_at, row.before = NO_WORD, None, {}
        row.save(update_fields=["word", "word_at", "before", "entry"])
        record(actor_of(row.by), "copy_word_taken_back", now=now, subject=("candidate", row.candidate_id))
    return counts_again


def _waiting(copy: CopiedText, *, now: datetime) -> CopiedText:
    row = CopiedText.objects.select_for_update(of=("self",)).select_related("candidate", "by__user").get(pk=copy.pk)
    if row.word != NO_WORD or now - row.at > WORD_WITHIN:
        raise WordStays
    return row


def _copied_by_others(row: CopiedText) -> bool:
    """Whether a colleague copied the same ask, and so may have sent it."""
    same = CopiedText.objects.filter(candidate_id=row.candidate_id, kind=row.kind, at__gte=row.at)
    return same.exclude(by_id=row.by_id).exclude(word=NOT_SENT).exists()


def _write(row: CopiedText, word: str, *, now: datetime, before: dict[str, Any]) -> None:
    row.word, row.word_at, row.before = word, now, before
    row.save(update_fields=["word", "word_at", "before"])


def _untell(row: CopiedText, entry: TimelineEntry) -> str:
    """Whoever learned of their record by this text did not: the day by which they are told stands as before."""
    told = TimelineEntry.objects.filter(candidate_id=row.candidate_id, kind="told", at=entry.at).first()
    if told is None or told.data.get("how") != "permission_message":
        return ""
    due: str = told.data["due"]
    Candidate.objects.filter(pk=row.candidate_id).update(notice_due_at=datetime.fromisoformat(due))
    append(row.candidate, "told_taken_back", at=row.at, by=row.by)
    return due
