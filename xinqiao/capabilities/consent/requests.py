"""Writes of people's requests: received, identity checked, extended, done, refused, withdrawn, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append, mark_told
from xinqiao.capabilities.consent.law import ZONE, law_profile, team_day
from xinqiao.capabilities.consent.models import PersonRequest, RequestEvent
from xinqiao.capabilities.consent.operations import PERSON
from xinqiao.domain.request_deadlines import (
    NEEDS_IDENTITY,
    OPEN_AT_MOST,
    IdentityCheck,
    RequestKind,
    RequestState,
    due_day,
    extended_day,
)
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.tenancy.row_copies import copy_of
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.playbook.loader import playbook

BY_LINK: Final = "link"
UNDO: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Asked:
    """What came in: what, how, when, in which words; and how it was made sure who asks, if it was."""

    kind: RequestKind
    channel: str
    received_on: date
    words: str = ""
    identity: IdentityCheck | None = None


class TooManyRequests(Exception):
    """So many requests of this person wait for an answer that no further one is taken on a link."""


class RequestClosed(Exception):
    """The request is closed, or has changed since it was looked at."""


class IdentityFirst(Exception):
    """Nobody has made sure yet that it is the person who asks."""


class ExtendedBefore(Exception):
    """The time can be extended once."""


class ReasonMissing(ValueError):
    """The person reads why; so there has to be a reason."""


class NothingToTakeBack(Exception):
    """The last step was another member's, or is older than 15 minutes."""


def ask(candidate: Candidate, kind: RequestKind, words: str, *, verified: bool, now: datetime) -> PersonRequest:
    """The person's own request on their page; `verified` where a one-time code was typed in.

    The same one twice is one request. Raises TooManyRequests.
    """
    with transaction.atomic():
        Candidate.objects.select_for_update().get(pk=candidate.pk)
        open_ones = list(PersonRequest.objects.filter(candidate=candidate, state=RequestState.OPEN))
        for one in open_ones:
            if (one.kind, one.words) == (kind, words):
                return one
        if sum(one.channel == BY_LINK for one in open_ones) >= OPEN_AT_MOST:
            raise TooManyRequests
        identity = IdentityCheck.CODE if verified else None
        return _received(candidate, Asked(kind, BY_LINK, team_day(now), words, identity), by=None, now=now)


def write_down(candidate: Candidate, asked: Asked, *, by: Member, now: datetime) -> PersonRequest:
    """A request that came by mail, by telephone or otherwise; its time runs from the day on which it came."""
    with transaction.atomic():
        return _received(candidate, asked, by=by, now=now)


def _received(candidate: Candidate, asked: Asked, *, by: Member | None, now: datetime) -> PersonRequest:
    profile = law_profile()
    request = PersonRequest.objects.create(
        candidate=candidate,
        kind=asked.kind,
        words=asked.words,
        channel=asked.channel,
        recorded_by=by,
        received_on=asked.received_on,
        profile=profile,
        identity_check=asked.identity or "",
        due_on=due_day(asked.received_on, profile, playbook().calendar_in(ZONE)),
        created_at=now,
    )
    # Whoever asks about their data knows of us.
    mark_told(candidate, "their_word", by=by, now=now)
    _happened(request, "received", by=by, now=now, words=asked.words, direction="in")
    return request


def note_identity(request: PersonRequest, how: str, words: str, *, by: Member, now: datetime) -> None:
    """How it was made sure that it is the person; may be noted anew while open. Raises RequestClosed."""
    with transaction.atomic():
        row = _open_row(request)
        before = copy_of(row)
        row.identity_check, row.identity_words = how, words
        row.save(update_fields=["identity_check", "identity_words"])
        _happened(row, "identified", by=by, now=now, words=words, before=before)


def extend(request: PersonRequest, reason: str, *, by: Member, now: datetime) -> None:
    """More time, once, with a reason that the person reads. Raises ReasonMissing, RequestClosed, ExtendedBefore."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        row = _open_row(request)
        if row.first_due_on is not None:
            raise ExtendedBefore
        before = copy_of(row)
        row.first_due_on, row.extension_reason = row.due_on, reason.strip()
        row.due_on = extended_day(row.due_on, _profile_of(row), playbook().calendar_in(ZONE))
        row.save(update_fields=["first_due_on", "extension_reason", "due_on"])
        _happened(row, "extended", by=by, now=now, words=row.extension_reason, before=before)


def finish(request: PersonRequest, answer: str, *, by: Member, now: datetime) -> None:
    """Done, with words that the person reads. Raises IdentityFirst, RequestClosed."""
    with transaction.atomic():
        row = _open_row(request)
        if RequestKind(row.kind) in NEEDS_IDENTITY and not row.identity_check:
            raise IdentityFirst
        _close(row, RequestState.DONE, answer.strip(), by=by, now=now)


def refuse(request: PersonRequest, reason: str, *, by: Member, now: datetime) -> None:
    """Refused; the person reads why. Raises ReasonMissing, RequestClosed."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        _close(_open_row(request), RequestState.REFUSED, reason.strip(), by=by, now=now)


def withdraw(request: PersonRequest, *, now: datetime) -> None:
    """The person takes it back. Raises RequestClosed."""
    with transaction.atomic():
        _close(_open_row(request), RequestState.WITHDRAWN, "", by=None, now=now)


def take_back(request: PersonRequest, *, by: Member, now: datetime, seen: str) -> None:
    """Undo of this member's own last step, `seen`, within 15 minutes; a request just written down goes altogether.

    Raises NothingToTakeBack.
    """
    with transaction.atomic():
        row = _locked(request)
        event = RequestEvent.objects.filter(request=row).order_by("-id")[0]
        own = event.by_id == by.pk and event.public_id == seen and event.kind != "taken_back"
        if not own or now - event.at > UNDO:
            raise NothingToTakeBack
        _tell(row, "taken_back", by=by, now=now, undone=event)
        if event.kind == "received":
            row.delete()
            return
        field = {one.attname: one for one in PersonRequest._meta.concrete_fields}
        for name, value in event.before.items():
            setattr(row, name, field[name].to_python(value))
        row.save(update_fields=[name for name in event.before if name != "id"])
        RequestEvent.objects.create(request=row, at=now, kind="taken_back", by=by)


def _close(row: PersonRequest, state: RequestState, answer: str, *, by: Member | None, now: datetime) -> None:
    before = copy_of(row)
    row.state, row.answer, row.closed_at = state, answer, now
    row.save(update_fields=["state", "answer", "closed_at"])
    direction = "in" if by is None else ""
    _happened(row, str(state), by=by, now=now, words=answer, before=before, direction=direction)


def _open_row(request: PersonRequest) -> PersonRequest:
    row = _locked(request)
    if row.state != RequestState.OPEN:
        raise RequestClosed
    return row


def _locked(request: PersonRequest) -> PersonRequest:
    rows = PersonRequest.objects.select_for_update(of=("self",)).select_related("candidate")
    row = rows.filter(pk=request.pk).first()
    if row is None:
        raise RequestClosed
    return row


def _profile_of(row: PersonRequest) -> Any:
    # The law by which the first day was counted goes on holding for this request.
    return row.profile


def _happened(
    row: PersonRequest,
    kind: str,
    *,
    by: Member | None,
    now: datetime,
    words: str = "",
    before: dict[str, Any] | None = None,
    direction: str = "",
) -> None:
    RequestEvent.objects.create(request=row, at=now, kind=kind, by=by, words=words, before=before or {})
    _tell(row, kind, by=by, now=now, direction=direction)


def _tell(
    row: PersonRequest,
    kind: str,
    *,
    by: Member | None,
    now: datetime,
    direction: str = "",
    undone: RequestEvent | None = None,
) -> None:
    """On the timeline and in the audit log, without the request's words. The figures of all requests rest on the log:
    it stays when the person is erased."""
    append(row.candidate, f"request_{kind}", at=now, direction=direction, by=by, data={"request": row.kind})
    detail: dict[str, Any] = {"request": row.kind, "in_time": team_day(undone.at if undone else now) <= row.due_on}
    if undone is not None:
        detail["step"] = undone.kind
    who = actor_of(by) if by else PERSON
    record(who, f"request_{kind}", now=now, subject=("candidate", row.candidate_id), detail=detail)
