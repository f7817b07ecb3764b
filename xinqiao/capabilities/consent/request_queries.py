"""Reads on people's requests: the desk, one person, what is due, and figures that name nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.law import team_day
from xinqiao.capabilities.consent.models import PersonRequest, RequestEvent
from xinqiao.domain.request_deadlines import SOON_DAYS, RequestState
from xinqiao.foundation.audit.queries import counts_by_detail

PAGE_SIZE: Final = 50
CLOSINGS: Final = ("request_done", "request_refused", "request_withdrawn")


@dataclass(frozen=True)
class RequestPage:
    """Requests with their people, and the key that continues after them (empty at the end)."""

    requests: list[PersonRequest]
    after: str


@dataclass(frozen=True)
class Figures:
    """How many requests there were, erased people included; a step that was taken back is not counted."""

    open: int
    received: int
    closed: dict[str, int]
    closed_late: int


def page_of(*, closed: bool, samples: bool, after: str = "") -> RequestPage:
    """Open ones by their last day, or closed ones newest first."""
    rows = _of_team(samples).select_related("candidate", "recorded_by__user")
    last = PersonRequest.objects.filter(public_id=after).first() if after else None
    if closed:
        rows = rows.exclude(state=RequestState.OPEN).order_by("-closed_at", "-id")
        if last is not None and last.closed_at is not None:
            rows = rows.filter(Q(closed_at__lt=last.closed_at) | Q(closed_at=last.closed_at, id__lt=last.pk))
    else:
        rows = rows.filter(state=RequestState.OPEN).order_by("due_on", "id")
        if last is not None:
            rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, id__gt=last.pk))
    found: list[PersonRequest] = list(rows[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return RequestPage(page, page[-1].public_id if len(found) > PAGE_SIZE else "")


def request_of(public_id: str) -> PersonRequest:
    """One request of the current workspace; raises PersonRequest.DoesNotExist for any other."""
    rows = PersonRequest.objects.select_related("candidate", "recorded_by__user")
    found: PersonRequest = rows.get(public_id=public_id)
    return found


def own_request(candidate: Candidate, public_id: str) -> PersonRequest | None:
    """One request of this person."""
    return PersonRequest.objects.filter(candidate=candidate, public_id=public_id).first()


def requests_of(candidate: Candidate) -> list[PersonRequest]:
    """Every request of this person, open ones first, then newest first."""
    rows = list(PersonRequest.objects.filter(candidate=candidate).order_by("-id"))
    return sorted(rows, key=lambda one: one.state != RequestState.OPEN)


def events_of(request: PersonRequest) -> list[RequestEvent]:
    """Everything that happened to it, newest first."""
    return list(RequestEvent.objects.filter(request=request).select_related("by__user").order_by("-id"))


def requests_due(*, samples: bool, now: datetime, limit: int) -> list[PersonRequest]:
    """Open requests whose last day is near or has gone by, the soonest first; for the owner's day."""
    latest = team_day(now) + timedelta(days=SOON_DAYS)
    rows = _of_team(samples).filter(state=RequestState.OPEN, due_on__lte=latest)
    return list(rows.select_related("candidate").order_by("due_on", "id")[:limit])


def with_open_request(ids: Iterable[int]) -> set[int]:
    """Which of these people (internal ids) wait for an answer to a request."""
    rows = PersonRequest.objects.filter(candidate_id__in=list(ids), state=RequestState.OPEN)
    return set(rows.values_list("candidate_id", flat=True))


def figures(*, samples: bool) -> Figures:
    """Counted from the audit log, which keeps what happened after a person is erased and names nobody."""
    counted = counts_by_detail("step", "in_time", actions=("request_received", *CLOSINGS, "request_taken_back"))

    def net(step: str, *times: bool) -> int:
        done = sum(counted.get((f"request_{step}", None, in_time), 0) for in_time in times)
        return done - sum(counted.get(("request_taken_back", step, in_time), 0) for in_time in times)

    closings = [code.removeprefix("request_") for code in CLOSINGS]
    return Figures(
        open=_of_team(samples).filter(state=RequestState.OPEN).count(),
        received=net("received", True, False),
        closed={step: net(step, True, False) for step in closings},
        closed_late=sum(net(step, False) for step in closings),
    )


def _of_team(samples: bool) -> Any:
    rows = PersonRequest.objects.all()
    return rows if samples else rows.filter(candidate__is_sample=False)
