"""What the person does: says what we promised, accepts or declines, disputes, lets go. Our clicks never do this."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.promises.models import Promise, PromiseEvent
from xinqiao.capabilities.promises.operations.changing import (
    NO_OFFER,
    THEM,
    Overtaken,
    add_event,
    change,
    locked,
    take_back,
    tell,
)
from xinqiao.domain.promises import (
    CLOSED,
    DEFAULT_ZONE,
    REPORTED,
    Offer,
    Origin,
    State,
    after_no,
    after_yes,
    answer_by,
    day_of,
    has_lapsed,
)
from xinqiao.playbook.loader import playbook

UNDO_THEIRS: Final = timedelta(days=7)
# More than anybody has to say at once; a passed-on link cannot fill the desk.
MOST_OPEN_REPORTS: Final = 20


class TooManyReports(Exception):
    """So many reports wait for our answer already that no further one is taken."""


def report(candidate: Candidate, text: str, *, said_day: date | None, now: datetime) -> Promise:
    """ "You promised me …": a promise as the person says it, to be answered within two working days.

    The same words twice are one report. Raises TooManyReports.
    """
    due_on = answer_by(day_of(now, candidate.time_zone), playbook().calendar_in(DEFAULT_ZONE))
    return _reported(candidate, Origin.THEY_SAY, now=now, text=text, said_day=said_day, due_on=due_on)


def report_private_contact(candidate: Candidate, text: str, *, now: datetime) -> Promise:
    """Somebody wrote to the person privately all the same: missed from the first moment. Raises TooManyReports."""
    today = day_of(now, candidate.time_zone)
    return _reported(
        candidate,
        Origin.PRIVATE_CONTACT,
        now=now,
        text=text,
        due_on=today,
        state=State.MISSED,
        missed_at=now,
    )


def answer(promise: Promise, *, accepted: bool, now: datetime, seen: str) -> PromiseEvent:
    """The person's word on what we put before them. Raises Overtaken when there is nothing, or its day went by."""
    with transaction.atomic():
        row = locked(promise, seen=seen, now=now)
        if not row.offer or has_lapsed(row.offered_day, today=day_of(now, row.zone)):
            raise Overtaken
        return _accept(row, now=now) if accepted else _decline(row, now=now)


def dispute(promise: Promise, *, now: datetime, seen: str) -> PromiseEvent:
    """What we call kept was not: it counts as missed until it is made good. Raises Overtaken."""
    with transaction.atomic():
        row = locked(promise, seen=seen, now=now)
        if row.state != State.KEPT:
            raise Overtaken
        missed: dict[str, Any] = {"state": State.MISSED, "missed_at": row.missed_at or now, "closed_at": None}
        return change(row, "disputed", actor=THEM, now=now, **missed)


def let_go(promise: Promise, *, now: datetime, seen: str) -> PromiseEvent:
    """The person needs it no longer. Raises Overtaken."""
    with transaction.atomic():
        # What they need no longer is not missed by it, whoever asked us to stop least of all.
        row = locked(promise, seen=seen, now=now, marks=False)
        if row.state in CLOSED:
            raise Overtaken
        return change(row, "let_go", actor=THEM, now=now, state=State.SETTLED, closed_at=now, **NO_OFFER)


def take_back_theirs(promise: Promise, *, now: datetime, seen: str) -> PromiseEvent:
    """Undo of the person's own last tap, within 7 days. Raises NothingToTakeBack or Overtaken."""
    with transaction.atomic():
        return take_back(promise, seen=seen, actor=THEM, by=None, within=UNDO_THEIRS, now=now)


def _accept(row: Promise, *, now: datetime) -> PromiseEvent:
    offered = Offer(row.offer)
    state, day = after_yes(offered), row.offered_day
    changes: dict[str, Any] = {"state": state, "closed_at": now if state in CLOSED else None, **NO_OFFER}
    if offered is Offer.NEW_DAY:
        changes["due_on"] = day
    return change(row, "accepted", actor=THEM, now=now, day=day, **changes)


def _decline(row: Promise, *, now: datetime) -> PromiseEvent:
    state = after_no(State(row.state), Origin(row.origin))
    missed_at = row.missed_at or (now if state is State.MISSED else None)
    return change(row, "declined", actor=THEM, now=now, state=state, missed_at=missed_at, **NO_OFFER)


def _reported(candidate: Candidate, origin: Origin, *, now: datetime, **facts: Any) -> Promise:
    with transaction.atomic():
        # One report after the other, so that neither a second tap nor a crowd gets past the look below.
        person = Candidate.objects.select_for_update().get(pk=candidate.pk)
        waiting = Promise.objects.filter(candidate=person, origin__in=REPORTED).exclude(state__in=CLOSED)
        same = waiting.filter(origin=origin, text=facts["text"], due_on=facts["due_on"]).first()
        if same is not None:
            return same
        if waiting.count() >= MOST_OPEN_REPORTS:
            raise TooManyReports
        promise = Promise.objects.create(
            candidate=person, origin=origin, owner_id=person.owner_id, made_at=now, **facts
        )
        add_event(promise, "made", actor=THEM, now=now, day=facts.get("said_day"))
        kind = "promise_reported" if origin is Origin.THEY_SAY else "private_contact_reported"
        tell(promise, kind, actor=THEM, now=now)
    return promise
