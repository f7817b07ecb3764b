"""Reads on promises: of one person, of a team, what is due, and what the send check asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Q

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.promises.models import Promise, PromiseEvent
from xinqiao.domain.promises import CLOSED, RUNNING, SOON_DAYS, Origin, State, day_of
from xinqiao.foundation.tenancy.prepared import PreparedSelect

PAGE_SIZE: Final = 50
# The zone that is furthest ahead: nowhere on earth is it a later day.
_AHEAD: Final = timedelta(hours=14)
_OF = PreparedSelect(
    lambda candidate_id: (
        Promise.objects.filter(candidate_id=candidate_id).select_related("owner__user").order_by("-id")
    ),
    int,
)

_MISSED = PreparedSelect(
    lambda candidate_id: Promise.objects.filter(candidate_id=candidate_id, state=State.MISSED).order_by("id")[:1], int
)
_BROKEN = PreparedSelect(
    lambda ids: Promise.objects.filter(candidate_id__among=ids, state=State.MISSED).order_by("missed_at"), list
)


class Shelf(StrEnum):
    """The team's promises, sorted by what can be done with them."""

    DUE = "due"
    MISSED = "missed"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True)
class PromisePage:
    """Promises of one shelf with their people and owners, and the key that continues after them (empty at the end)."""

    promises: list[Promise]
    after: str


@dataclass(frozen=True)
class Broken:
    """What stands between a person and new requests; `waiting` of them have an offer of ours before the person."""

    count: int
    waiting: int
    since: datetime | None

    @property
    def blocks(self) -> bool:
        """Whether new requests wait until the person accepted a repair."""
        return self.count > 0


def promises_of(candidate: Candidate) -> list[Promise]:
    """Every promise to this person, newest first, with its owner."""
    found = _OF.all(candidate.pk)
    for promise in found:
        promise.candidate = candidate
    return found


def promise_of(candidate: Candidate, public_id: str) -> Promise:
    """One promise to this person; raises Promise.DoesNotExist otherwise."""
    return Promise.objects.select_related("candidate", "owner__user").get(candidate=candidate, public_id=public_id)


def has_promises(candidate: Candidate) -> bool:
    """Whether anything was promised to this person, or reported by them."""
    return Promise.objects.filter(candidate=candidate).exists()


def events_of(promise: Promise) -> list[PromiseEvent]:
    """Everything that happened to it, oldest first."""
    return list(PromiseEvent.objects.filter(promise=promise).select_related("by__user").order_by("id"))


def events_by_promise(promises: Iterable[Promise]) -> dict[int, list[PromiseEvent]]:
    """The same for many, in one query."""
    found: dict[int, list[PromiseEvent]] = {promise.pk: [] for promise in promises}
    for event in PromiseEvent.objects.filter(promise_id__in=list(found)).order_by("id"):
        found[event.promise_id].append(event)
    return found


def blocks_asks(candidate: Candidate) -> bool:
    """Whether a promise to this person is missed and they have not accepted a repair: no new request until then."""
    return _MISSED.find(candidate.pk) is not None


def with_open_promise(ids: Iterable[int]) -> set[int]:
    """Which of these people (internal ids) are still owed something: running, or missed and not made good."""
    rows = Promise.objects.filter(candidate_id__in=list(ids)).exclude(state__in=CLOSED)
    return set(rows.values_list("candidate_id", flat=True))


def broken_to(candidate: Candidate) -> Broken:
    """The same with how many, since when, and whether the next word is theirs."""
    return broken_by_candidate([candidate.pk]).get(candidate.pk, Broken(0, 0, None))


def broken_by_candidate(ids: Iterable[int]) -> dict[int, Broken]:
    """Of those of these people to whom a promise is missed and not made good; one query."""
    found: dict[int, Broken] = {}
    for row in _BROKEN.all(list(ids)):
        former = found.get(row.candidate_id, Broken(0, 0, row.missed_at))
        found[row.candidate_id] = Broken(former.count + 1, former.waiting + bool(row.offer), former.since)
    return found


def page_of(shelf: Shelf, *, owned_by: int | None, samples: bool, after: str = "") -> PromisePage:
    """Promises of a shelf: the soonest day first, what is closed newest first. `owned_by` narrows to one member's."""
    rows = _of_team(samples).filter(_ON_SHELF[shelf]).select_related("candidate", "owner__user")
    if owned_by is not None:
        rows = rows.filter(owner_id=owned_by)
    last = Promise.objects.filter(public_id=after).first() if after else None
    if shelf is Shelf.CLOSED:
        rows = rows.order_by("-closed_at", "-id")
        if last is not None and last.closed_at is not None:
            rows = rows.filter(Q(closed_at__lt=last.closed_at) | Q(closed_at=last.closed_at, id__lt=last.pk))
    else:
        rows = rows.order_by("due_on", "id")
        if last is not None:
            rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, id__gt=last.pk))
    found: list[Promise] = [*rows[: PAGE_SIZE + 1]]
    page = found[:PAGE_SIZE]
    return PromisePage(page, page[-1].public_id if len(found) > PAGE_SIZE else "")


def kept_on_time(*, samples: bool) -> tuple[int, int]:
    """(kept in time, of how many that were kept in time or missed); made good later stays missed."""
    counts = _of_team(samples).aggregate(
        kept=Count("id", filter=Q(state=State.KEPT, missed_at=None)),
        missed=Count("id", filter=Q(missed_at__isnull=False)),
    )
    return counts["kept"], counts["kept"] + counts["missed"]


def to_keep_soon(owners: Collection[int], *, samples: bool, now: datetime, limit: int) -> list[Promise]:
    """These members' promises that are missed, or due within three days of the person, soonest first.

    What waits for the person's word is left out.
    """
    rows = _soon(samples, now).filter(owner_id__in=owners)
    rows = rows.select_related("candidate", "owner__user").order_by("due_on", "id")
    return [one for one in rows[: limit * 2] if days_left(one, now=now) <= SOON_DAYS][:limit]


def count_to_keep(owners: Collection[int], *, samples: bool, now: datetime) -> int:
    """How many promises of these members `to_keep_soon` would name, to the day: the figure beside the navigation."""
    return int(_soon(samples, now).filter(owner_id__in=owners).count())


def to_keep_by_owner(*, samples: bool, now: datetime) -> list[int]:
    """Who answers for each promise that `to_keep_soon` would name, one entry a promise."""
    rows = _soon(samples, now).select_related("candidate")
    return [one.owner_id for one in rows if days_left(one, now=now) <= SOON_DAYS]


def days_left(promise: Promise, *, now: datetime) -> int:
    """Whole days of the person from today to the promise's last day; below zero once it has gone by."""
    return (promise.due_on - day_of(now, promise.zone)).days


def perhaps_overdue(*, now: datetime) -> list[tuple[int, int]]:
    """(promise, person) of all whose last day may have gone by in the person's zone."""
    rows = Promise.objects.filter(state__in=RUNNING, due_on__lt=_latest_day(now))
    # Answered in time: the next word is the person's.
    rows = rows.exclude(~Q(offer=""), state=State.OPEN, origin=Origin.THEY_SAY)
    return list(rows.order_by("pk").values_list("pk", "candidate_id"))


def perhaps_lapsed(*, now: datetime) -> list[int]:
    """Promises for which a day was offered that may have gone by."""
    rows = Promise.objects.filter(offered_day__lt=_latest_day(now)).exclude(state__in=CLOSED)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def newest_report(candidate: Candidate, public_id: str) -> tuple[Promise, PromiseEvent] | None:
    """A report of the person to which nothing has happened since, with its one event; for taking it back."""
    promise = Promise.objects.filter(candidate=candidate, public_id=public_id, made_by=None).first()
    if promise is None:
        return None
    events = events_of(promise)
    return (promise, events[0]) if len(events) == 1 else None


def _soon(samples: bool, now: datetime) -> Any:
    """Missed, or due within three days somewhere on earth; what waits for the person's word is left out."""
    rows = _of_team(samples).filter(offer="", state__in=[*RUNNING, State.MISSED])
    return rows.filter(due_on__lte=_latest_day(now) + timedelta(days=SOON_DAYS))


def _latest_day(now: datetime) -> date:
    return (now + _AHEAD).date()


def _of_team(samples: bool) -> Any:
    return Promise.objects.all() if samples else Promise.objects.filter(candidate__is_sample=False)


_ON_SHELF: Final = {
    Shelf.DUE: Q(state__in=RUNNING, offer=""),
    Shelf.MISSED: Q(state=State.MISSED, offer=""),
    Shelf.WAITING: ~Q(offer=""),
    Shelf.CLOSED: Q(state__in=CLOSED),
}
