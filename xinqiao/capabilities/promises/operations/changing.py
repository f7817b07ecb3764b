"""How every change of a promise is made: under a lock, with an event that can be read and taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from xinqiao.capabilities.candidates.operations import append
from xinqiao.capabilities.promises.models import Promise, PromiseEvent
from xinqiao.domain.promises import State, day_of, is_missed
from xinqiao.foundation.audit.operations import SYSTEM, Actor, record
from xinqiao.foundation.tenancy.row_copies import copy_of
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

US, THEM, TIME = "us", "them", "time"
PERSON: Final = Actor("candidate")
_CHANGING: Final = (
    "state",
    "due_on",
    "owner_id",
    "offer",
    "offered_day",
    "offer_words",
    "missed_at",
    "closed_at",
)
NO_OFFER: Final[dict[str, Any]] = {"offer": "", "offered_day": None, "offer_words": ""}


class Overtaken(Exception):
    """Something has happened to the promise since the page was shown, so nothing was changed."""


class NothingToTakeBack(Exception):
    """The last thing that happened was somebody else's, or its time for taking back is over."""


def locked(promise: Promise, *, seen: str, now: datetime, marks: bool = True) -> Promise:
    """The promise as it stands, its row locked until the caller's transaction ends.

    `seen` is the newest event (public id) that the actor's page showed. A promise whose last day has gone by is marked
    as missed first, unless `marks` is off. Raises Overtaken.
    """
    rows = Promise.objects.select_for_update(of=("self",)).select_related("candidate__owner")
    row = rows.filter(pk=promise.pk).first()
    if row is None or newest_event(row).public_id != seen:
        raise Overtaken
    if marks:
        mark_if_missed(row, now=now)
    return row


def mark_if_missed(row: Promise, *, now: datetime) -> bool:
    """Marks a locked promise whose last day in the person's zone has gone by; True when it did."""
    if not is_missed(row.facts, today=day_of(now, row.zone)):
        return False
    change(row, "missed", actor=TIME, now=now, state=State.MISSED, missed_at=row.missed_at or now)
    return True


def change(
    row: Promise,
    kind: str,
    *,
    actor: str,
    now: datetime,
    by: Member | None = None,
    words: str = "",
    day: date | None = None,
    **changes: Any,
) -> PromiseEvent:
    """Changes a locked promise in the caller's transaction: row, event, timeline and audit log."""
    before = {name: value for name, value in copy_of(row).items() if name in _CHANGING}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[name.removesuffix("_id") for name in changes])
    event = add_event(row, kind, actor=actor, now=now, by=by, words=words, day=day, before=before)
    tell(row, f"promise_{kind}", actor=actor, now=now, by=by)
    return event


def add_event(row: Promise, kind: str, *, actor: str, now: datetime, **more: Any) -> PromiseEvent:
    """One line of the promise's history."""
    return PromiseEvent.objects.create(promise=row, kind=kind, actor=actor, at=now, **more)


def tell(row: Promise, kind: str, *, actor: str, now: datetime, by: Member | None = None) -> None:
    """Puts it on the person's timeline, without the promise's words, and into the audit log."""
    direction = "in" if actor == THEM else ""
    append(row.candidate, kind, at=now, direction=direction, by=by, data={"day": row.due_on.isoformat()})
    who = actor_of(by) if by else PERSON if actor == THEM else SYSTEM
    record(who, kind, now=now, subject=("candidate", row.candidate_id))


def newest_event(row: Promise) -> PromiseEvent:
    """The last thing that happened to it."""
    event: PromiseEvent = PromiseEvent.objects.filter(promise=row).order_by("-id")[0]
    return event


def take_back(
    promise: Promise, *, seen: str, actor: str, by: Member | None, within: timedelta, now: datetime
) -> PromiseEvent:
    """Undoes the newest event, if it is this actor's own and not older than `within`; returns what was undone.

    A promise that was only just made goes altogether. Raises Overtaken or NothingToTakeBack.
    """
    row, event = _held_as_seen(promise, seen)
    own = event.actor == actor and event.by_id == (by.pk if by else None)
    if not own or event.kind == "taken_back" or now - event.at > within:
        raise NothingToTakeBack
    if event.kind == "made":
        tell(row, "promise_taken_back", actor=actor, now=now, by=by)
        row.delete()
    else:
        field = {one.attname: one for one in Promise._meta.concrete_fields}
        former = {name: field[name].to_python(value) for name, value in event.before.items()}
        change(row, "taken_back", actor=actor, now=now, by=by, **former)
    return event


def _held_as_seen(promise: Promise, seen: str) -> tuple[Promise, PromiseEvent]:
    """The promise, its row locked, and its newest event; raises Overtaken unless that is the one that was seen."""
    row = Promise.objects.select_for_update(of=("self",)).select_related("candidate").filter(pk=promise.pk).first()
    if row is None:
        raise Overtaken
    event = newest_event(row)
    if event.public_id != seen:
        raise Overtaken
    return row, event
