"""What our side does with a promise: makes it, keeps it, or puts something before the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.told import require_told
from xinqiao.capabilities.promises.models import Promise, PromiseEvent
from xinqiao.capabilities.promises.operations.changing import (
    US,
    add_event,
    change,
    locked,
    take_back,
    tell,
)
from xinqiao.domain.promises import AHEAD_AT_MOST, Offer, Origin, State, day_of, offers_open, our_word_keeps
from xinqiao.foundation.workspaces.models import Member

UNDO_OURS: Final = timedelta(minutes=15)


class BadDay(ValueError):
    """The day has gone by where the person lives, is the one that stands already, or lies more than a year ahead."""


class NotOpenToUs(Exception):
    """This promise waits for the person's word, or is closed; ours changes nothing."""


@dataclass(frozen=True)
class Given:
    """What was promised, until which day of the person, and where it was said (an origin of `domain.promises`)."""

    text: str
    due_on: date
    origin: str = Origin.BY_HAND


def make(candidate: Candidate, given: Given, *, owner: Member, by: Member, now: datetime) -> Promise:
    """Records a promise of ours, visible to the person at once. Raises NotToldYet or BadDay."""
    with transaction.atomic():
        # Held, so that nobody takes "told" back at the same moment.
        person = Candidate.objects.select_for_update().get(pk=candidate.pk)
        require_told(person)
        _check_day(given.due_on, today=day_of(now, person.time_zone))
        promise = Promise.objects.create(
            candidate=person,
            text=given.text,
            origin=Origin(given.origin),
            owner=owner,
            made_by=by,
            made_at=now,
            due_on=given.due_on,
        )
        add_event(promise, "made", actor=US, now=now, by=by, day=given.due_on)
        tell(promise, "promise_made", actor=US, now=now, by=by)
    return promise


def keep(promise: Promise, evidence: str, *, by: Member, now: datetime, seen: str) -> PromiseEvent:
    """Kept, with what shows it. After its last day, or for what the person reported, only an offer: they decide.

    Raises NotOpenToUs or Overtaken.
    """
    with transaction.atomic():
        row = locked(promise, seen=seen, now=now)
        if our_word_keeps(State(row.state), Origin(row.origin)):
            return change(
                row,
                "kept",
                actor=US,
                now=now,
                by=by,
                words=evidence,
                state=State.KEPT,
                closed_at=now,
                offer="",
                offered_day=None,
                offer_words="",
            )
        return _put_before(row, Offer.DONE, evidence, None, by=by, now=now)


def offer(
    promise: Promise, kind: str, words: str, *, day: date | None = None, by: Member, now: datetime, seen: str
) -> PromiseEvent:
    """Puts another day, or an answer, before the person, with words of ours; nothing else changes.

    A newer offer takes the place of one that still waits. Raises BadDay, NotOpenToUs or Overtaken.
    """
    with transaction.atomic():
        row = locked(promise, seen=seen, now=now)
        if kind == Offer.NEW_DAY:
            if day is None or day == row.due_on:
                raise BadDay
            _check_day(day, today=day_of(now, row.zone))
        return _put_before(row, Offer(kind), words, day if kind == Offer.NEW_DAY else None, by=by, now=now)


def hand_over(promise: Promise, owner: Member, *, by: Member, now: datetime, seen: str) -> PromiseEvent:
    """Another member answers for it from now on. Raises Overtaken."""
    with transaction.atomic():
        row = locked(promise, seen=seen, now=now)
        return change(row, "handed_over", actor=US, now=now, by=by, owner_id=owner.pk)


def take_back_ours(promise: Promise, *, by: Member, now: datetime, seen: str) -> PromiseEvent:
    """Undo of the member's own last act, within 15 minutes. Raises NothingToTakeBack or Overtaken."""
    with transaction.atomic():
        return take_back(promise, seen=seen, actor=US, by=by, within=UNDO_OURS, now=now)


def _put_before(row: Promise, kind: Offer, words: str, day: date | None, *, by: Member, now: datetime) -> PromiseEvent:
    if kind not in offers_open(State(row.state), Origin(row.origin)):
        raise NotOpenToUs
    return change(
        row,
        "offered",
        actor=US,
        now=now,
        by=by,
        words=words,
        day=day,
        offer=kind,
        offered_day=day,
        offer_words=words,
    )


def _check_day(day: date, *, today: date) -> None:
    if not today <= day <= today + AHEAD_AT_MOST:
        raise BadDay
