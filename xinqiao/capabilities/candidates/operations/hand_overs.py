"""Writes on hand-overs: a person is told who writes from now on, and may refuse it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.models import Candidate, HandOver, TimelineEntry
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.capabilities.candidates.queries.contacts import last_by_side, told_by_candidate
from xinqiao.domain.contacts import TWO_WAY_KINDS
from xinqiao.domain.hand_over import FINE, REFUSED, known_to
from xinqiao.domain.send_facts import OWNERSHIP_HOLDS
from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

PERSON: Final = Actor("candidate")
ANSWER_UNDO: Final = timedelta(days=7)


class TheyRefused(Exception):
    """The person does not want this colleague to write to them."""


class HandOverOver(Exception):
    """The hand-over was overtaken by another one, or its answer can no longer be taken back."""


def note_hand_overs(moves: Sequence[tuple[int, int]], to: Member, *, by: Member, now: datetime) -> None:
    """Tells people (internal id, former keeper) with whom we were in contact within 180 days that `to` writes now.

    Nothing is told to people who know `to` already. Call it in the transaction that changes the keeper.
    """
    ids = [pk for pk, _ in moves]
    told = told_by_candidate(ids)
    last = last_by_side(ids, TWO_WAY_KINDS)
    HandOver.objects.filter(candidate_id__in=list(told), ended_at=None).exclude(answer=REFUSED).update(ended_at=now)
    rows = []
    for pk, keeper in moves:
        earlier = told.get(pk, [])
        if max(last[pk].values(), default=now - OWNERSHIP_HOLDS) <= now - OWNERSHIP_HOLDS:
            continue
        pending = [one for one in earlier if one.is_pending(now)]
        # While a hand-over is pending the person still knows whoever wrote before it.
        former = pending[-1].former if pending else keeper
        if to.pk == former or to.pk in known_to(earlier, now=now):
            continue
        rows.append(HandOver(candidate_id=pk, former_id=former, to=to, by=by, told_at=now))
    HandOver.objects.bulk_create(rows)
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate_id=row.candidate_id, at=now, kind="handed_over", by_id=by.pk) for row in rows
    )


def hand_over(candidate: Candidate, to: Member, *, by: Member, now: datetime) -> None:
    """Gives one person to a colleague, who is told to the person where we were in contact; raises TheyRefused."""
    with transaction.atomic():
        person = Candidate.objects.select_for_update().get(pk=candidate.pk)
        require_not_refused(person.pk, to)
        note_hand_overs([(person.pk, person.owner_id)], to, by=by, now=now)
        person.owner = candidate.owner = to
        person.save(update_fields=["owner"])
        search.index([person.pk])
        append(person, "changed", at=now, by=by)
        record(actor_of(by), "candidate_handed_over", now=now, subject=("candidate", person.pk))


def take_back_hand_overs(ids: Iterable[int], to: int, *, now: datetime) -> None:
    """The keeper is as before, so nobody is told of `to` any more."""
    rows = HandOver.objects.filter(candidate_id__in=list(ids), to_id=to, ended_at=None)
    rows.exclude(answer=REFUSED).update(ended_at=now)


def refused_by(ids: Iterable[int], to: int) -> set[int]:
    """Which of these people refused this colleague."""
    rows = HandOver.objects.filter(candidate_id__in=list(ids), to_id=to, answer=REFUSED)
    return set(rows.values_list("candidate_id", flat=True))


def require_not_refused(candidate_id: int, to: Member) -> None:
    """Raises TheyRefused where the person refused this colleague."""
    if refused_by([candidate_id], to.pk):
        raise TheyRefused


def answer_hand_over(row: HandOver, answer: str, *, now: datetime) -> None:
    """The person's word: fine, or please not. Refused, the record goes back to whoever kept it, if still here.

    Repeating the same word changes nothing. Raises HandOverOver.
    """
    with transaction.atomic():
        row, person = _locked(row)
        if row.answer == answer:
            return
        if row.ended_at is not None:
            raise HandOverOver
        _keep(person, row, refused=answer == REFUSED)
        _write(row, answer, now=now)
        append(person, "hand_over_refused" if answer == REFUSED else "hand_over_fine", at=now, direction="in")
        record(PERSON, f"hand_over_{answer}", now=now, subject=("candidate", person.pk))


def take_answer_back(row: HandOver, *, now: datetime) -> None:
    """Undo of the person's word, within 7 days; raises HandOverOver."""
    with transaction.atomic():
        row, person = _locked(row)
        over = row.answered_at is None or now - row.answered_at > ANSWER_UNDO
        if over or row.ended_at is not None or row.answer not in (FINE, REFUSED):
            raise HandOverOver
        _keep(person, row, refused=False)
        _write(row, "", now=now)
        append(person, "hand_over_word_taken_back", at=now, direction="in")
        record(PERSON, "hand_over_word_taken_back", now=now, subject=("candidate", person.pk))


def _locked(row: HandOver) -> tuple[HandOver, Candidate]:
    person = Candidate.objects.select_for_update().get(pk=row.candidate_id)
    return HandOver.objects.select_related("former", "to").get(pk=row.pk), person


def _write(row: HandOver, answer: str, *, now: datetime) -> None:
    row.answer, row.answered_at = answer, now if answer else None
    row.save(update_fields=["answer", "answered_at"])


def _keep(person: Candidate, row: HandOver, *, refused: bool) -> None:
    """Puts the record where the person's word wants it; whoever left the team gets none."""
    was, becomes = (row.to, row.former) if refused else (row.former, row.to)
    if person.owner_id != was.pk or becomes.left_at is not None:
        return
    person.owner = becomes
    person.save(update_fields=["owner"])
    search.index([person.pk])
