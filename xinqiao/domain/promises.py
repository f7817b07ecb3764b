"""When a promise to a person is kept, missed or made good. Pure rules: facts and days in, answers out.

A promise has a last day in the person's own time zone. Ours alone is the word "kept" before that day is over; from then
on, and for whatever the person says we promised, only their word closes it: we offer, they accept or do not.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from xinqiao.domain.daytime import Calendar, working_days_after

ANSWER_WORKING_DAYS: Final = 2
SOON_DAYS: Final = 3
AHEAD_AT_MOST: Final = timedelta(days=366)
# Where the record names no zone, or one that this machine does not know.
DEFAULT_ZONE: Final = "Asia/Shanghai"


class State(StrEnum):
    """Where a promise stands. `moved`: the person accepted another day; `settled`: they said it is."""

    OPEN = "open"
    MOVED = "moved"
    MISSED = "missed"
    KEPT = "kept"
    SETTLED = "settled"


class Origin(StrEnum):
    """How a promise came to be recorded; the last two are the person's own report."""

    MESSAGE = "message"
    TALK = "talk"
    BY_HAND = "by_hand"
    THEY_SAY = "they_say"
    PRIVATE_CONTACT = "private_contact"


class Offer(StrEnum):
    """What we put before the person and they decide on: another day, "it is done", or an answer in words."""

    NEW_DAY = "new_day"
    DONE = "done"
    WORDS = "words"


OURS: Final = (Origin.MESSAGE, Origin.TALK, Origin.BY_HAND)
REPORTED: Final = (Origin.THEY_SAY, Origin.PRIVATE_CONTACT)
# Their last day still lies ahead, or has only just gone by.
RUNNING: Final = (State.OPEN, State.MOVED)
CLOSED: Final = (State.KEPT, State.SETTLED)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask of one promise; `offer` is empty while nothing waits for the person."""

    state: State
    origin: Origin
    due_on: date
    offer: str = ""


def day_of(now: datetime, zone: str) -> date:
    """The person's calendar day; `now` is aware."""
    return now.astimezone(zone_of(zone)).date()


def zone_of(zone: str) -> ZoneInfo:
    """The zone of this IANA name, the default one for an empty or unknown name."""
    try:
        return ZoneInfo(zone or DEFAULT_ZONE)
    except (ValueError, OSError, LookupError):
        return ZoneInfo(DEFAULT_ZONE)


def answer_by(today: date, calendar: Calendar) -> date:
    """The last day to answer what somebody says today: the second working day after it."""
    return working_days_after(today, ANSWER_WORKING_DAYS, calendar)


def our_word_keeps(state: State, origin: Origin) -> bool:
    """Whether "kept", said by us with evidence, closes the promise."""
    return state is State.MOVED or (state is State.OPEN and origin in OURS)


def offers_open(state: State, origin: Origin) -> tuple[Offer, ...]:
    """What we may put before the person now."""
    if state in CLOSED:
        return ()
    if origin is Origin.PRIVATE_CONTACT:
        return (Offer.WORDS,)
    if our_word_keeps(state, origin):
        return (Offer.NEW_DAY,)
    return (Offer.NEW_DAY, Offer.DONE, Offer.WORDS) if origin is Origin.THEY_SAY else (Offer.NEW_DAY, Offer.DONE)


def after_yes(offer: Offer) -> State:
    """The state once the person accepted."""
    return {Offer.NEW_DAY: State.MOVED, Offer.DONE: State.KEPT, Offer.WORDS: State.SETTLED}[offer]


def after_no(state: State, origin: Origin) -> State:
    """The state once the person declined: a promise in time goes on as it was, a report of theirs counts as missed."""
    return State.MISSED if state is State.OPEN and origin is Origin.THEY_SAY else state


def is_missed(facts: Facts, *, today: date) -> bool:
    """Whether the last day has gone by without the promise being kept; `today` is the person's day.

    What they say we promised is answered in time by any offer of ours that still waits for their word.
    """
    if facts.state not in RUNNING or facts.due_on >= today:
        return False
    return not (facts.state is State.OPEN and facts.origin is Origin.THEY_SAY and facts.offer)


def has_lapsed(offered_day: date | None, *, today: date) -> bool:
    """Whether the day that we offered has gone by itself, so that nobody can accept it any more."""
    return offered_day is not None and offered_day < today
