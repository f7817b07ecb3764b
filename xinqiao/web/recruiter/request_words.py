"""People's requests about their data, in words for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from xinqiao.capabilities.consent.law import team_day
from xinqiao.domain.request_deadlines import IdentityCheck, RequestState, is_due_soon
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import PersonRequest, RequestEvent

IDENTITY_WORDS: Final = {
    IdentityCheck.CODE: gettext_lazy("a one-time code to an address that we knew"),
    IdentityCheck.READ_OUT: gettext_lazy("a code that the recruiter read out"),
    IdentityCheck.OTHER: gettext_lazy("otherwise"),
}
EVENT_WORDS: Final = {
    "received": gettext_lazy("Received"),
    "identified": gettext_lazy("Made sure that it is them"),
    "extended": gettext_lazy("More time taken"),
    "done": gettext_lazy("Done"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("They took it back"),
    "taken_back": gettext_lazy("The last step was taken back"),
}


@dataclass(frozen=True)
class RequestLine:
    """One request as a row."""

    public_id: str
    kind: str
    person: str
    person_id: str
    is_sample: bool
    received_on: date
    channel: str
    stands: str
    is_soon: bool


@dataclass(frozen=True)
class EventLine:
    """One line of a request's history."""

    at: datetime
    words: str
    quote: str
    by: str


def line(request: PersonRequest, *, now: datetime) -> RequestLine:
    """The row of one request; its person is loaded."""
    person = request.candidate
    is_open = request.state == RequestState.OPEN
    return RequestLine(
        public_id=request.public_id,
        kind=kind_label(request.kind),
        person=person.display_name,
        person_id=person.public_id,
        is_sample=person.is_sample,
        received_on=request.received_on,
        channel=channel_label(request.channel),
        stands=stands(request, now=now),
        is_soon=is_open and is_due_soon(request.due_on, team_day(now)),
    )


def kind_label(code: str) -> str:
    """What is asked for."""
    return say(playbook().rights.kind(code).label)


def channel_label(code: str) -> str:
    """How it came."""
    return dict(ways()).get(code, _("their own page"))


def ways() -> list[tuple[str, str]]:
    """The ways by which a request can come, beside the person's own page."""
    return [
        *((one.id, say(one.label)) for one in playbook().channels),
        ("in_person", _("In person")),
        ("letter", _("Letter")),
        ("other", _("Otherwise")),
    ]


def stands(request: PersonRequest, *, now: datetime) -> str:
    """Where it stands, in one line."""
    if request.state == RequestState.OPEN:
        return _open(request, today=team_day(now))
    closed = request.closed_at or now
    day, in_time = date_format(team_day(closed), "MONTH_DAY_FORMAT"), team_day(closed) <= request.due_on
    match RequestState(request.state):
        case RequestState.DONE if in_time:
            return _("done on %(day)s, in time") % {"day": day}
        case RequestState.DONE:
            return _("done on %(day)s, after its last day") % {"day": day}
        case RequestState.REFUSED:
            return _("refused on %(day)s") % {"day": day}
    return _("taken back by them on %(day)s") % {"day": day}


def _open(request: PersonRequest, *, today: date) -> str:
    left, day = (request.due_on - today).days, date_format(request.due_on, "MONTH_DAY_FORMAT")
    if left < 0:
        return _("was to be answered by %(day)s") % {"day": day}
    remaining = _("today") if left == 0 else ngettext("%d day left", "%d days left", left) % left
    if request.first_due_on:
        return _("extended to %(day)s, %(left)s") % {"day": day, "left": remaining}
    return _("to be answered by %(day)s, %(left)s") % {"day": day, "left": remaining}


def identity(request: PersonRequest) -> str:
    """How it was made sure that it is the person; empty while nobody has."""
    if not request.identity_check:
        return ""
    how = str(IDENTITY_WORDS[IdentityCheck(request.identity_check)])
    colon = pgettext("between a field and its value", ": ")
    return f"{how}{colon}{request.identity_words}" if request.identity_words else how


def event_lines(events: list[RequestEvent]) -> list[EventLine]:
    """Everything that happened to it, newest first."""
    return [
        EventLine(
            at=event.at,
            words=str(EVENT_WORDS[event.kind]),
            quote=event.words,
            by=event.by.user.name or event.by.user.email if event.by else "",
        )
        for event in events
    ]
