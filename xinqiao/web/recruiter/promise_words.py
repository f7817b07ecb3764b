"""Promises in words, for the record, the team's page, today and the promise's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from xinqiao.capabilities.promises.queries import days_left
from xinqiao.domain.promises import CLOSED, RUNNING, Offer, Origin, State
from xinqiao.web.recruiter.words import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinqiao.capabilities.promises.models import Promise, PromiseEvent

ICONS: Final = {
    State.OPEN: "clock",
    State.MOVED: "clock",
    State.MISSED: "x-round",
    State.KEPT: "check-round",
    State.SETTLED: "check-round",
}
ORIGIN_WORDS: Final = {
    Origin.MESSAGE: gettext_lazy("in a message"),
    Origin.TALK: gettext_lazy("in a talk"),
    Origin.BY_HAND: gettext_lazy("otherwise"),
    Origin.THEY_SAY: gettext_lazy("as they say"),
    Origin.PRIVATE_CONTACT: gettext_lazy("reported by them"),
}
OFFER_WORDS: Final = {
    Offer.NEW_DAY: gettext_lazy("another day"),
    Offer.DONE: gettext_lazy("that it is done now"),
    Offer.WORDS: gettext_lazy("an answer in words"),
}
EVENT_WORDS: Final = {
    "made": gettext_lazy("Promised"),
    "kept": gettext_lazy("Kept"),
    "missed": gettext_lazy("Missed: the day went by"),
    "offered": gettext_lazy("Put before them"),
    "accepted": gettext_lazy("They accepted"),
    "declined": gettext_lazy("They did not accept"),
    "disputed": gettext_lazy("They say that it was not kept"),
    "let_go": gettext_lazy("They need it no longer"),
    "lapsed": gettext_lazy("The proposed day went by unanswered"),
    "handed_over": gettext_lazy("Somebody else answers for it now"),
    "taken_back": gettext_lazy("The last step was taken back"),
}
_THEIR_EVENTS: Final = {
    Origin.THEY_SAY: gettext_lazy("They wrote: you promised me"),
    Origin.PRIVATE_CONTACT: gettext_lazy("They reported a private contact"),
}
# How many closed ones stand on a record.
CLOSED_SHOWN: Final = 4


@dataclass(frozen=True)
class PromiseLine:
    """One promise as a row."""

    public_id: str
    text: str
    icon: str
    stands: str
    owner: str
    is_missed: bool
    waits_for_them: bool
    day: date
    person: str
    person_id: str
    is_sample: bool


@dataclass(frozen=True)
class EventLine:
    """One line of a promise's history."""

    at: datetime
    words: str
    quote: str
    by: str


def line(promise: Promise, *, now: datetime) -> PromiseLine:
    """The row of one promise; its person and owner are loaded."""
    person, owner = promise.candidate, promise.owner
    return PromiseLine(
        public_id=promise.public_id,
        text=text_of(promise),
        icon=ICONS[State(promise.state)],
        stands=stands(promise, now=now),
        owner=owner.user.name or owner.user.email,
        is_missed=promise.state == State.MISSED,
        waits_for_them=bool(promise.offer),
        day=promise.due_on,
        person=person.display_name,
        person_id=person.public_id,
        is_sample=person.is_sample,
    )


def text_of(promise: Promise) -> str:
    """What was promised, in its own words; a private contact has a name of ours."""
    if promise.origin != Origin.PRIVATE_CONTACT:
        return promise.text
    named = _("Somebody wrote to them privately, past their choice")
    return f"{named}{pgettext('between a field and its value', ': ')}{promise.text}" if promise.text else named


def stands(promise: Promise, *, now: datetime) -> str:
    """Where it stands, in one line."""
    if promise.offer:
        return _("waits for their word on %(offer)s") % {"offer": str(OFFER_WORDS[Offer(promise.offer)])}
    match State(promise.state):
        case State.OPEN | State.MOVED:
            return _running(promise, now=now)
        case State.MISSED:
            return _missed(promise)
        case State.KEPT:
            return _("made good after its day, as they accepted") if promise.missed_at else _("kept in time")
    return _("settled, as they said")


def _running(promise: Promise, *, now: datetime) -> str:
    days, day = days_left(promise, now=now), date_format(promise.due_on, "MONTH_DAY_FORMAT")
    left = _("today") if days == 0 else ngettext("%d day left", "%d days left", days) % days
    if promise.origin == Origin.THEY_SAY and promise.state == State.OPEN:
        return _("to be answered by %(day)s, %(left)s") % {"day": day, "left": left}
    if promise.state == State.MOVED:
        return _("moved to %(day)s, as they accepted; %(left)s") % {"day": day, "left": left}
    return _("by %(day)s, %(left)s") % {"day": day, "left": left}


def _missed(promise: Promise) -> str:
    if promise.origin == Origin.PRIVATE_CONTACT:
        return _("counts as missed, not made good yet")
    return _("missed: it was due on %(day)s") % {"day": date_format(promise.due_on, "MONTH_DAY_FORMAT")}


def event_lines(promise: Promise, events: Sequence[PromiseEvent]) -> list[EventLine]:
    """Everything that happened to it, newest first."""
    return [
        EventLine(
            at=event.at,
            words=_event_words(promise, event),
            quote=event.words,
            by=event.by.user.name or event.by.user.email if event.by else "",
        )
        for event in reversed(events)
    ]


def _event_words(promise: Promise, event: PromiseEvent) -> str:
    words = str(EVENT_WORDS.get(event.kind, event.kind))
    if event.kind == "made":
        their = _THEIR_EVENTS.get(Origin(promise.origin))
        if their is None:
            words = _("Promised %(where)s") % {"where": str(ORIGIN_WORDS[Origin(promise.origin)])}
        else:
            words = str(their)
    if event.day is None:
        return words
    day = date_format(event.day, "DATE_FORMAT")
    return _("%(words)s, for %(day)s") % {"words": words, "day": day}


def record_part(promises: Sequence[Promise], *, now: datetime) -> dict[str, Any]:
    """The promises on a record: all that are not closed, and the last few that are."""
    still = [one for one in promises if one.state not in CLOSED]
    closed = [one for one in promises if one.state in CLOSED]
    in_order = sorted(still, key=lambda one: (one.state in RUNNING, one.due_on, one.pk))
    broken = [one for one in still if one.state == State.MISSED]
    return {
        "promises": [line(one, now=now) for one in [*in_order, *closed[:CLOSED_SHOWN]]],
        "promises_more": len(closed[CLOSED_SHOWN:]),
        "promises_broken": blocked_words(broken),
    }


def blocked_words(broken: Sequence[Promise]) -> str:
    """What missed promises mean for everything else; empty when there are none."""
    if not broken:
        return ""
    if all(one.offer for one in broken):
        return _("New requests wait until they accept what we put before them.")
    return sentences(
        _("New requests wait until they accept a repair."), _("Fine now: keeping the word, or proposing a day.")
    )
