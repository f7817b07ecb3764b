"""When answering TOS-5 once more would be useful to know, and when it is better to rest.

Product rule S10 and reference on measurement, 1.3: at least 7 days apart, at most 3 times in 90 days; after a stage, a
talk, a small try or a technique at least 7 days; a reading counts as the "before" of a technique for 30 days; never
sooner than the pace allows, and never while another question is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from xinqiao.domain.pace import ContactSpacing

APART: Final = timedelta(days=7)
SETTLES: Final = timedelta(days=7)
BEFORE_LASTS: Final = timedelta(days=30)
WINDOW: Final = timedelta(days=90)
MOST_IN_WINDOW: Final = 3


class Happening(StrEnum):
    """What may have moved somebody's trust."""

    STAGE = "stage"
    TALK = "talk"
    TRY = "try"
    TECHNIQUE = "technique"


class Reason(StrEnum):
    """Why another reading would say something."""

    AFTER_STAGE = "after_stage"
    AFTER_TALK = "after_talk"
    AFTER_TRY = "after_try"
    AFTER_TECHNIQUE = "after_technique"
    # The same, and the reading before it is recent enough to compare with.
    BEFORE_AND_AFTER = "before_and_after"
    # The last answers were doubtful, and a member chose to ask once more.
    ASK_AGAIN = "ask_again"
    # Nothing has happened, but the last reading no longer serves as a "before".
    FRESH_BEFORE = "fresh_before"


class Rest(StrEnum):
    """Why nothing is proposed."""

    STOPPED = "stopped"
    NO_YES = "no_yes"
    AT_REST = "at_rest"
    NEVER_ANSWERED = "never_answered"
    INVITATION_OPEN = "invitation_open"
    CARD_OPEN = "card_open"
    THEY_BEGIN = "they_begin"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with the person."""

    what: Happening
    at: datetime


@dataclass(frozen=True)
class RetestFacts:
    """All that the plan rests on. Of answers only those that the person let us know of.

    `invited_at`: when each invitation went out, oldest first; `answered_at` likewise. `invitation_lasts`: for how
    long one stays open. `card_open_until`: the end of a three-tap card that waits for its answer. `last_contact`: our
    last contact with them. `ask_again`: a member's word on doubtful answers.
    """

    permission: str
    is_at_rest: bool
    answered_at: Sequence[datetime]
    invited_at: Sequence[datetime]
    invitation_lasts: timedelta
    last_contact: datetime | None
    spacing: ContactSpacing
    card_open_until: datetime | None = None
    ask_again: bool = False
    events: Sequence[Event] = field(default=())


@dataclass(frozen=True, slots=True)
class RetestPlan:
    """The earliest useful moment and why, or why to rest (and until when, if that is known)."""

    at: datetime | None = None
    reason: Reason | None = None
    rest: Rest | None = None
    until: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether an invitation is useful now."""
        return self.at is not None and self.at <= now


def plan(facts: RetestFacts, now: datetime) -> RetestPlan:
    """The next useful answer of one person; the moment may lie in the past, then it is useful now."""
    rest = _must_rest(facts)
    if rest is not None:
        return RetestPlan(rest=rest)
    until = _open_until(facts)
    if until is not None and until > now:
        return RetestPlan(rest=Rest.INVITATION_OPEN, until=until)
    if facts.card_open_until is not None and facts.card_open_until > now:
        return RetestPlan(rest=Rest.CARD_OPEN, until=facts.card_open_until)
    useful, reason = _useful(facts, facts.answered_at[-1])
    return RetestPlan(at=_allowed(facts, useful), reason=reason)


def again_from(answered_at: Sequence[datetime], invited_at: Sequence[datetime]) -> datetime | None:
    """From when on asking once more keeps its distance: 7 days after the last answers, at most three times in 90 days.

    Both oldest first. None where nothing was answered.
    """
    if not answered_at:
        return None
    # An invitation that nobody answered was an ask all the same.
    unanswered = [at for at in invited_at if not any(at <= answer < at + WINDOW for answer in answered_at)]
    asked = sorted([*answered_at, *unanswered])
    soonest = answered_at[-1] + APART
    return max(soonest, asked[-MOST_IN_WINDOW] + WINDOW) if len(asked) >= MOST_IN_WINDOW else soonest


def serves_as_before(reading: datetime, technique: datetime) -> bool:
    """Whether this reading may stand before that technique in a comparison."""
    return timedelta(0) <= technique - reading <= BEFORE_LASTS


def _must_rest(facts: RetestFacts) -> Rest | None:
    if facts.permission == "stopped":
        return Rest.STOPPED
    if facts.permission != "granted":
        return Rest.NO_YES
    if facts.is_at_rest:
        return Rest.AT_REST
    if not facts.answered_at:
        return Rest.NEVER_ANSWERED
    return Rest.THEY_BEGIN if facts.spacing.ask_days is None else None


def _open_until(facts: RetestFacts) -> datetime | None:
    """Until when the newest invitation stays open, None when it is answered or there is none."""
    if not facts.invited_at or facts.invited_at[-1] <= facts.answered_at[-1]:
        return None
    return facts.invited_at[-1] + facts.invitation_lasts


def _useful(facts: RetestFacts, last: datetime) -> tuple[datetime, Reason]:
    since = [event for event in facts.events if event.at > last]
    if since:
        newest = max(since, key=lambda event: event.at)
        return newest.at + SETTLES, _reason_of(newest, last)
    if facts.ask_again:
        return last + APART, Reason.ASK_AGAIN
    return last + BEFORE_LASTS, Reason.FRESH_BEFORE


def _reason_of(event: Event, last: datetime) -> Reason:
    if event.what is Happening.TECHNIQUE and serves_as_before(last, event.at):
        return Reason.BEFORE_AND_AFTER
    return Reason(f"after_{event.what}")


def _allowed(facts: RetestFacts, useful: datetime) -> datetime:
    """The first moment from `useful` on at which neither the pace nor the distance stands against asking."""
    if facts.last_contact is not None and facts.spacing.ask_days is not None:
        useful = max(useful, facts.last_contact + timedelta(days=facts.spacing.ask_days))
    return max(useful, again_from(facts.answered_at, facts.invited_at) or useful)
